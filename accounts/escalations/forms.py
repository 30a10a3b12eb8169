"""What is filled in to escalate, to resolve, and to ask for help."""

import uuid
from typing import Any

from django import forms

from accounts.clients.picking import ClientField
from config.lib.forms import DayInput


class KeyedForm(forms.Form):
    """A form that makes one thing, however often it is sent."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()


class RaiseForm(KeyedForm):
    """What the manager must know."""

    subject = forms.CharField(max_length=200, label="What is the matter")
    text = forms.CharField(
        required=False, max_length=4000, label="What was tried, and what you need",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    link = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean_link(self) -> str:
        link = self.cleaned_data["link"]
        return link if link.startswith("/") and not link.startswith("//") else ""


class WordsForm(forms.Form):
    """What was done, or a comment."""

    text = forms.CharField(
        required=False, max_length=4000, label="In words", widget=forms.Textarea(attrs={"rows": 3})
    )


class HelpForm(KeyedForm):
    """What one needs, and by when."""

    what = forms.CharField(max_length=200, label="What you need")
    needed_on = forms.DateField(label="By when", widget=DayInput())
    why = forms.CharField(
        required=False, max_length=4000, label="Why", widget=forms.Textarea(attrs={"rows": 4})
    )
    client = ClientField(required=False, label="About which client, if it is about one")

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["client"].user = user  # type: ignore[attr-defined]
