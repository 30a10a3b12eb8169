"""Commission of direct-bill carriers: expected, stated, settled row by row, and realized."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.billing.models import BillingRule
from accounts.carriers.models import Carrier
from accounts.commissions import rules
from accounts.commissions.models import (
    CommissionSettlement,
    CommissionStatement,
    ExpectedCommission,
    StatementColumns,
    StatementRow,
)
from accounts.commissions.querysets import not_expected
from accounts.commissions.reading import (
    FIELDS,
    NEEDED,
    Read,
    headings_of,
    read_statement,
    suggested,
)
from accounts.follow_ups.services import add_follow_up
from accounts.ledger.models import JournalEntry
from accounts.ledger.services import Event, Leg, money_lock, post, require_open, row_lock
from accounts.policies.models import PolicyTerm, PolicyTransaction
from config.lib.errors import DomainError
from config.lib.money import ZERO

if TYPE_CHECKING:
    from teams.people.models import User

CHUNK = 1000
LATELY = timedelta(days=90)
ASK_AGAIN = timedelta(days=14)  # after a disputed row was posted


@transaction.atomic
def expect_commissions(
    transactions: Sequence[PolicyTransaction], *, by: "User | None"
) -> list[ExpectedCommission]:
    """Post the commission of direct-billed transactions as estimated, on the day of their entry.

    No cash moves, and nothing touches the trust account. Each transaction is expected once; a
    second time is an IntegrityError.
    """
    days = [timezone.localdate(each.entered_at) for each in transactions]
    entries = post(
        [
            Event(
                JournalEntry.Kind.COMMISSION,
                day,
                [
                    Leg("carrier_receivable", each.commission, each.term.client_id),
                    Leg("commission_estimated", -each.commission, each.term.client_id),
                ],
                memo=f"Expected on {each.term.number}"[:200],
            )
            for each, day in zip(transactions, days, strict=True)
        ],
        by=by,
    )
    return ExpectedCommission.objects.bulk_create(
        [
            ExpectedCommission(
                transaction=each,
                term=each.term,
                client_id=each.term.client_id,
                carrier_id=each.term.policy.writing_company.carrier_id,
                premium=each.premium,
                amount=each.commission,
                expected_on=entry.posted_on,
                entry=entry,
            )
            for each, entry in zip(transactions, entries, strict=True)
        ],
        batch_size=CHUNK,
    )


def expect_what_is_new(*, by: "User | None" = None) -> int:
    """Put what was booked lately and the carrier bills on the books; how many transactions.

    What was booked longer ago than the job could have missed was settled elsewhere.
    """
    since, done = timezone.localdate() - LATELY, 0
    while new := list(not_expected(since)[:CHUNK]):
        try:
            done += len(expect_commissions(new, by=by))
        except IntegrityError:
            break  # somebody else is at it
    return done


def take_statement(
    *, carrier: Carrier, file: File, number: str, paid_on: date, by: "User"
) -> CommissionStatement:
    """Keep a carrier's statement; with the carrier's saved columns its rows are read at once.

    Raises DomainError for a statement that is here already, in this form or another, and for a
    file that is no table.
    """
    require_open(paid_on, "paid_on")
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    same = CommissionStatement.objects.standing().filter(carrier=carrier)
    if before := same.filter(sha256=sha256).first():
        raise DomainError(f"This file is here already, since {before.at:%m/%d/%Y}.", "file")
    if number and same.filter(number=number).exists():
        raise DomainError(f"Statement {number} of {carrier} is here already.", "number")
    heading_row, headings = headings_of(file, file.size)
    saved = StatementColumns.objects.filter(carrier=carrier).first()
    columns = suggested(headings, saved.columns if saved else {})
    with transaction.atomic():
        statement = CommissionStatement.objects.create(
            carrier=carrier, number=number, paid_on=paid_on, name=file.name or "statement",
            file=file, sha256=sha256, heading_row=heading_row, headings=headings, by=by,
        )  # fmt: skip
        if saved and columns == saved.columns:
            map_columns(statement=statement, columns=columns, by=by)
    return statement


@transaction.atomic
def map_columns(
    *, statement: CommissionStatement, columns: Mapping[str, str], by: "User"
) -> CommissionStatement:
    """Read the statement's rows by `columns` (field → heading), and remember them.

    Raises DomainError when a needed column is missing, a cell cannot be read, or the same rows
    are here already.
    """
    if statement.rows.exists():
        raise DomainError("This statement is read already.")
    for name in NEEDED:
        if not columns.get(name):
            raise DomainError(f"Say which column holds the {FIELDS[name][0].lower()}.", name)
    with statement.file.open() as file:
        read = read_statement(
            file, statement.file.size, statement.heading_row, statement.headings, columns
        )
    same = CommissionStatement.objects.standing().filter(
        carrier=statement.carrier_id, content=read.content
    )
    if before := same.exclude(pk=statement.pk).first():
        raise DomainError(
            f"The same rows are here already: {before}, paid {before.paid_on:%m/%d/%Y}.", "file"
        )
    StatementColumns.objects.update_or_create(
        carrier_id=statement.carrier_id, defaults={"columns": dict(columns)}
    )
    statement.columns, statement.content = dict(columns), read.content
    statement.stated_total = read.stated_total
    statement.save(update_fields=["columns", "content", "stated_total"])
    StatementRow.objects.bulk_create(_rows(statement, read), batch_size=CHUNK)
    return statement


def _rows(statement: CommissionStatement, read: Read) -> list[StatementRow]:
    found = register(statement.carrier_id)
    rows = []
    for line in read.lines:
        row = StatementRow(
            statement=statement, line=line.line, number=line.number, insured=line.insured,
            effective_on=line.effective_on, premium=line.premium, commission=line.commission,
        )  # fmt: skip
        matches = found.find(line.number, line.insured, line.effective_on or statement.paid_on)
        row.term_id = matches[0].term if len(matches) == 1 else None
        row.finding = "ambiguous" if len(matches) > 1 else "unknown"
        rows.append(row)
    _judge(rows, statement.paid_on)
    return rows


def register(carrier_id: int) -> rules.Register:
    """The terms of a carrier's companies, to find rows of its statements among them."""
    terms = PolicyTerm.objects.filter(policy__writing_company__carrier=carrier_id)
    return rules.Register(
        rules.Candidate(*row)
        for row in terms.values_list(
            "pk", "policy", "client", "number", "client__name", "effective_on", "expires_on"
        )
    )


