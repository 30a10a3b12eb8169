"""What is filled in to add a policy, to change a term, and to correct its facts."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from accounts.carriers.models import WritingCompany
from accounts.policies.booking import Facts
from accounts.policies.models import (
    AskedBy,
    CancelMethod,
    ChangeReason,
    LineOfBusiness,
    Policy,
    PolicyTerm,
    PremiumRule,
    TransactionKind,
)
from accounts.policies.rules import is_placeholder, period_at
from accounts.policies.terms import TermFacts, scheduled_rate
from config.lib.dates import add_months
from config.lib.forms import DayInput
from teams.history.forms import EditForm
from teams.history.records import DatedForm

SHARES = (1, 2, 3, 4)


def day(label: str, required: bool = True, help_text: str = "") -> forms.DateField:
    """A date with the browser's picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def dollars(label: str, required: bool = False, help_text: str = "") -> forms.DecimalField:
    """An amount of money."""
    return forms.DecimalField(
        label=label, required=required, help_text=help_text, max_digits=12, decimal_places=2
    )


def percent(label: str, required: bool = True, help_text: str = "") -> forms.DecimalField:
    """A rate in percent."""
    return forms.DecimalField(
        label=label, required=required, help_text=help_text, min_value=0, max_value=100,
        max_digits=7, decimal_places=4,
        error_messages={"max_value": "Commission cannot be more than the premium."}
        if label == "Commission rate" else {},
    )  # fmt: skip


