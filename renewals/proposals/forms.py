"""What is filled in on proposals."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from accounts.attachments.models import Attachment
from accounts.policies.forms import day
from accounts.policies.models import LineOfBusiness
from config.lib.forms import DayInput, DollarsField
from renewals.proposals.models import (
    CoverageDecision,
    Presentation,
    Proposal,
    ProposalOption,
)
from teams.history.records import RecordForm


class ProposalForm(RecordForm):
    """The words of a proposal."""

    class Meta:
        model = Proposal
        fields = ["title", "valid_through", "summary", "payment_options", "compensation"]
        widgets = {"valid_through": DayInput()}


class OfferForm(forms.Form):
    """A coverage or a higher limit offered without a quote."""

    kind = forms.ChoiceField(
        choices=[
            c for c in ProposalOption.Kind.choices if c[0] != ProposalOption.Kind.COVERAGE
        ],
        label="What is offered",
    )  # fmt: skip
    line = forms.ModelChoiceField(LineOfBusiness.objects.all())
    label = forms.CharField(
        max_length=160, label="Option", help_text="$10,000,000 each occurrence; Cyber, $1,000,000."
    )
    indication = DollarsField(required=False, label="Costs about")
    note = forms.CharField(max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))


class OptionForm(forms.Form):
    """The words of an option."""

    coverage = forms.CharField(
        max_length=120, help_text="Options of one coverage are alternatives."
    )
    label = forms.CharField(max_length=160, label="Option")
    note = forms.CharField(max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))
    recommended = forms.BooleanField(required=False)
    signature_needed = forms.BooleanField(required=False, label="Declined only with a signature")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PresentForm(forms.Form):
    """To whom a version was presented."""

    to_whom = forms.CharField(max_length=200, label="To whom")
    on = day("On")
    how = forms.ChoiceField(choices=Presentation.How)
    note = forms.CharField(max_length=300, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class DecisionForm(forms.Form):
    """What the client decided on an option, and what proves it."""

    decision = forms.ChoiceField(choices=CoverageDecision.Decision)
    decided_on = day("Decided on")
    decided_by = forms.CharField(max_length=160, label="By (at the client)")
    evidence = forms.ChoiceField(choices=CoverageDecision.Evidence)
    attachment = forms.ModelChoiceField(
        Attachment.objects.none(), required=False, label="The paper or e-mail as a file"
    )
    note = forms.CharField(
        max_length=1000, required=False, widget=forms.Textarea({"rows": 2}),
        help_text="What was said; for a spoken decision it is needed.",
    )  # fmt: skip
    re_offer_on = day("Offer again on", required=False, help_text="For what is deferred.")
    others_declined = forms.BooleanField(
        required=False, label="The other options of this coverage are declined with it"
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, client: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"decided_on": timezone.localdate(), "others_declined": True})
        super().__init__(*args, **kwargs)
        kept = Attachment.objects.filter(client=client).kept().order_by("-pk")
        self.fields["attachment"].queryset = kept  # type: ignore[attr-defined]
