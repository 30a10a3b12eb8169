"""What is filled in while collecting."""

import uuid
from typing import Any

from django import forms

from accounts.collections.models import CollectionStep, Dispute, How
from accounts.collections.rules import check_text
from accounts.receipts.forms import dollars
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError
from config.lib.forms import DayInput
from teams.history.records import DatedForm

STEP_FIELDS = [
    "name", "days", "how", "owner", "needed", "tells_sales", "text", "from_on", "until_on", "note",
]  # fmt: skip
WORDS_AREA = forms.Textarea(attrs={"rows": 3})


class KeyedForm(forms.Form):
    """A form that does one thing, however often it is sent."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = uuid.uuid4()


class InvoicesField(forms.ModelMultipleChoiceField):
    """Open invoices of a client, each with its due date and what is open."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, invoice: Any) -> str:
        return f"{invoice.number}, due {invoice.due_on:%m/%d/%Y}: {invoice.balance:,.2f} open"


class InvoicesForm(KeyedForm):
    """A contact about some of the client's invoices."""

    invoices = InvoicesField(Invoice.objects.none())
    note = forms.CharField(required=False, max_length=2000, widget=WORDS_AREA)

    def __init__(self, *args: Any, invoices: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["invoices"].queryset = invoices  # type: ignore[attr-defined]
        self.fields["invoices"].initial = [i.pk for i in invoices]

    def clean_invoices(self) -> list[int]:
        return [invoice.pk for invoice in self.cleaned_data["invoices"]]


class ContactForm(InvoicesForm):
    """A contact beside the steps, with the promise that came of it."""

    how = forms.ChoiceField(choices=[(h, h.label) for h in How if h not in ("carrier",)],
                            initial=How.CALL)  # fmt: skip
    note = forms.CharField(max_length=2000, widget=WORDS_AREA, label="What came of it")
    amount = dollars(required=False, label="Promised")
    due_on = forms.DateField(required=False, label="By", widget=DayInput())
    field_order = ("how", "note", "invoices", "amount", "due_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("amount")) != bool(data.get("due_on")) and not self.errors:
            self.add_error("due_on", "A promise has an amount and a day.")
        return data


class PromiseForm(KeyedForm):
    """How much is promised by when."""

    amount = dollars(label="Amount")
    due_on = forms.DateField(label="By", widget=DayInput())
    invoice = forms.ModelChoiceField(
        Invoice.objects.none(), required=False, empty_label="All that is open"
    )
    note = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, invoices: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["invoice"].queryset = invoices  # type: ignore[attr-defined]


class DisputeForm(forms.Form):
    """What the client does not accept."""

    reason = forms.ChoiceField(choices=Dispute.Reason)
    text = forms.CharField(required=False, max_length=2000, widget=WORDS_AREA, label="In words")


class SettleForm(forms.Form):
    """How a dispute ended."""

    outcome = forms.CharField(max_length=300, label="How was it settled?")


class StepForm(DatedForm):
    """A step; one of the same code that runs ends the day a new one begins."""

    series = ("code",)

    class Meta:
        model = CollectionStep
        fields = ["code", *STEP_FIELDS]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = bool(self.instance.pk)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        try:
            check_text(text, "text")
        except DomainError as error:
            raise forms.ValidationError(error.message) from error
        return text
