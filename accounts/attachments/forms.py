"""The forms of clients' files."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.attachments.models import Attachment, AttachmentCategory
from teams.history.forms import EditForm


class FilesFilter(forms.Form):
    """Which of a client's files are listed."""

    q = forms.CharField(required=False, max_length=100)
    category = forms.ModelChoiceField(AttachmentCategory.objects.all(), required=False)
    removed = forms.BooleanField(required=False)


class AttachmentForm(EditForm):
    """What a file is about."""

    class Meta:
        model = Attachment
        fields = ["title", "category", "received_on", "valued_on", "note"]
        widgets = {
            "received_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def clean_received_on(self) -> date:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise ValidationError("It cannot have been received on a day to come.")
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        category = values.get("category")
        if values.get("valued_on") and category and category.code != "loss-run":
            self.add_error("valued_on", "Only loss runs have a valuation date.")
        return values
