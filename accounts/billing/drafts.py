"""What billing a transaction would post: worked out alike for the preview and for the posting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Sum

from accounts.billing import rules
from accounts.billing.models import BillingRule, PaymentScheme, TaxFeeRule
from accounts.ledger.models import LedgerAccount, Posting
from accounts.policies.models import PolicyTransaction
from accounts.receivables.models import Invoice, InvoiceLine, LineKind
from accounts.receivables.rules import invoice_postings
from config.lib.errors import DomainError
from config.lib.money import ZERO

FEES = ("carrier_fee", "policy_fee", "broker_fee")
TAXES = ("surplus_tax", "stamping_fee")


@dataclass(frozen=True)
class Wanted:
    """What is said about a bill besides what its transaction says. Amounts in dollars.

    `taxes` are those the wholesaler billed, in place of the reckoned ones. `custom` are parts
    agreed one by one, as (due day, dollars), in place of a `scheme`.
    """

    invoice_on: date
    due_on: date | None = None
    home_state: str = ""
    extends: bool = False
    fees: Mapping[str, Decimal] = field(default_factory=dict)
    taxes: Mapping[str, Decimal] = field(default_factory=dict)
    scheme: PaymentScheme | None = None
    custom: Sequence[tuple[date, Decimal]] = ()


@dataclass(frozen=True)
class Standing:
    """What of a transaction is billed and stays: its lines without charges, its commission."""

    lines: Mapping[str, Decimal] = field(default_factory=dict)
    commission: Decimal = ZERO


@dataclass(frozen=True)
class DatedPart:
    """An invoice to be: a part with its effective and due day."""

    part: rules.Part
    effective_on: date
    due_on: date

    @property
    def rows(self) -> list[tuple[str, Decimal]]:
        """Name and amount of each line."""
        return [(LineKind(kind).label, amount) for kind, amount in self.part.lines.items()]


@dataclass(frozen=True)
class Bill:
    """A transaction as it would be billed. `rates`: kind → percent; `notes` tell how."""

    transaction: PolicyTransaction
    invoice_on: date
    lines: dict[str, Decimal]
    rates: dict[str, Decimal]
    commission: Decimal
    parts: list[DatedPart]
    scheme: PaymentScheme | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """Dollars of all parts, installment charges included."""
        return sum((dated.part.total for dated in self.parts), ZERO)

    @property
    def postings(self) -> list[tuple[str, Decimal]]:
        """Name of each account and what all parts together post to it."""
        sums: dict[str, Decimal] = {}
        for dated in self.parts:
            for account, amount in invoice_postings(
                dated.part.lines, dated.part.commission
            ).items():
                sums[account] = sums.get(account, ZERO) + amount
        return [(LedgerAccount(a).label, amount) for a, amount in sums.items() if amount]


class Tables:
    """The rate tables as of one invoice date, asked once for any number of bills."""

    def __init__(self, on: date):
        self.on = on

    @cached_property
    def taxes(self) -> list[rules.Rate]:
        return TaxFeeRule.objects.table()

    @cached_property
    def numbers(self) -> dict[str, Decimal]:
        return BillingRule.objects.in_force(self.on)

    def number(self, code: BillingRule.Code) -> Decimal:
        """The rule's number. Raises DomainError when no row holds on the invoice date."""
        if code not in self.numbers:
            raise DomainError(
                f"The billing rules have no “{code.label}” for {self.on:%m/%d/%Y}; "
                "accounting adds the row."
            )
        return self.numbers[code]


def is_surplus(transaction: PolicyTransaction) -> bool:
    """Whether surplus lines tax is due: the writing company is not admitted."""
    return not transaction.term.policy.writing_company.admitted


def draft_bill(
    transaction: PolicyTransaction,
    wanted: Wanted,
    *,
    tables: Tables | None = None,
    standing: Standing | None = None,
) -> Bill:
    """What billing `transaction` as `wanted` posts, less what of it is billed and stays.

    Raises DomainError for a rate that is not in the tables, lines with the wrong sign,
    commission above the premium, and parts that do not sum.
    """
    tables = tables or Tables(wanted.invoice_on)
    lines, rates, notes = _lines(transaction, wanted, tables)
    rules.check_lines(transaction.premium, transaction.commission, lines)
    left = {k: a - (standing.lines.get(k, ZERO) if standing else ZERO) for k, a in lines.items()}
    if any(amount * transaction.premium < 0 for amount in left.values()):
        raise DomainError("The parts that stay have more of a tax or fee than the whole bill.")
    commission = transaction.commission - (standing.commission if standing else ZERO)
    parts = _parts(transaction, wanted, tables, left, commission)
    return Bill(
        transaction,
        wanted.invoice_on,
        {kind: amount for kind, amount in left.items() if amount},
        rates,
        commission,
        parts,
        None if wanted.custom else wanted.scheme,
        notes,
    )


