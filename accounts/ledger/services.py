"""Posting to the ledger: every entry balances, in an open month, and stays."""

import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import OperationalError, connection, models, transaction
from django.utils import timezone

from accounts.ledger.balances import frozen_balances
from accounts.ledger.models import (
    JournalEntry,
    LedgerAccount,
    LedgerMonth,
    Posting,
    SentForm,
)
from config.lib.dates import add_months, month_end, month_start
from config.lib.errors import AlteredForm, DomainError

if TYPE_CHECKING:
    from teams.people.models import User

CHUNK = 2000
LOCK_WAIT = "3s"
NOT_LOCKED = ("55P03", "40P01")  # waited in vain; waited for each other


@dataclass(frozen=True)
class Leg:
    """One amount on an account in dollars: debits positive, credits negative."""

    account: str
    amount: Decimal
    client_id: int | None
    invoice_id: int | None = None


@dataclass(frozen=True)
class Event:
    """What happened in one entry, on the day it happened; its legs sum to zero."""

    kind: JournalEntry.Kind
    on: date
    legs: Sequence[Leg]
    invoice_id: int | None = None
    receipt_id: int | None = None
    memo: str = ""
    reverses_id: int | None = None


@transaction.atomic(savepoint=False)
def post(
    events: Sequence[Event], *, by: "User | None", numbered: bool = True
) -> list[JournalEntry]:
    """Post one entry for each event, in bulk, under numbers without gaps.

    An event of a closed month books forward into the first open day, so that what was
    reported stays. What an import brings gets no numbers (`numbered`), since it may be taken
    back whole. Numbers of other papers are taken before this. Raises ValueError for an event
    that does not balance.
    """
    open_from = LedgerMonth.objects.first_open_day()
    for event in events:
        if sum(leg.amount for leg in event.legs):
            raise ValueError(f"{event.kind} of {event.on} does not balance")
    days = [max(event.on, open_from) if open_from else event.on for event in events]
    numbers = next_numbers("journal", len(events)) if numbered and events else [None] * len(events)
    entries = JournalEntry.objects.bulk_create(
        [
            JournalEntry(
                number=number,
                kind=event.kind,
                posted_on=day,
                memo=event.memo,
                invoice_id=event.invoice_id,
                receipt_id=event.receipt_id,
                reverses_id=event.reverses_id,
                by=by,
            )
            for number, event, day in zip(numbers, events, days, strict=True)
        ],
        batch_size=CHUNK,
    )
    Posting.objects.bulk_create(
        [
            Posting(
                entry=entry,
                account=LedgerAccount(leg.account),
                amount=leg.amount,
                posted_on=entry.posted_on,
                client_id=leg.client_id,
                invoice_id=leg.invoice_id,
            )
            for event, entry in zip(events, entries, strict=True)
            for leg in event.legs
            if leg.amount
        ],
        batch_size=CHUNK,
    )
    return entries


def reverse_entry(*, entry: JournalEntry, on: date, reason: str, by: "User | None") -> JournalEntry:
    """Post the opposite of `entry` with a link to it and the reason; both stay.

    Raises DomainError without a reason or when it was reversed before. Must run inside
    `money_lock`, with the rows it concerns locked.
    """
    if not reason.strip():
        raise DomainError("Say why it is reversed.", "reason")
    if JournalEntry.objects.filter(reverses=entry).exists():
        raise DomainError("This was reversed before.")
    legs = [Leg(p.account, -p.amount, p.client_id, p.invoice_id) for p in entry.postings.all()]
    (reversal,) = post(
        [
            Event(
                JournalEntry.Kind.REVERSAL,
                max(on, entry.posted_on),
                legs,
                invoice_id=entry.invoice_id,
                receipt_id=entry.receipt_id,
                memo=reason.strip()[:200],
                reverses_id=entry.pk,
            )
        ],
        by=by,
    )
    return reversal


def require_open(day: date, field: str) -> None:
    """Raise DomainError at `field` when `day` is in a closed month or in the future."""
    if day > timezone.localdate():
        raise DomainError("This day is still to come.", field)
    open_from = LedgerMonth.objects.first_open_day()
    if open_from and day < open_from:
        raise DomainError(f"{day:%B %Y} is closed. Use {open_from:%m/%d/%Y} or a later day.", field)


@transaction.atomic
def close_ledger(*, month: date, by: "User | None") -> LedgerMonth:
    """Let nothing more be posted in `month` (its first day) and before; safe to repeat.

    Raises DomainError when the month is not over.
    """
    month = month_start(month)
    if add_months(month, 1) > timezone.localdate():
        raise DomainError(f"{month:%B %Y} is not over yet; close it after its last day.")
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE accounts_journalentry IN SHARE MODE")
    kept = {"closed_by": by, "balances": frozen_balances(month_end(month))}
    closed, _ = LedgerMonth.objects.get_or_create(month=month, defaults=kept)
    return closed


def next_numbers(name: str, count: int = 1) -> range:
    """The next `count` numbers under `name`, without gaps: they return if the transaction fails.

    Must run inside a transaction; others that want numbers of this name wait for its end.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_counter AS given (name, last) VALUES (%s, %s)
            ON CONFLICT (name) DO UPDATE SET last = given.last + excluded.last RETURNING last
            """,
            [name, count],
        )
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)


def seen_before(form_key: uuid.UUID, **said: object) -> bool:
    """Whether a form with this key was sent before; it must have `said` the same then.

    Must run inside a transaction, before anything is written: who sends the same key at the
    same moment waits. Raises AlteredForm when it said something else.
    """
    text = json.dumps(said, default=str, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_sentform (key, digest, at) VALUES (%s, %s, now())
            ON CONFLICT (key) DO NOTHING RETURNING digest
            """,
            [form_key, digest],
        )
        if cursor.fetchone():
            return False
    if SentForm.objects.get(key=form_key).digest != digest:
        raise AlteredForm
    return True


def row_lock(rows: models.QuerySet) -> models.QuerySet:
    """`rows`, held until the transaction ends against others who want to change money on them."""
    return rows.select_for_update(of=("self",), no_key=True) if settings.MONEY_LOCKS else rows


@contextmanager
def money_lock() -> Iterator[None]:
    """A transaction that waits three seconds at most for rows that somebody else holds.

    Lock with `row_lock` in the order client, invoices by id, receipt. Raises DomainError when
    the wait was in vain, or two waited for each other.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") not in NOT_LOCKED:
            raise
        raise DomainError(
            "Somebody else is posting to this account; nothing was saved. Try again in a moment."
        ) from error
