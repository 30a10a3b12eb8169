"""The trust position, and what may leave the trust account for the house (Ins. Code 1733–1734)."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q, Sum
from django.utils import timezone

from accounts.ledger.models import JournalEntry, Posting
from accounts.ledger.services import (
    Event,
    Leg,
    money_lock,
    next_numbers,
    post,
    require_open,
    seen_before,
)
from accounts.payables.items import items
from accounts.trust import rules
from accounts.trust.models import BankAccount, TrustTransfer
from accounts.trust.positions import every, sums
from config.lib.errors import DomainError
from config.lib.money import ZERO

if TYPE_CHECKING:
    from teams.people.models import User

ONE_AT_A_TIME = 1734  # of those who take money out of trust for the house


@dataclass(frozen=True)
class TrustPosition:
    """Trust cash against what lies in it for others, as of the end of a day, in dollars."""

    on: date
    cash: Decimal
    held: Decimal
    unapplied: Decimal
    client_payable: Decimal
    own: Decimal
    covered: Decimal
    advanced: Decimal
    advancing: Decimal

    @property
    def obligation(self) -> Decimal:
        """Premium and return premium of others, and money received that is not used yet."""
        return self.held + self.unapplied + self.client_payable

    @property
    def surplus(self) -> Decimal:
        """What trust cash exceeds the obligation by; below zero it is a shortfall."""
        return self.cash - self.obligation

    @property
    def shortfall(self) -> Decimal:
        return max(ZERO, -self.surplus)

    @property
    def sweepable(self) -> Decimal:
        return rules.sweep_limit(self.covered, self.surplus, self.own, self.advancing)


def trust_position(on: date) -> TrustPosition:
    """The position of the whole house as of the end of `on`."""
    found, accounts = sums(on), _balances(on)
    return TrustPosition(
        on=on,
        cash=accounts["trust_cash"],
        held=found.held,
        unapplied=-accounts["unapplied_cash"],
        client_payable=-accounts["client_payable"],
        own=-accounts["own_funds"],
        covered=found.covered,
        advanced=found.advanced,
        advancing=sum((i.advance for i in items(on) if i.due_on <= on), ZERO),
    )


def refuse_used_check(account: BankAccount, reference: str) -> None:
    """Raise DomainError when a check with this number was written on the account before."""
    for paid in (account.remittances, account.refunds):  # type: ignore[attr-defined]
        if other := paid.filter(means="check", reference=reference).first():
            raise DomainError(f"Check {reference} paid {other}.", "reference")


def require_cover(advance: Decimal, why: str = "is not paid by the clients yet") -> None:
    """Raise DomainError when paying `advance` dollars ahead of its money would use others' premium.

    `why` says what is missing. Must run inside `money_lock`.
    """
    if advance <= 0:
        return
    one_at_a_time()
    surplus = trust_position(timezone.localdate()).surplus
    if surplus < advance:
        raise DomainError(
            f"{advance:,.2f} of this {why}, and only "
            f"{max(surplus, ZERO):,.2f} in trust is not other clients' premium. Put own funds "
            f"into trust first ({rules.SECTION})."
        )


def sweep_commission(
    *, amount: Decimal, on: date, note: str = "", form_key: uuid.UUID, by: "User"
) -> TrustTransfer:
    """Take `amount` dollars of earned and covered commission out of trust, oldest invoice first.

    Raises DomainError beyond what is earned and covered, while trust is short or the house is
    about to advance that much, and for a day in a closed month.
    """
    with money_lock():
        require_open(on, "on")
        one_at_a_time()
        if seen_before(form_key, sweep=amount, on=on):
            return TrustTransfer.objects.get(form_key=form_key)
        _require_limit(trust_position(timezone.localdate()), amount)
        legs, left = [Leg("operating_cash", amount, None)], amount
        for p in every(timezone.localdate()):
            if part := min(left, p.covered):
                legs.append(Leg("trust_cash", -part, p.client_id, p.invoice_id))
                left -= part
        return _transfer(TrustTransfer.Kind.SWEEP, legs, amount, on, note, form_key, by)


def move_own_funds(
    *, amount: Decimal, on: date, note: str = "", form_key: uuid.UUID, by: "User"
) -> TrustTransfer:
    """Put the house's own money into trust (above zero), or take it back (below), in dollars.

    Raises DomainError for nothing, for more than there is of it or is free, and for a day in a
    closed month.
    """
    if not amount:
        raise DomainError("Say how much.", "amount")
    with money_lock():
        require_open(on, "on")
        one_at_a_time()
        if seen_before(form_key, own=amount, on=on):
            return TrustTransfer.objects.get(form_key=form_key)
        if amount < 0:
            now = trust_position(timezone.localdate())
            free = max(ZERO, min(now.own, now.surplus))
            if -amount > free:
                raise DomainError(
                    f"{free:,.2f} of own funds in trust is free ({rules.SECTION}).", "amount"
                )
        kind = TrustTransfer.Kind.OWN_IN if amount > 0 else TrustTransfer.Kind.OWN_OUT
        legs = [Leg("trust_cash", amount, None), Leg("own_funds", -amount, None)]
        return _transfer(kind, legs, abs(amount), on, note, form_key, by)


def _require_limit(now: TrustPosition, amount: Decimal) -> None:
    if now.shortfall:
        raise DomainError(
            f"Trust is short by {now.shortfall:,.2f}: premium of others is missing. Nothing may "
            f"be taken out until it is back ({rules.SECTION})."
        )
    if not 0 < amount <= now.sweepable:
        advancing = (
            f" {now.advancing:,.2f} stays because carriers are due before clients have paid."
            if now.advancing
            else ""
        )
        raise DomainError(
            f"{now.sweepable:,.2f} of commission is earned, covered and free; the rest of the "
            f"trust account belongs to others ({rules.SECTION}).{advancing}",
            "amount",
        )


def _transfer(
    kind: TrustTransfer.Kind,
    legs: list[Leg],
    amount: Decimal,
    on: date,
    note: str,
    form_key: uuid.UUID,
    by: "User",
) -> TrustTransfer:
    number = next_numbers("trust_transfer")[0]
    is_sweep = kind == TrustTransfer.Kind.SWEEP
    event = Event(
        JournalEntry.Kind.SWEEP if is_sweep else JournalEntry.Kind.FUNDING,
        on,
        legs,
        memo=note.strip()[:200] or kind.label,
    )
    (entry,) = post([event], by=by)
    return TrustTransfer.objects.create(
        number=number, kind=kind, on=entry.posted_on, amount=amount, note=note.strip(),
        form_key=form_key, entered_by=by, entry=entry,
    )  # fmt: skip


def one_at_a_time() -> None:
    """Hold until the transaction ends whoever else reckons with all of trust cash."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _balances(on: date) -> dict[str, Decimal]:
    names = ("trust_cash", "unapplied_cash", "client_payable", "own_funds")
    asked = {name: Sum("amount", filter=Q(account=name)) for name in names}
    rows = Posting.objects.filter(account__in=names, posted_on__lte=on)
    return {name: total or ZERO for name, total in rows.aggregate(**asked).items()}