def _lines(
    transaction: PolicyTransaction, wanted: Wanted, tables: Tables
) -> tuple[dict[str, Decimal], dict[str, Decimal], list[str]]:
    lines = {"premium": transaction.premium}
    lines |= {kind: amount for kind, amount in wanted.fees.items() if amount}
    if not is_surplus(transaction):
        if any(wanted.taxes.values()):
            raise DomainError(
                f"{transaction.term.policy.writing_company} is admitted: "
                "no surplus lines tax or stamping fee is due.",
                "surplus_tax",
            )
        return lines, {}, []
    found = _rates(transaction, wanted, tables)
    reckoned = rules.taxes(lines, found)
    notes = [
        f"{rules.NAMES[code].capitalize()}: {rate.percent.normalize():f} % of "
        f"{rules.taxable(lines, rate.base):,.2f} is {reckoned[code]:,.2f}"
        for code, rate in found.items()
    ]
    for code, amount in reckoned.items():
        stated = wanted.taxes.get(code)
        lines[code] = amount if stated is None else stated
        if stated is not None and stated != amount:
            notes.append(f"The {rules.NAMES[code]} of {stated:,.2f} is as billed to us.")
    return lines, {code: rate.percent for code, rate in found.items()}, notes


def _rates(transaction: PolicyTransaction, wanted: Wanted, tables: Tables) -> dict[str, rules.Rate]:
    """By the tables; return premium takes the rate that was charged on the term."""
    term = transaction.term
    dates = rules.Dates(
        transaction.kind, term.effective_on, transaction.effective_on, wanted.invoice_on,
        wanted.extends,
    )  # fmt: skip
    if transaction.premium >= 0:
        return rules.rates_for(wanted.home_state, dates, tables.taxes)
    charged = dict(
        InvoiceLine.objects.filter(
            invoice__term=term, invoice__total__gt=0, kind__in=TAXES, rate__isnull=False
        )
        .order_by("pk")
        .values_list("kind", "rate")
    )
    if set(charged) == set(TAXES):
        return {
            code: rules.Rate(
                wanted.home_state, code, percent, "carrier_fees", "policy", term.effective_on, None
            )
            for code, percent in charged.items()
            if percent is not None
        }
    return rules.rates_for(wanted.home_state, dates, tables.taxes)


def _parts(
    transaction: PolicyTransaction,
    wanted: Wanted,
    tables: Tables,
    lines: dict[str, Decimal],
    commission: Decimal,
) -> list[DatedPart]:
    if not any(lines.values()):
        raise DomainError("Nothing is left to bill on this transaction.")
    begins = transaction.effective_on
    days = int(tables.number(BillingRule.Code.PAYMENT_DAYS))
    first_due = wanted.due_on or rules.due_date(wanted.invoice_on, begins, days)
    if transaction.premium < 0:
        first_due = wanted.due_on or wanted.invoice_on
    if first_due < wanted.invoice_on:
        raise DomainError("It cannot be due before it is written.", "due_on")
    if transaction.premium < 0 and (wanted.custom or (wanted.scheme and wanted.scheme.parts > 1)):
        raise DomainError("A credit memo is not paid in parts.", "scheme")
    if wanted.custom:
        charge = tables.number(BillingRule.Code.INSTALLMENT_CHARGE)
        told = rules.divide_as_told(lines, commission, wanted.custom, charge)
        return [
            DatedPart(part, max(begins, part.begins_on) if n else begins, part.begins_on)
            for n, part in enumerate(told)
        ]
    parts = rules.divide(lines, commission, begins, _scheme(wanted.scheme, tables))
    return [
        DatedPart(part, part.begins_on, max(part.begins_on, first_due) if n else first_due)
        for n, part in enumerate(parts)
    ]


def _scheme(scheme: PaymentScheme | None, tables: Tables) -> rules.Scheme:
    if scheme is None or scheme.parts == 1:
        return rules.Scheme(1)
    usual = scheme.charge is None
    charge = tables.number(BillingRule.Code.INSTALLMENT_CHARGE) if usual else scheme.charge
    return rules.Scheme(
        scheme.parts, scheme.months_apart, scheme.down_percent, scheme.taxes_first, charge or ZERO
    )


def standing_of(invoices: Sequence[Invoice]) -> Standing:
    """What these invoices of one transaction bill together, installment charges left out."""
    lines = dict(
        InvoiceLine.objects.filter(invoice__in=invoices)
        .exclude(kind="installment_charge")
        .order_by()
        .values_list("kind")
        .annotate(total=Sum("amount"))
    )
    earned = Posting.objects.filter(
        entry__invoice__in=invoices, entry__kind="invoice", account="commission_income"
    ).aggregate(total=Sum("amount"))["total"]
    return Standing(lines, -(earned or ZERO))
