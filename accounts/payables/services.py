"""Remittances: proposed by one person, approved by another, paid once, void by reversal."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.carriers.models import WritingCompany
from accounts.ledger.models import JournalEntry
from accounts.ledger.services import (
    Event,
    Leg,
    money_lock,
    next_numbers,
    post,
    require_open,
    reverse_entry,
    row_lock,
    seen_before,
)
from accounts.payables.items import payees, under_way
from accounts.payables.models import Remittance, RemittanceLine
from accounts.payables.paying import (
    PAYMENT_FIELDS,
    require_from_trust,
    require_paid_before,
    require_reason,
    write_payment,
)
from accounts.payables.rules import spread
from accounts.receivables.models import Invoice
from accounts.trust.models import BankAccount
from accounts.trust.positions import Position, of_invoices
from accounts.trust.rules import held
from accounts.trust.services import require_cover
from config.lib.errors import DomainError
from config.lib.money import ZERO

if TYPE_CHECKING:
    from teams.people.models import User

Owed = dict[str, Decimal]


def propose_remittance(
    *,
    company: WritingCompany | None,
    authority: str = "",
    amounts: Mapping[int, Decimal],
    through_on: date,
    note: str = "",
    form_key: uuid.UUID,
    by: "User",
) -> Remittance:
    """Put items together for one payee: `amounts` is invoice id → dollars, credits below zero.

    The same form sent twice gives the same remittance. Raises DomainError for nothing chosen,
    more than is owed, and an invoice that another remittance under way has.
    """
    with money_lock():
        said = {str(pk): f"{amount:.2f}" for pk, amount in amounts.items()}
        payee = company.pk if company else authority
        if seen_before(form_key, payee=payee, amounts=said, through=through_on):
            return Remittance.objects.get(form_key=form_key)
        if not amounts:
            raise DomainError("Choose what is to be paid.")
        owed = _lock_owed(sorted(amounts), company, authority)
        taken = under_way(company.pk if company else None, authority)
        lines = []
        for invoice_id, amount in amounts.items():
            if other := taken.get(invoice_id):
                raise DomainError(f"{other} has one of these invoices already.")
            parts = spread(amount, owed[invoice_id])
            lines += [(invoice_id, a, part, owed[invoice_id][a]) for a, part in parts.items()]
        remittance = Remittance.objects.create(
            number=next_numbers("remittance")[0],
            company=company,
            authority=authority,
            through_on=through_on,
            amount=sum(amounts.values(), ZERO),
            note=note.strip(),
            form_key=form_key,
            proposed_by=by,
        )
        RemittanceLine.objects.bulk_create(
            RemittanceLine(
                remittance=remittance, invoice_id=i, account=account, amount=part, owed=whole
            )
            for i, account, part, whole in lines
        )
    return remittance


def approve_remittance(*, remittance: Remittance, by: "User") -> Remittance:
    """Say yes to what somebody else put together.

    Raises DomainError for one's own, one decided before, and items no longer owed.
    """
    with money_lock():
        row = _locked(remittance, "proposed")
        if row.proposed_by_id == by.pk:
            raise DomainError("Somebody else approves what you put together.")
        _still_owed(row)
        row.approved_by, row.approved_at = by, timezone.now()
        row.save(update_fields=["approved_by", "approved_at"])
    return row


def drop_remittance(*, remittance: Remittance, by: "User") -> Remittance:
    """Give up a remittance that is not paid; its number stays with it."""
    with money_lock():
        row = _locked(remittance, "proposed", "approved")
        row.dropped_by = by
        row.save(update_fields=["dropped_by"])
    return row


def pay_remittance(
    *,
    remittance: Remittance,
    means: str,
    reference: str,
    paid_on: date,
    bank_account: BankAccount,
    by: "User",
) -> Remittance:
    """Post the payment of an approved remittance out of trust.

    Raises DomainError unless it is approved, for a day in a closed month or to come, a check
    number used before, items no longer owed, and when the premium of other clients would pay
    for it.
    """
    require_from_trust(
        means=means, reference=reference, bank_account=bank_account,
        sentence="Premium is paid on from a trust account.",
    )  # fmt: skip
    with money_lock():
        require_open(paid_on, "paid_on")
        row = _locked(remittance, "approved")
        write_payment(
            row, means=means, reference=reference, paid_on=paid_on, bank_account=bank_account,
            by=by,
        )  # fmt: skip
        positions = _still_owed(row)
        lines = list(row.lines.select_related("invoice"))
        require_cover(_advance(lines, positions))
        (row.entry,) = post([_payment(row, lines)], by=by)
        row.save(update_fields=[*PAYMENT_FIELDS, "entry"])
    return row


def void_remittance(*, remittance: Remittance, on: date, reason: str, by: "User") -> JournalEntry:
    """Take a payment back by reversal: its items are owed again, the cash is in trust again.

    Raises DomainError without a reason, unless it is paid, or for a day in a closed month or
    before the payment.
    """
    require_reason(reason)
    with money_lock():
        require_open(on, "on")
        row = _locked(remittance, "paid")
        _lock_invoices(sorted(set(row.lines.values_list("invoice", flat=True))))
        require_paid_before(row, on)
        assert row.entry
        return reverse_entry(entry=row.entry, on=on, reason=reason, by=by)


def _locked(remittance: Remittance, *standings: str) -> Remittance:
    row = row_lock(Remittance.objects.all()).get(pk=remittance.pk)
    if row.standing not in standings:
        raise DomainError(f"{row} is {row.standing}; look at its page again.")
    return row


def _lock_invoices(ids: Sequence[int]) -> None:
    list(row_lock(Invoice.objects.filter(pk__in=ids).order_by("pk")))


def _lock_owed(
    ids: Sequence[int], company: WritingCompany | None, authority: str
) -> dict[int, Owed]:
    _lock_invoices(ids)
    positions = of_invoices(list(ids), timezone.localdate())
    key = (company.pk if company else None, authority)
    found = {
        invoice_id: owed
        for invoice_id, position in positions.items()
        for payee, owed in payees(position).items()
        if (payee.company_id, payee.authority) == key and key != (None, "")
    }
    if missing := set(ids) - set(found):
        raise DomainError(f"{len(missing)} of these invoices owe this payee nothing; look again.")
    return found


def _still_owed(row: Remittance) -> dict[int, Position]:
    """The positions behind a remittance, locked; refused when a line pays more than is owed."""
    lines = list(row.lines.select_related("invoice"))
    ids = sorted({line.invoice_id for line in lines})
    owed = _lock_owed(ids, row.company, row.authority)
    for line in lines:
        now = owed[line.invoice_id].get(line.account, ZERO)
        if not (0 < line.amount <= now or now <= line.amount < 0):
            raise DomainError(
                f"Of {line.invoice} {now:,.2f} is owed by now; {line.amount:,.2f} does not fit. "
                "Drop this remittance and put together a new one."
            )
    return of_invoices(ids, timezone.localdate())


def _advance(lines: Sequence[RemittanceLine], positions: Mapping[int, Position]) -> Decimal:
    """What of the lines the money held for their own invoices does not cover."""
    paid: dict[int, Decimal] = {}
    for line in lines:
        paid[line.invoice_id] = paid.get(line.invoice_id, ZERO) + line.amount
    total = ZERO
    for invoice_id, amount in paid.items():
        p = positions[invoice_id]
        total += amount - (p.held - held(p.received, p.due, p.paid + amount))
    return total


def _payment(row: Remittance, lines: Sequence[RemittanceLine]) -> Event:
    legs = [
        Leg(line.account, line.amount, line.invoice.client_id, line.invoice_id) for line in lines
    ]
    legs.append(Leg("trust_cash", -row.amount, None))
    memo = f"{row} to {row.payee}, {row.get_means_display()} {row.reference}".strip()
    assert row.paid_on
    return Event(JournalEntry.Kind.REMITTANCE, row.paid_on, legs, memo=memo[:200])
