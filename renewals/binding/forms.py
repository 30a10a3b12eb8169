"""What is filled in to bind a quote."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from accounts.attachments.models import Attachment
from config.lib.forms import DayInput
from renewals.binding.obstacles import decided_on, is_proposed
from renewals.binding.services import BindFacts
from renewals.binding.writing import Bound, policies_of


class BindForm(forms.Form):
    """The order to bind; the numbers of the policies stand in fields of their own."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    effective_on = forms.DateField(label="Cover begins", widget=DayInput())
    expires_on = forms.DateField(label="Cover ends", widget=DayInput())
    authorized_by = forms.CharField(
        max_length=160, label="Bound at the company by",
        help_text="Who bound it, when and how: Uma Park, e-mail of 11/24.",
    )  # fmt: skip
    decided_by = forms.CharField(max_length=160, required=False, label="Decided at the client by")
    decided_on = forms.DateField(label="Decided on", widget=DayInput(), required=False)
    evidence = forms.CharField(max_length=300, required=False, label="Where it is written down")
    applications = forms.CharField(
        max_length=300, label="Signed applications",
        help_text="Which are on file; or why none is needed.",
    )  # fmt: skip
    applications_file = forms.ModelChoiceField(
        Attachment.objects.none(), required=False, label="The signed paper"
    )
    terrorism = forms.BooleanField(required=False, label="Terrorism cover (TRIA) taken")
    package = forms.BooleanField(required=False, label="New lines are one package policy")
    binder_until = forms.DateField(
        label="Binder until", widget=DayInput(), required=False,
        help_text="Empty: 90 days from today (CIC 382.5).",
    )  # fmt: skip
    binder_reason = forms.CharField(
        max_length=300, required=False, label="Why the binder runs longer"
    )
    instructions = forms.CharField(
        max_length=1000, required=False, label="For the administrator",
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, quote: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        client = quote.submission.placement.client
        kept = Attachment.objects.filter(client=client).kept().order_by("-pk")
        self.fields["applications_file"].queryset = kept  # type: ignore[attr-defined]
        self.bound: list[Bound] = policies_of(quote, package=False)
        for item in self.bound:
            words = ", ".join(str(row.line) for row in item.rows)
            self.fields[item.name] = forms.CharField(
                max_length=40, required=False, label=f"Policy number, {words}",
                help_text="Empty: to come.",
            )  # fmt: skip
        if sum(1 for item in self.bound if item.follows is None) < 2:
            del self.fields["package"]
        if not any(row.terrorism for item in self.bound for row in item.rows):
            del self.fields["terrorism"]
        if is_proposed(quote):
            for name in ("decided_by", "decided_on", "evidence"):
                del self.fields[name]

    def facts(self) -> BindFacts:
        """What the service takes, from a valid form."""
        said = dict(self.cleaned_data)
        numbers = {item.name: said.pop(item.name) for item in self.bound}
        for name in ("version", "form_key"):
            said.pop(name)
        return BindFacts(**said, numbers=numbers)


def beginning(quote: Any) -> dict[str, Any]:
    """What the form begins with: the days of the quote, else those the expiring term leaves."""
    follows = [b.follows for b in policies_of(quote, package=False) if b.follows]
    starts = max((t.expires_on for t in follows if t.expires_on), default=quote.effective_on)
    decided = decided_on(quote)
    return {
        "version": quote.version, "form_key": uuid4(),
        "effective_on": max(quote.effective_on, starts), "expires_on": quote.expires_on,
        "decided_on": decided.on if decided else timezone.localdate(),
    }  # fmt: skip
