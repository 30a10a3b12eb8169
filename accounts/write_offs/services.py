"""Giving up what will not be collected: limits by role, and a second person above them."""

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.ledger.models import JournalEntry
from accounts.ledger.services import Event, Leg, money_lock, post, row_lock, seen_before
from accounts.receivables.models import Invoice
from accounts.write_offs.models import WriteOff, WriteOffLimit
from config.lib.errors import DomainError
from teams.notifications.services import notify
from teams.people.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable


def ask_write_off(
    *,
    invoice: Invoice,
    amount: Decimal,
    reason: str,
    note: str,
    by: User,
    form_key: uuid.UUID | None = None,
) -> WriteOff:
    """Ask to give up `amount` dollars of an invoice; within one's own limit it is posted at once.

    The same form sent twice asks once. Raises DomainError for more than is open, a wish that
    waits already, or "other" without a note.
    """
    if reason == WriteOff.Reason.OTHER and not note.strip():
        raise DomainError("Say what the other reason is.", "note")
    with money_lock():
        said = {"invoice": invoice.pk, "amount": amount, "reason": reason, "note": note}
        if form_key and seen_before(form_key, **said):
            return WriteOff.objects.get(form_key=form_key)
        balance = _locked_balance(invoice)
        if not 0 < amount <= balance:
            raise DomainError(
                f"Between 0.01 and {balance:,.2f} can be written off."
                if balance > 0
                else "Nothing is open on this invoice.",
                "amount",
            )
        if invoice.write_offs.waiting().exists():
            raise DomainError("A write-off of this invoice waits to be decided already.")
        wish = WriteOff.objects.create(
            invoice=invoice, amount=amount, reason=reason, note=note.strip(), asked_by=by,
            form_key=form_key,
        )  # fmt: skip
        alone, _ = WriteOffLimit.objects.of(by.role, timezone.localdate())
        if amount <= alone:
            _post(wish, by)
        else:
            _tell(approvers(amount), wish, f"{by.name} asks to write off {amount:,.2f}")
    return wish


def decide_write_off(*, write_off: WriteOff, approve: bool, by: User) -> WriteOff:
    """Approve or refuse what somebody else asked for.

    Raises DomainError for one's own wish, above one's limit, when it was decided before, or
    when less is open by now.
    """
    with money_lock():
        balance = _locked_balance(write_off.invoice)
        wish = WriteOff.objects.select_for_update(of=("self",)).get(pk=write_off.pk)
        if wish.decided_by_id:
            raise DomainError("This was decided before.")
        _, limit = WriteOffLimit.objects.of(by.role, timezone.localdate())
        if wish.asked_by_id == by.pk:
            raise DomainError("Somebody else decides on what you asked for.")
        if wish.amount > limit:
            raise DomainError(f"You decide on write-offs up to {limit:,.2f}.")
        if approve and wish.amount > balance:
            raise DomainError(f"Only {balance:,.2f} is open by now; refuse it and ask anew.")
        if approve:
            _post(wish, by)
        else:
            wish.decided_by, wish.decided_at = by, timezone.now()
            wish.save(update_fields=["decided_by", "decided_at"])
        words = "approved" if approve else "refused"
        _tell([wish.asked_by], wish, f"{by.name} {words} the write-off of {wish.amount:,.2f}")
    return wish


def approvers(amount: Decimal) -> "list[User]":
    """Active people who see every client or manage a department and may approve `amount`."""
    day = timezone.localdate()
    people: Iterable[User] = User.objects.active().exclude(email="")
    limits = {role: WriteOffLimit.objects.of(role, day)[1] for role in {p.role for p in people}}
    return [person for person in people if limits[person.role] >= amount]


def _locked_balance(invoice: Invoice) -> Decimal:
    row_lock(Invoice.objects.all()).get(pk=invoice.pk)
    return Invoice.objects.with_balance().get(pk=invoice.pk).balance


def _post(wish: WriteOff, by: User) -> None:
    invoice = wish.invoice
    legs = [
        Leg("write_off", wish.amount, invoice.client_id, invoice.pk),
        Leg("receivable", -wish.amount, invoice.client_id, invoice.pk),
    ]
    event = Event(
        JournalEntry.Kind.WRITE_OFF,
        timezone.localdate(),
        legs,
        invoice_id=invoice.pk,
        memo=wish.note or wish.get_reason_display(),
    )
    (wish.entry,) = post([event], by=by)
    wish.decided_by, wish.decided_at = by, timezone.now()
    wish.save(update_fields=["entry", "decided_by", "decided_at"])


def _tell(people: "Iterable[User]", wish: WriteOff, words: str) -> None:
    able = [p for p in people if WriteOff.objects.visible_to(p).filter(pk=wish.pk).exists()]
    key = f"write-off:{wish.pk}:{wish.decided_by_id or 'asked'}"
    notify(able, key=key, text=f"{words} on invoice {wish.invoice.number}",
           url=wish.invoice.get_absolute_url(), about=str(wish.invoice.client))  # fmt: skip
