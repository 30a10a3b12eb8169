"""What is filled in on quotes and what they ask for."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from accounts.attachments.models import Attachment
from accounts.carriers.models import WritingCompany
from accounts.clients.models import Client
from accounts.coverages.forms import MONEY
from accounts.coverages.models import CoverageField
from accounts.policies.forms import day, percent
from accounts.policies.models import LineOfBusiness, Policy
from config.lib.dates import add_months
from config.lib.errors import DomainError
from config.lib.forms import DayInput, DollarsField
from config.lib.money import ZERO
from renewals.marketing.expiring import Expiring
from renewals.marketing.forms import files_of, form_key
from renewals.marketing.models import Submission
from renewals.quotes.exposures import Rated
from renewals.quotes.models import Quote, Subjectivity
from renewals.quotes.services import LineFacts, QuoteFacts

MORE_CONDITIONS = 4
AMOUNTS = ("premium", "terrorism", "taxes", "fees")


class ConditionForm(forms.Form):
    """One subjectivity."""

    text = forms.CharField(max_length=300, required=False)
    before = forms.ChoiceField(choices=Subjectivity.Before, required=False)
    due_on = forms.DateField(required=False, widget=DayInput())


ConditionFormSet = forms.formset_factory(ConditionForm, extra=MORE_CONDITIONS, max_num=40)


def conditions_form(data: Any, quote: Quote | None) -> Any:
    """The subjectivities of `quote`, with empty rows for more."""
    kept = quote.subjectivities.all() if quote else ()
    first = [{"text": s.text, "before": s.before, "due_on": s.due_on} for s in kept]
    return ConditionFormSet(data, prefix="conditions", initial=first)


def typed_conditions(conditions: Any) -> list[tuple[str, str, date | None]]:
    """The rows that say something, as (text, owed, due). Raises DomainError for a day that is
    none."""
    if not conditions.is_valid():
        raise DomainError("A day among the subjectivities is no date.")
    return [
        (row["text"].strip(), row["before"] or "binding", row["due_on"])
        for row in conditions.cleaned_data
        if row.get("text", "").strip()
    ]


class QuoteForm(forms.Form):
    """A quote with a row for each line of the submission and what its coverage says.

    A line without a premium is not quoted.
    """

    company = forms.ModelChoiceField(WritingCompany.objects.none(), label="Insurer")
    option = forms.CharField(max_length=60, label="Option")
    number = forms.CharField(max_length=60, required=False, label="Quote number")
    received_on = day("Received")
    valid_until = day("Can be bound until")
    effective_on = day("Effective")
    expires_on = day("Expires")
    bill_mode = forms.ChoiceField(choices=Policy.BillMode, label="Billing")
    commission_rate = percent("Commission %")
    minimum_earned = percent("Minimum earned %", required=False)
    broker_fee = DollarsField(required=False, label="Broker fee")
    key_exclusions = forms.CharField(
        max_length=2000, widget=forms.Textarea({"rows": 4}), label="Key exclusions",
        help_text="One a line. If the market states none, write “None stated”.",
        error_messages={"required": "Write the key exclusions; if none are stated, write so."},
    )  # fmt: skip
    terms = forms.CharField(
        max_length=2000, required=False, widget=forms.Textarea({"rows": 4}), label="Other terms"
    )
    payment_options = forms.CharField(max_length=300, required=False)
    attachment = forms.ModelChoiceField(
        Attachment.objects.none(), required=False, label="The quote as a file"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form_key = form_key()

    def __init__(
        self, data: Any, *, submission: Submission, expiring: dict[int, Expiring],
        rated: dict[int, Rated], quote: Quote | None = None,
    ):  # fmt: skip
        self.submission, self.expiring, self.rated = submission, expiring, rated
        self.quote = quote
        self.lines = [row.line for row in submission.lines.select_related("line")]
        if quote is not None:
            self.lines += [q.line for q in quote.lines.all() if q.line not in self.lines]
        of = CoverageField.objects.filter(line__in=self.lines).order_by("order", "pk")
        self.of_line: dict[int, list[CoverageField]] = {line.pk: [] for line in self.lines}
        for field in of:
            self.of_line[field.line_id].append(field)
        initial = _kept(quote) if quote else _initial(submission, expiring, rated, self.lines)
        super().__init__(data, initial=initial)
        fields: Any = self.fields
        insurers = WritingCompany.objects.filter(kind=WritingCompany.Kind.INSURER, active=True)
        fields["company"].queryset = insurers
        fields["attachment"].queryset = files_of(submission.placement.client)
        for line in self.lines:
            self._add_line(line)

    def _add_line(self, line: LineOfBusiness) -> None:
        for name in AMOUNTS:
            self.fields[f"{line.pk}-{name}"] = DollarsField(required=False, label=name.capitalize())
        for name, label in (("expiring", "Exposure expiring"), ("exposure", "Exposure quoted")):
            self.fields[f"{line.pk}-{name}"] = DollarsField(required=False, label=label)
        self.fields[f"{line.pk}-basis"] = forms.CharField(
            required=False, max_length=60, label="Basis"
        )
        for of in self.of_line[line.pk]:
            self.fields[f"{line.pk}-f{of.pk}"] = _detail_input(of)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines with their bound fields, and what expires, for the page."""
        return [
            {
                "line": line,
                "amounts": [self[f"{line.pk}-{name}"] for name in AMOUNTS],
                "exposure": self._exposure(line),
                "details": [
                    (self[f"{line.pk}-f{of.pk}"], self._said(line, of))
                    for of in self.of_line[line.pk]
                ],
                "premium": self.expiring[line.pk].premium if line.pk in self.expiring else None,
            }
            for line in self.lines
        ]

    def _exposure(self, line: LineOfBusiness) -> list[tuple[Any, str]]:
        """The fields of the exposure, each with where what it starts with comes from."""
        row = None if self.quote else self.rated.get(line.pk)
        sources = (row.old_source, row.new_source, "") if row else ("", "", "")
        names = ("expiring", "exposure", "basis")
        return [(self[f"{line.pk}-{n}"], s) for n, s in zip(names, sources, strict=True)]

    def _said(self, line: LineOfBusiness, of: CoverageField) -> str:
        old = self.expiring.get(line.pk)
        detail = old.values.get(of.pk) if old else None
        return detail.shown if detail else ""

    def facts(self, conditions: Sequence[tuple[str, str, date | None]]) -> QuoteFacts:
        """The quote as it was typed."""
        said = self.cleaned_data
        names = (
            "company", "option", "number", "received_on", "valid_until", "effective_on",
            "expires_on", "bill_mode", "commission_rate", "minimum_earned", "key_exclusions",
            "terms", "payment_options", "attachment",
        )  # fmt: skip
        return QuoteFacts(
            **{name: said[name] for name in names}, broker_fee=said["broker_fee"] or ZERO,
            lines=[self._line(n) for n in self.lines if said[f"{n.pk}-premium"] is not None],
            subjectivities=conditions,
        )  # fmt: skip

    def _line(self, line: LineOfBusiness) -> LineFacts:
        said = self.cleaned_data
        return LineFacts(
            line=line, premium=said[f"{line.pk}-premium"],
            terrorism=said[f"{line.pk}-terrorism"] or ZERO, taxes=said[f"{line.pk}-taxes"] or ZERO,
            fees=said[f"{line.pk}-fees"] or ZERO, exposure=said[f"{line.pk}-exposure"],
            exposure_basis=said[f"{line.pk}-basis"], expiring_exposure=said[f"{line.pk}-expiring"],
            values={of: said[f"{line.pk}-f{of.pk}"] for of in self.of_line[line.pk]},
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for line in self.lines:
            for name in (*AMOUNTS, "expiring", "exposure"):
                amount = said.get(f"{line.pk}-{name}")
                if isinstance(amount, Decimal) and amount < 0:
                    self.add_error(f"{line.pk}-{name}", "This amount is not negative.")
        return said


def _detail_input(of: CoverageField) -> forms.Field:
    if of.kind in MONEY:
        return DollarsField(required=False, label=of.label)
    if of.kind == CoverageField.Kind.DATE:
        return forms.DateField(required=False, label=of.label, widget=DayInput())
    if of.kind == CoverageField.Kind.YES_NO:
        choices = [("", "–"), ("Yes", "Yes"), ("No", "No")]
        return forms.ChoiceField(required=False, label=of.label, choices=choices)
    return forms.CharField(required=False, label=of.label, max_length=200)


def _initial(
    submission: Submission, expiring: dict[int, Expiring], rated: dict[int, Rated],
    lines: Sequence[LineOfBusiness],
) -> dict[str, Any]:  # fmt: skip
    today, target = timezone.localdate(), submission.placement.target_on
    old = next((expiring[line.pk] for line in lines if line.pk in expiring), None)
    count = submission.quotes.count()
    found: dict[str, Any] = {
        "company": submission.company_id
        if submission.company.kind == WritingCompany.Kind.INSURER
        else None,
        "option": f"Option {chr(65 + count % 26)}", "received_on": today,
        "effective_on": target, "expires_on": add_months(target, 12), "valid_until": target,
        "bill_mode": old.term.policy.bill_mode if old else Policy.BillMode.AGENCY,
        "commission_rate": old.commission_rate if old else None,
    }  # fmt: skip
    for line in lines:
        if row := rated.get(line.pk):
            found[f"{line.pk}-expiring"], found[f"{line.pk}-exposure"] = row.old, row.new
            found[f"{line.pk}-basis"] = row.basis
    return found


def _kept(quote: Quote) -> dict[str, Any]:
    names = (
        "option", "number", "received_on", "valid_until", "effective_on", "expires_on",
        "bill_mode", "commission_rate", "minimum_earned", "broker_fee", "key_exclusions", "terms",
        "payment_options", "version",
    )  # fmt: skip
    found: dict[str, Any] = {name: getattr(quote, name) for name in names}
    found |= {"company": quote.company_id, "attachment": quote.attachment_id}
    for row in quote.lines.all():
        for name in AMOUNTS:
            found[f"{row.line_id}-{name}"] = getattr(row, name)
        found[f"{row.line_id}-expiring"] = row.expiring_exposure
        found[f"{row.line_id}-exposure"] = row.exposure
        found[f"{row.line_id}-basis"] = row.exposure_basis
        for detail in row.details.all():
            value = detail.amount if detail.amount is not None else detail.day or detail.text
            found[f"{row.line_id}-f{detail.field_id}"] = value
    return found


class WithdrawForm(forms.Form):
    """Why a quote no longer stands."""

    why = forms.CharField(max_length=300, label="Why it no longer stands")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class OwedForm(forms.Form):
    """One subjectivity of a quote: what clears it, or why what cleared it did not."""

    subjectivity = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, row: Subjectivity, client: Client):
        first = {"subjectivity": row.pk, "version": row.version}
        super().__init__(data, initial=first, auto_id=f"id_{row.pk}_%s")


class ClearForm(OwedForm):
    evidence = forms.CharField(
        max_length=300, label="What clears it",
        error_messages={"required": "Say what clears it: who sent what, and when."},
    )  # fmt: skip
    attachment = forms.ModelChoiceField(
        Attachment.objects.none(), required=False, label="The paper that shows it",
        empty_label="No file", help_text="A file of the client.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, row: Subjectivity, client: Client):
        super().__init__(data, row=row, client=client)
        self.fields["attachment"].queryset = files_of(client)  # type: ignore[attr-defined]


class TakeBackForm(OwedForm):
    why = forms.CharField(
        max_length=300, label="Why it is owed again",
        error_messages={"required": "Say why it is owed again."},
    )  # fmt: skip


class ExtendForm(forms.Form):
    """Until when the market lets a quote stand."""

    until = day("Can be bound until")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
