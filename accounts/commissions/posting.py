"""A statement whose rows are settled becomes income, once; or is taken back by reversal."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.commissions import rules
from accounts.commissions.expecting import CHUNK, open_by_term
from accounts.commissions.finding import judge
from accounts.commissions.models import CommissionSettlement, CommissionStatement, StatementRow
from accounts.follow_ups.services import add_follow_up
from accounts.ledger.models import JournalEntry
from accounts.ledger.services import Event, Leg, money_lock, post, require_open, row_lock
from config.lib.errors import DomainError
from config.lib.money import ZERO

if TYPE_CHECKING:
    from teams.people.models import User

ASK_AGAIN = timedelta(days=14)  # after a disputed row was posted


def post_statement(*, statement: CommissionStatement, by: "User") -> CommissionStatement:
    """Realize the commission of a statement: estimated becomes income, the cash operating cash.

    Accepted rows settle what was expected; of disputed rows the rest stays owed, and who posts
    gets a follow-up of each, so that the carrier is asked. Raises
    DomainError when it is posted, its rows do not sum to its own total, or a row waits.
    """
    with money_lock():
        statement = row_lock(CommissionStatement.objects.all()).get(pk=statement.pk)
        if statement.posted_at:
            raise DomainError("This statement is posted already.")
        require_open(statement.paid_on, "paid_on")
        rows = list(statement.rows.select_related("term__client"))
        check_total(statement, rows)
        judge(rows, statement.paid_on)
        if waiting := [row for row in rows if not row.settled]:
            StatementRow.objects.bulk_update(rows, ["expected", "finding"])
            raise DomainError(f"{len(waiting)} rows wait for somebody; settle them first.")
        booked = [row for row in rows if row.answer != StatementRow.Answer.APART]
        _realize(statement, booked, by)
        statement.posted_at, statement.posted_by = timezone.now(), by
        statement.save(update_fields=["posted_at", "posted_by"])
        for row in rows:
            if row.answer == StatementRow.Answer.DISPUTE:
                _follow_up(statement, row, by)
    return statement


def _follow_up(statement: CommissionStatement, row: StatementRow, by: "User") -> None:
    """Come back to a disputed row, once; whoever answered wrote down why."""
    assert row.term
    add_follow_up(
        client=row.term.client, term=row.term, by=by, key=f"statement-row:{row.pk}",
        subject=f"Commission disputed: {statement}, {row.number}"[:200],
        note=f"Stated {row.commission:,.2f}, expected {row.expected:,.2f}. {row.note}".strip(),
        due_on=timezone.localdate() + ASK_AGAIN,
    )  # fmt: skip


def reverse_statement(
    *, statement: CommissionStatement, reason: str, by: "User"
) -> CommissionStatement:
    """Take a posted statement back by reversal, today; its commission is expected again.

    The same file, or the carrier's corrected one, may then be taken in and posted. Raises
    DomainError without a reason and unless it is posted.
    """
    if not reason.strip():
        raise DomainError("Say why the statement is reversed.", "reason")
    with money_lock():
        statement = row_lock(CommissionStatement.objects.all()).get(pk=statement.pk)
        if statement.standing != "posted":
            raise DomainError(
                f"This statement is {statement.standing}; only a posted one is undone."
            )
        entries = JournalEntry.objects.filter(pk__in=statement.rows.values("entry"))
        today, memo = timezone.localdate(), reason.strip()[:200]
        post(
            [
                Event(
                    JournalEntry.Kind.REVERSAL,
                    max(today, entry.posted_on),
                    [Leg(p.account, -p.amount, p.client_id) for p in entry.postings.all()],
                    memo=memo,
                    reverses_id=entry.pk,
                )
                for entry in entries.prefetch_related("postings").order_by("pk")
            ],
            by=by,
        )
        settled = CommissionSettlement.objects.filter(row__statement=statement, undone=False)
        CommissionSettlement.objects.bulk_create(
            [
                CommissionSettlement(
                    row_id=s.row_id, expected_id=s.expected_id, amount=-s.amount, undone=True
                )
                for s in settled
            ],
            batch_size=CHUNK,
        )
        statement.reversed_at, statement.reversed_by = timezone.now(), by
        statement.reversal_reason = memo
        statement.save(update_fields=["reversed_at", "reversed_by", "reversal_reason"])
    return statement


def check_total(statement: CommissionStatement, rows: Sequence[StatementRow]) -> None:
    """Raise DomainError unless there are rows, and they sum to the statement's own total."""
    if not rows:
        raise DomainError("Say first which column is which; no rows are read yet.")
    total = sum((row.commission for row in rows), ZERO)
    if statement.stated_total is not None and statement.stated_total != total:
        raise DomainError(
            f"The rows sum to {total:,.2f}, but the statement’s own total is "
            f"{statement.stated_total:,.2f}. Ask the carrier for a statement that ties."
        )


def _realize(statement: CommissionStatement, rows: Sequence[StatementRow], by: "User") -> None:
    open_ = open_by_term([row.term_id for row in rows if row.term_id])
    settlements, events = [], []
    for row in rows:
        disputed = row.answer == StatementRow.Answer.DISPUTE
        items = open_.get(row.term_id or 0, [])
        parts = rules.spread(row.commission if disputed else row.expected, items)
        open_[row.term_id or 0] = [(pk, left - parts.get(pk, ZERO)) for pk, left in items]
        settlements += [
            CommissionSettlement(row=row, expected_id=pk, amount=part) for pk, part in parts.items()
        ]
        events.append(_event(statement, row, sum(parts.values(), ZERO)))
    entries = post(events, by=by)
    for row, entry in zip(rows, entries, strict=True):
        row.entry = entry
    StatementRow.objects.bulk_update(rows, ["expected", "finding", "entry"], batch_size=CHUNK)
    CommissionSettlement.objects.bulk_create(settlements, batch_size=CHUNK)


def _event(statement: CommissionStatement, row: StatementRow, settled: Decimal) -> Event:
    client = row.term.client_id  # type: ignore[union-attr]
    legs = [
        Leg("operating_cash", row.commission, client),
        Leg("commission_income", -row.commission, client),
        Leg("carrier_receivable", -settled, client),
        Leg("commission_estimated", settled, client),
    ]
    memo = f"{statement}, {row.number}"[:200]
    return Event(JournalEntry.Kind.COMMISSION, statement.paid_on, legs, memo=memo)
