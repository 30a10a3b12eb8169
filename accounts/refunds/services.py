"""Giving return premium back: owed to the client once approved, paid out of trust once."""

import uuid
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.financing.services import refuse_if_financed
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
from accounts.payables.paying import (
    PAYMENT_FIELDS,
    require_from_trust,
    require_paid_before,
    require_reason,
    write_payment,
)
from accounts.receivables.models import Invoice
from accounts.refunds.models import ClientRefund
from accounts.trust.models import BankAccount
from accounts.trust.positions import of_invoices
from accounts.trust.rules import held
from accounts.trust.services import require_cover
from config.lib.errors import DomainError
from teams.notifications.services import notify
from teams.people.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable


def ask_refund(
    *, credit: Invoice, amount: Decimal, payee: str, note: str, form_key: uuid.UUID, by: User
) -> ClientRefund:
    """Ask to pay `amount` dollars of a credit memo out to the client; those who approve are told.

    The same form sent twice gives the same refund. Raises DomainError for more than is left of
    the credit, a refund of it that is under way, and a policy whose lender has the first claim.
    """
    with money_lock():
        if seen_before(form_key, credit=credit.pk, amount=amount, payee=payee, note=note):
            return ClientRefund.objects.get(form_key=form_key)
        left = _left(credit)
        refuse_if_financed(credit)
        if not 0 < amount <= left:
            raise DomainError(
                f"Between 0.01 and {left:,.2f} of this credit can be paid out."
                if left > 0
                else "Nothing is left of this credit.",
                "amount",
            )
        if other := credit.refunds.under_way().first():
            raise DomainError(f"{other} of this credit is under way already.")
        row = ClientRefund.objects.create(
            number=next_numbers("client_refund")[0], credit=credit, amount=amount,
            payee=payee.strip() or credit.client.name, note=note.strip(), form_key=form_key,
            asked_by=by,
        )  # fmt: skip
        approvers = [p for p in User.objects.active() if p.may("payables.approve") and p != by]
        _tell(approvers, row, f"{by.name} asks to refund {amount:,.2f} to {row.payee}")
    return row


def approve_refund(*, refund: ClientRefund, by: User) -> ClientRefund:
    """Owe the client what somebody else asked for: out of the receivable, into the payable.

    Raises DomainError for one's own wish, when less is left of the credit by now, and when the
    carrier has not given the money yet and trust has no more than other clients' premium for it
    (DOMAIN §8.3).
    """
    with money_lock():
        row = _locked(refund, "asked")
        if row.asked_by_id == by.pk:
            raise DomainError("Somebody else approves what you asked for.")
        left = _left(row.credit)
        if row.amount > left:
            raise DomainError(f"Only {left:,.2f} is left of the credit; drop it and ask anew.")
        refuse_if_financed(row.credit)
        require_cover(_advance(row), "is not given back by the carrier yet, or was its commission")
        client, credit = row.credit.client_id, row.credit_id
        legs = [
            Leg("receivable", row.amount, client, credit),
            Leg("client_payable", -row.amount, client, credit),
        ]
        (row.owed_entry,) = post([_event(JournalEntry.Kind.CREDIT, row, legs)], by=by)
        row.approved_by, row.approved_at = by, timezone.now()
        row.save(update_fields=["owed_entry", "approved_by", "approved_at"])
        if row.asked_by:
            _tell([row.asked_by], row, f"{by.name} approved the refund of {row.amount:,.2f}")
    return row


def drop_refund(*, refund: ClientRefund, by: User) -> ClientRefund:
    """Give up a refund that is not paid; what was owed already is a credit again."""
    with money_lock():
        row = _locked(refund, "asked", "approved")
        if row.owed_entry:
            _left(row.credit)
            today = timezone.localdate()
            reverse_entry(entry=row.owed_entry, on=today, reason=f"{row} dropped", by=by)
        row.dropped_by = by
        row.save(update_fields=["dropped_by"])
    return row


def pay_refund(
    *,
    refund: ClientRefund,
    means: str,
    reference: str,
    paid_on: date,
    bank_account: BankAccount,
    by: User,
) -> ClientRefund:
    """Pay an approved refund out of trust.

    Raises DomainError unless it is approved, for a day in a closed month, to come or before it
    was owed, and a check number used before.
    """
    require_from_trust(
        means=means, reference=reference, bank_account=bank_account,
        sentence="Return premium is paid from a trust account.",
    )  # fmt: skip
    with money_lock():
        require_open(paid_on, "paid_on")
        row = _locked(refund, "approved")
        if row.owed_entry and paid_on < row.owed_entry.posted_on:
            raise DomainError("It cannot be paid before it was approved.", "paid_on")
        write_payment(
            row, means=means, reference=reference, paid_on=paid_on, bank_account=bank_account,
            by=by,
        )  # fmt: skip
        client, credit = row.credit.client_id, row.credit_id
        legs = [
            Leg("client_payable", row.amount, client, credit),
            Leg("trust_cash", -row.amount, client),
        ]
        event = _event(JournalEntry.Kind.REFUND, row, legs, on=paid_on)
        (row.paid_entry,) = post([event], by=by)
        row.save(update_fields=[*PAYMENT_FIELDS, "paid_entry"])
    return row


def void_refund(*, refund: ClientRefund, on: date, reason: str, by: User) -> ClientRefund:
    """Take a payment back by reversal, a lost check: the cash is in trust, the credit there again.

    Raises DomainError without a reason, unless it is paid, or for a day in a closed month or
    before the payment.
    """
    require_reason(reason)
    with money_lock():
        require_open(on, "on")
        row = _locked(refund, "paid")
        require_paid_before(row, on)
        _left(row.credit)
        for entry in (row.paid_entry, row.owed_entry):
            assert entry
            reverse_entry(entry=entry, on=on, reason=reason, by=by)
    return ClientRefund.objects.get(pk=row.pk)


def _left(credit: Invoice) -> Decimal:
    row_lock(Invoice.objects.all()).get(pk=credit.pk)
    return -Invoice.objects.with_balance().get(pk=credit.pk).balance


def _locked(refund: ClientRefund, *standings: str) -> ClientRefund:
    row = row_lock(ClientRefund.objects.select_related("credit__client")).get(pk=refund.pk)
    if row.standing not in standings:
        raise DomainError(f"{row} is {row.standing}; look at its page again.")
    return row


def _advance(row: ClientRefund) -> Decimal:
    """What of the refund the money held for its own credit does not cover, in dollars."""
    p = of_invoices([row.credit_id], timezone.localdate())[row.credit_id]
    return row.amount - (p.held - held(p.received - row.amount, p.due, p.paid))


def _event(
    kind: JournalEntry.Kind, row: ClientRefund, legs: list[Leg], on: date | None = None
) -> Event:
    memo = f"{row} to {row.payee} {row.reference}".strip()[:200]
    return Event(kind, on or timezone.localdate(), legs, invoice_id=row.credit_id, memo=memo)


def _tell(people: "Iterable[User]", row: ClientRefund, words: str) -> None:
    able = [p for p in people if ClientRefund.objects.visible_to(p).filter(pk=row.pk).exists()]
    notify(able, key=f"refund:{row.pk}:{row.approved_by_id or 'asked'}", text=words,
           url=row.get_absolute_url(), about=str(row.credit.client))  # fmt: skip
