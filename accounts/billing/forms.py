"""What is filled in to keep rates, rules and schemes."""

from accounts.billing.models import BillingRule, PaymentScheme, TaxFeeRule
from config.lib.forms import DayInput
from teams.history.records import RecordForm

DAYS = {"from_on": DayInput(), "until_on": DayInput()}


class TaxFeeForm(RecordForm):
    class Meta:
        model = TaxFeeRule
        fields = [
            "state", "code", "rate", "base", "date_basis", "from_on", "until_on", "source", "note",
        ]  # fmt: skip
        widgets = DAYS

    def clean_state(self) -> str:
        return self.cleaned_data["state"].upper()


class BillingRuleForm(RecordForm):
    class Meta:
        model = BillingRule
        fields = ["code", "value", "from_on", "until_on", "source", "note"]
        widgets = DAYS


class SchemeForm(RecordForm):
    class Meta:
        model = PaymentScheme
        fields = [
            "code", "parts", "months_apart", "down_percent", "taxes_first", "charge", "active",
        ]  # fmt: skip


TABLES: dict[str, tuple[type[RecordForm], str]] = {
    "taxes": (TaxFeeForm, "tax or fee rate"),
    "rules": (BillingRuleForm, "billing rule"),
    "schemes": (SchemeForm, "payment scheme"),
}
