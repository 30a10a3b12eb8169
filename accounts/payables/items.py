"""What is owed to whom, when, and whether the client's money is there for it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.carriers.models import RemittanceTerms
from accounts.ledger.models import PAYABLES
from accounts.payables.models import Authority, PaymentRule, Remittance
from accounts.payables.rules import Terms, due_on
from accounts.trust.positions import Position, unpaid
from config.lib.money import ZERO

AUTHORITY_OF = {"tax_payable": Authority.TAX, "stamping_payable": Authority.STAMPING}


@dataclass(frozen=True)
class Payee:
    """A billing company or an authority; neither where an invoice has no policy."""

    company_id: int | None = None
    authority: str = ""
    name: str = "Nobody known"


@dataclass(frozen=True)
class Item:
    """One invoice's part for one payee, in dollars; a credit is below zero."""

    payee: Payee
    position: Position
    owed: Mapping[str, Decimal]
    due_on: date

    @property
    def amount(self) -> Decimal:
        return sum(self.owed.values(), ZERO)

    @property
    def funded(self) -> Decimal:
        """What of it the client's money in trust covers."""
        left, mine = self.position.held, ZERO
        for account in PAYABLES:
            part = min(left, max(ZERO, self.position.unpaid(account)))
            left -= part
            mine += part if account in self.owed else ZERO
        return mine

    @property
    def advance(self) -> Decimal:
        """What the house would pay before the client has."""
        return max(ZERO, self.amount - self.funded)

    @property
    def gross(self) -> Decimal:
        """Premium as billed: what the company is owed of it plus the house's commission."""
        return self.position.premium_payable + self.position.commission


def payees(position: Position) -> dict[Payee, dict[str, Decimal]]:
    """Payee → account → dollars unpaid: all to an intermediary, else taxes to the authorities."""
    company = Payee(position.company_id, "", position.company or Payee().name)
    found: dict[Payee, dict[str, Decimal]] = {}
    for account in PAYABLES:
        amount = position.unpaid(account)
        authority = AUTHORITY_OF.get(account)
        payee = company
        if authority and not position.intermediary:
            payee = Payee(None, authority.value, authority.label)
        if amount:
            found.setdefault(payee, {})[account] = amount
    return found


def items(on: date, *, company_id: int | None = None, authority: str = "") -> list[Item]:
    """What is unpaid as of the end of `on`, the item due first in front; of one payee if asked."""
    terms = _terms(on)
    found = [
        Item(payee, position, owed, due_on(position.base_on, terms(payee)))
        for position in unpaid(on, company_id)
        for payee, owed in payees(position).items()
        if _wanted(payee, company_id, authority)
    ]
    return sorted(found, key=lambda i: (i.due_on, i.position.invoice_id))


def under_way(company_id: int | None, authority: str) -> dict[int, Remittance]:
    """Invoice id → the remittance to this payee that has it and is not yet paid."""
    open_ones = Remittance.objects.under_way().filter(company=company_id, authority=authority)
    return {
        line.invoice_id: remittance
        for remittance in open_ones.prefetch_related("lines")
        for line in remittance.lines.all()
    }


def _wanted(payee: Payee, company_id: int | None, authority: str) -> bool:
    if authority:
        return payee.authority == authority
    return company_id is None or payee.company_id == company_id


def _terms(on: date) -> Callable[[Payee], Terms]:
    companies = {
        row.company_id: Terms(row.basis, row.days, row.due_day)
        for row in RemittanceTerms.objects.all()
    }
    days = PaymentRule.objects.values_on(on)

    def of(payee: Payee) -> Terms:
        if payee.authority:
            return Terms(due_day=days.get(payee.authority))
        return companies.get(payee.company_id or 0, Terms())

    return of


@dataclass
class PayeeSums:
    """What one payee is owed, in dollars."""

    payee: Payee
    owed: Decimal = ZERO
    credits: Decimal = ZERO
    due: Decimal = ZERO
    overdue: Decimal = ZERO
    ready: Decimal = ZERO
    advance: Decimal = ZERO
    items: int = 0

    @property
    def total(self) -> Decimal:
        return self.owed + self.credits


def by_payee(found: Iterable[Item], on: date, through: date) -> list[PayeeSums]:
    """Sums of each payee: owed, credits, due `through` that day, ready (due and funded)."""
    sums: dict[Payee, PayeeSums] = {}
    for item in found:
        row = sums.setdefault(item.payee, PayeeSums(item.payee))
        row.items += 1
        if item.amount < 0:
            row.credits += item.amount
            continue
        row.owed += item.amount
        if item.due_on <= through:
            row.due += item.amount
            row.ready += item.amount if not item.advance else ZERO
            row.advance += item.advance
        if item.due_on < on:
            row.overdue += item.amount
    return sorted(sums.values(), key=lambda r: (-r.due, -r.total, r.payee.name))
