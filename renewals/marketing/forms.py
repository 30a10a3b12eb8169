"""What is filled in on submissions and quotes."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.attachments.models import Attachment
from accounts.carriers.models import Underwriter, WritingCompany
from accounts.clients.models import Client
from accounts.policies.forms import day
from accounts.policies.models import LineOfBusiness
from config.lib.forms import DollarsField
from renewals.marketing.models import DeclineReason, SubmissionStep
from renewals.specifications.models import Specification


def files_of(client: Client) -> Any:
    """The client's files that can be chosen."""
    return Attachment.objects.filter(client=client).kept().order_by("-pk")


def form_key() -> forms.UUIDField:
    """So that one form does its deed once."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class MarketForm(forms.Form):
    """A market to put on the list."""

    company = forms.ModelChoiceField(
        WritingCompany.objects.none(), label="Market", help_text="Insurer or wholesaler."
    )
    intermediary = forms.ModelChoiceField(
        WritingCompany.objects.none(), required=False, label="Through",
        help_text="The wholesaler or managing agent, if an insurer is reached through one.",
    )  # fmt: skip
    underwriter = forms.ModelChoiceField(Underwriter.objects.none(), required=False)
    lines = forms.ModelMultipleChoiceField(
        LineOfBusiness.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    target_premium = DollarsField(required=False, label="Target premium")
    due_on = day("Quote wanted by", required=False)
    note = forms.CharField(
        max_length=2000, required=False, widget=forms.Textarea({"rows": 2}),
        label="Note, or why a blocked market is asked",
    )  # fmt: skip

    def __init__(self, *args: Any, lines: Sequence[LineOfBusiness], **kwargs: Any):
        super().__init__(*args, **kwargs)
        companies = WritingCompany.objects.filter(active=True)
        fields: Any = self.fields
        fields["company"].queryset = companies
        fields["intermediary"].queryset = companies.exclude(kind=WritingCompany.Kind.INSURER)
        fields["underwriter"].queryset = Underwriter.objects.filter(active=True)
        keys = [line.pk for line in lines]
        known = LineOfBusiness.objects.filter(pk__in=keys) if keys else LineOfBusiness.objects.all()
        fields["lines"].queryset = known
        if keys:
            fields["lines"].initial = keys


class SendForm(forms.Form):
    """The submission as an e-mail, or how it went out otherwise."""

    how = forms.ChoiceField(
        choices=[("email", "E-mail it now"), ("other", "It was sent otherwise")], label="How"
    )
    to = forms.CharField(label="To", max_length=200, required=False)
    on = day("Sent on", required=False, help_text="Not for e-mail: that leaves at once.")
    subject = forms.CharField(max_length=200, required=False)
    message = forms.CharField(
        max_length=6000, required=False, widget=forms.Textarea({"rows": 6}),
        help_text="Under an e-mail come your name and the license numbers. "
        "If it was sent otherwise, say how.",
    )  # fmt: skip
    specification = forms.ModelChoiceField(
        Specification.objects.none(), required=False, label="Specification",
        help_text="Which reviewed version went to this market.",
    )  # fmt: skip
    documents = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Documents we made"
    )
    files = forms.ModelMultipleChoiceField(
        Attachment.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        label="Files of the client",
    )  # fmt: skip
    form_key = form_key()

    def __init__(
        self, *args: Any, placement: Any, documents: Sequence[tuple[str, str]], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        client = placement.client
        fields["specification"].queryset = placement.specifications.exclude(reviewed_at=None)
        fields["files"].queryset = files_of(client)[:40] if not self.is_bound else files_of(client)
        fields["documents"].choices = list(documents)
        if not documents:
            del self.fields["documents"]
        if not fields["files"].queryset.exists():
            del self.fields["files"]


class StepForm(forms.Form):
    """What a market did."""

    kind = forms.ChoiceField(
        choices=[
            (k.value, k.label) for k in SubmissionStep.Kind
            if k not in (SubmissionStep.Kind.SENT, SubmissionStep.Kind.QUOTED)
        ],
        label="What happened",
    )  # fmt: skip
    on = day("On")
    reason = forms.ModelChoiceField(
        DeclineReason.objects.filter(active=True), required=False,
        label="Reason of a declination",
    )  # fmt: skip
    contact = forms.CharField(
        max_length=200, required=False, label="Who said so",
        help_text="Name with telephone or e-mail; a declination needs it.",
    )  # fmt: skip
    text = forms.CharField(max_length=1000, required=False, label="In words")
    attachment = forms.ModelChoiceField(
        Attachment.objects.none(), required=False, label="The letter or e-mail as a file"
    )
    form_key = form_key()

    def __init__(self, *args: Any, client: Client, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["attachment"].queryset = files_of(client)  # type: ignore[attr-defined]
