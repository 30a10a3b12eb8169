"""The forms of clients' files."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.attachments.models import Attachment, AttachmentCategory
from accounts.orders.models import ServiceOrder
from accounts.policies.models import PolicyTerm
from teams.history.forms import EditForm


class FilesFilter(forms.Form):
    """Which of a client's files are listed."""

    q = forms.CharField(required=False, max_length=100)
    category = forms.ModelChoiceField(AttachmentCategory.objects.all(), required=False)
    removed = forms.BooleanField(required=False)


class UploadForm(forms.Form):
    """What is said of files while they are sent."""

    category = forms.ModelChoiceField(
        AttachmentCategory.objects.all(), required=False, empty_label="Category by its kind"
    )


class TermChoice(forms.ModelChoiceField):
    """A policy by its number, line and first day."""

    def label_from_instance(self, term: Any) -> str:
        return f"{term.number} · {term.policy.line} · {term.effective_on:%m/%d/%Y}"


class AttachmentForm(EditForm):
    """What a file is about; its policy and order are chosen among those of its client."""

    term = TermChoice(PolicyTerm.objects.none(), required=False, label="Policy")
    order = forms.ModelChoiceField(ServiceOrder.objects.none(), required=False)

    class Meta:
        model = Attachment
        fields = ["title", "category", "term", "order", "received_on", "valued_on", "note"]
        widgets = {
            "received_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        client = self.instance.client_id
        terms = PolicyTerm.objects.filter(client=client).select_related("policy__line")
        orders = ServiceOrder.objects.filter(client=client).select_related("type", "client")
        self.fields["term"].queryset = terms.order_by("-effective_on", "number")  # type: ignore[attr-defined]
        self.fields["order"].queryset = orders.order_by("-pk")  # type: ignore[attr-defined]

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