class FactsForm(forms.Form):
    """What every change says; `figures()` are the fields that differ from kind to kind."""

    description = forms.CharField(max_length=300, required=False, label="What and why")
    carrier_reference = forms.CharField(max_length=60, required=False, label="Carrier’s reference")
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    FACTS = ("form_key", "description", "asked_by", "reason", "carrier_reference")

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs["initial"] = {"form_key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        told = ("stated_premium", "commission", *self.FACTS)
        self.order_fields([n for n in self.fields if n not in told])

    def facts(self) -> Facts:
        return Facts(**{n: self.cleaned_data[n] for n in self.FACTS if n in self.cleaned_data})

    def figures(self) -> dict[str, Any]:
        """Everything else that was typed, by name."""
        left = {*self.FACTS, "version"}
        return {n: v for n, v in self.cleaned_data.items() if n not in left}


class ChangeForm(FactsForm):
    """A change of one term, opened at a version."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, term: PolicyTerm, today: date, **kwargs: Any):
        kwargs["initial"] = {"version": term.version, **self.suggested(term, today)}
        super().__init__(*args, **kwargs)

    def suggested(self, term: PolicyTerm, today: date) -> dict[str, Any]:
        """What most often is right."""
        last = term.expires_on
        within = max(term.effective_on, today)
        return {"effective_on": within if last is None or within < last else term.effective_on}


class FigureForm(ChangeForm):
    """A change with the carrier's own figure."""

    stated_premium = dollars("Carrier’s premium", help_text="What counts when it is given.")
    commission = dollars("Commission", help_text="Empty: at the rate of the term.")


class EndorseForm(FigureForm):
    effective_on = day("Effective")
    yearly = dollars("Annual change of premium", help_text="Negative when it falls.")
    flat = dollars("Or a flat amount")
    asked_by = forms.ChoiceField(choices=AskedBy, label="Asked by")


class CancelForm(FigureForm):
    effective_on = day("Cover ends on")
    method = forms.ChoiceField(choices=CancelMethod, initial=CancelMethod.PRO_RATA)
    asked_by = forms.ChoiceField(choices=AskedBy, label="Asked by")
    reason = forms.ModelChoiceField(ChangeReason.objects.filter(active=True))
    stated_premium = dollars(
        "Carrier’s return premium", help_text="Negative. It counts when it is given."
    )

    def suggested(self, term: PolicyTerm, today: date) -> dict[str, Any]:
        return {**super().suggested(term, today), "method": CancelMethod.PRO_RATA}


class ReinstateForm(FigureForm):
    effective_on = day(
        "Cover resumes on", help_text="The day of the cancellation when nothing lapses."
    )

    def suggested(self, term: PolicyTerm, today: date) -> dict[str, Any]:
        end = term.transactions.filter(kind="CAN").order_by("effective_on", "pk").last()
        return {"effective_on": end.effective_on if end else term.effective_on}


class AuditForm(FigureForm):
    final = dollars("Audited premium for the whole term", required=True)


class NonRenewForm(ChangeForm):
    asked_by = forms.ChoiceField(choices=AskedBy, label="Decided by", initial=AskedBy.CARRIER)
    reason = forms.ModelChoiceField(ChangeReason.objects.filter(active=True))


class TermFactsMixin(forms.Form):
    """The facts of a new term."""

    number = forms.CharField(
        max_length=40, label="Policy number", help_text="TBA until the carrier gives it."
    )
    effective_on = day("Effective")
    expires_on = day(
        "Expires", required=False, help_text="Empty for continuous policies and bonds."
    )
    premium = dollars("Full-term premium", required=True)
    commission_rate = percent(
        "Commission rate", required=False, help_text="Percent; empty: by the company’s schedule."
    )
    minimum_earned = percent(
        "Minimum earned", required=False, help_text="Percent; empty: the usual one."
    )

    TERM = (
        "number", "effective_on", "expires_on", "premium", "commission_rate", "minimum_earned",
    )  # fmt: skip

    def term_facts(self) -> TermFacts:
        return TermFacts(**{name: self.cleaned_data[name] for name in self.TERM})


class RenewForm(TermFactsMixin, ChangeForm):
    writing_company = forms.ModelChoiceField(
        WritingCompany.objects.all(), help_text="Another company makes it a policy of its own."
    )

    def suggested(self, term: PolicyTerm, today: date) -> dict[str, Any]:
        start = term.expires_on or today
        rate = scheduled_rate(term.policy, TransactionKind.RENEWAL, start)
        return {
            "number": term.number, "effective_on": start, "expires_on": add_months(start, 12),
            "premium": term.annual_at(),
            "commission_rate": term.commission_rate if rate is None else rate,
            "minimum_earned": term.minimum_earned,
            "writing_company": term.policy.writing_company_id,
        }  # fmt: skip


class RewriteForm(RenewForm):
    method = forms.ChoiceField(
        choices=[c for c in CancelMethod.choices if c[0] != "flat"],
        label="The old term is returned",
    )
    asked_by = forms.ChoiceField(choices=AskedBy, label="Asked by")
    reason = forms.ModelChoiceField(ChangeReason.objects.filter(active=True))
    stated_premium = dollars(
        "Carrier’s return premium on the old term", help_text="Negative. It counts when given."
    )

    def suggested(self, term: PolicyTerm, today: date) -> dict[str, Any]:
        start = ChangeForm.suggested(self, term, today)["effective_on"]
        period = period_at(term.effective_on, term.expires_on, start)
        facts = {"number": "TBA", "effective_on": start, "expires_on": period.expires_on}
        return {**super().suggested(term, today), **facts}


class PolicyForm(TermFactsMixin, FactsForm):
    """A policy with its first term, and the premium shares of a package."""

    line = forms.ModelChoiceField(LineOfBusiness.objects.all())
    writing_company = forms.ModelChoiceField(WritingCompany.objects.all())
    billing_company = forms.ModelChoiceField(
        WritingCompany.objects.all(), required=False, help_text="If another one bills."
    )
    bill_mode = forms.ChoiceField(choices=Policy.BillMode, label="Billing")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        lines = list(LineOfBusiness.objects.all())
        choices = [("", "–"), *((str(x.pk), x.name) for x in lines)]
        self.lines = {str(x.pk): x for x in lines}
        for n in SHARES:
            self.fields[f"line_{n}"] = forms.ChoiceField(
                choices=choices, required=False, label=f"Coverage {n}"
            )
            self.fields[f"premium_{n}"] = dollars(f"Premium of coverage {n}")

    def clean(self) -> dict[str, Any]:
        for n in SHARES:
            line, share = self.cleaned_data.get(f"line_{n}"), self.cleaned_data.get(f"premium_{n}")
            if bool(line) != (share is not None):
                self.add_error(f"premium_{n}", "Give a coverage together with its premium.")
        return self.cleaned_data

    def alone(self) -> list[forms.BoundField]:
        """The fields that stand each for itself."""
        return [field for field in self if not field.name.startswith(("line_", "premium_"))]

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each coverage of a package with its premium."""
        return [(self[f"line_{n}"], self[f"premium_{n}"]) for n in SHARES]

    def shares(self) -> list[tuple[LineOfBusiness, Decimal]]:
        """The lines of a package with their premiums; empty for a policy of one line."""
        found = ((self.cleaned_data[f"line_{n}"], n) for n in SHARES)
        return [(self.lines[x], self.cleaned_data[f"premium_{n}"]) for x, n in found if x]


class PremiumRuleForm(DatedForm):
    """A number of premium arithmetic with the days on which it holds."""

    series = ("code",)

    class Meta:
        model = PremiumRule
        fields = ["code", "value", "from_on", "until_on", "source", "note"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}


class TermEditForm(EditForm):
    """Facts of a term that are not transactions."""

    class Meta:
        model = PolicyTerm
        fields = ("number", "commission_rate", "minimum_earned")

    def clean_number(self) -> str:
        number = " ".join(self.cleaned_data["number"].split())
        term = self.instance
        same = PolicyTerm.objects.filter(
            client=term.client_id, number__iexact=number, effective_on=term.effective_on
        ).exclude(pk=term.pk)
        if not is_placeholder(number) and same.exists():
            raise forms.ValidationError("This client has such a policy from that day already.")
        return number


class PolicyEditForm(EditForm):
    """Facts of the policy that are not transactions."""

    class Meta:
        model = Policy
        fields = ("bill_mode", "billing_company")