def _judge(rows: Sequence[StatementRow], on: date) -> None:
    """Say of each row with a policy what was expected and whether it fits."""
    matched = [row for row in rows if row.term_id]
    open_ = _open([row.term_id for row in matched if row.term_id])
    rates = dict(PolicyTerm.objects.filter(pk__in=open_).values_list("pk", "commission_rate"))
    numbers = BillingRule.objects.in_force(on)
    dollars = numbers.get(BillingRule.Code.STATEMENT_DOLLARS, ZERO)
    percent = numbers.get(BillingRule.Code.STATEMENT_PERCENT, ZERO)
    for row in matched:
        items = open_.get(row.term_id or 0, [])
        sign = [amount for _, amount in items if amount * row.commission > 0]
        left = sum(sign, ZERO)
        row.expected = rules.expected_now(left, row.premium, rates.get(row.term_id or 0, ZERO))
        fits = rules.within(row.commission, row.expected, dollars, percent)
        row.finding = "unexpected" if not left else "fits" if fits else "differs"


def _open(terms: Sequence[int]) -> dict[int, list[tuple[int, Decimal]]]:
    """Term id → (expected commission's id, dollars open), the oldest first."""
    found: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    rows = ExpectedCommission.objects.filter(term__in=set(terms)).with_open().exclude(open=0)
    for pk, term, left in rows.order_by("expected_on", "pk").values_list("pk", "term", "open"):
        found[term].append((pk, left))
    return found


@transaction.atomic
def answer_row(*, row: StatementRow, answer: str, note: str, by: "User") -> StatementRow:
    """Accept what was paid, dispute it, or leave the row apart as not ours.

    Raises DomainError once the statement is posted, for accepting a row without a policy, and
    for a dispute or a row apart without a word why.
    """
    row = _unposted(row)
    if answer not in StatementRow.Answer.values:
        raise DomainError("Accept it, dispute it, or leave it apart.", "answer")
    if answer != StatementRow.Answer.APART and row.term_id is None:
        raise DomainError("Say first which policy it is, or leave it apart.", "answer")
    if answer != StatementRow.Answer.ACCEPT and not note.strip():
        raise DomainError("Say why, so that the carrier can be asked.", "note")
    row.answer, row.note, row.answered_by = answer, note.strip(), by
    row.save(update_fields=["answer", "note", "answered_by"])
    return row


@transaction.atomic
def choose_policy(*, row: StatementRow, term: PolicyTerm, by: "User") -> StatementRow:
    """Say which policy a row is about; what is expected on it is looked up anew.

    Raises DomainError for a policy of another carrier and once the statement is posted.
    """
    row = _unposted(row)
    if term.policy.writing_company.carrier_id != row.statement.carrier_id:
        raise DomainError(f"{term} is not with {row.statement.carrier}.", "number")
    row.term, row.chosen, row.answer, row.note, row.answered_by = term, True, "", "", by
    _judge([row], row.statement.paid_on)
    row.save(
        update_fields=["term", "chosen", "answer", "note", "answered_by", "expected", "finding"]
    )
    return row


def _unposted(row: StatementRow) -> StatementRow:
    statement = CommissionStatement.objects.select_for_update(of=("self",)).get(pk=row.statement_id)
    if statement.posted_at:
        raise DomainError("The statement is posted; its rows stay as they are.")
    return StatementRow.objects.select_related("statement__carrier").get(pk=row.pk)


def post_statement(*, statement: CommissionStatement, by: "User") -> CommissionStatement:
    """Realise the commission of a statement: estimated becomes income, the cash operating cash.

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
        _judge(rows, statement.paid_on)
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
    open_ = _open([row.term_id for row in rows if row.term_id])
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
