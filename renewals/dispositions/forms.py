"""What is filled in to say what became of a policy."""

import uuid
from typing import Any

from django import forms

from accounts.attachments.models import Attachment
from accounts.policies.forms import day, dollars
from accounts.policies.models import ChangeReason, PolicyTerm
from renewals.dispositions.outcomes import LABELS, RECORDED_BY_HAND


class DispositionForm(forms.Form):
    """What became of it, why, and where that can be read."""

    outcome = forms.ChoiceField(
        label="What became of it",
        choices=[("", "Choose"), *((o.value, LABELS[o.value]) for o in RECORDED_BY_HAND)],
    )
    reason = forms.ModelChoiceField(
        ChangeReason.objects.filter(active=True), required=False, help_text="For lost business."
    )
    successor = forms.ModelChoiceField(
        PolicyTerm.objects.none(), required=False, label="Policy that follows",
        help_text="For renewed and rewritten: the new policy, whatever its number.",
    )  # fmt: skip
    evidence = forms.CharField(
        max_length=300, label="Evidence", help_text="The letter, e-mail or call that says so."
    )
    attachment = forms.ModelChoiceField(
        Attachment.objects.none(), required=False, label="File that shows it"
    )

    def __init__(self, *args: Any, term: PolicyTerm, **kwargs: Any):
        super().__init__(*args, **kwargs)
        others = PolicyTerm.objects.filter(
            client=term.client_id, effective_on__gte=term.effective_on
        )
        self.fields["successor"].queryset = others.exclude(pk=term.pk)  # type: ignore[attr-defined]
        kept = Attachment.objects.filter(client=term.client_id).kept()
        self.fields["attachment"].queryset = kept.order_by("-pk")  # type: ignore[attr-defined]


class ExtensionForm(forms.Form):
    """How long the carrier lets the policy run on, and for how much."""

    until = day("Extended until")
    premium = dollars("Premium for the extension", required=True)
    evidence = forms.CharField(max_length=300, help_text="The carrier’s word for it.")
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class WithdrawForm(forms.Form):
    """Why a recorded disposition does not hold."""

    why = forms.CharField(max_length=300, label="Why it is taken back")
