"""Statements of direct-bill carriers: taken in, read by their columns, and answered row by row."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db import transaction

from accounts.carriers.models import Carrier
from accounts.commissions.expecting import CHUNK
from accounts.commissions.finding import judge, register
from accounts.commissions.models import CommissionStatement, StatementColumns, StatementRow
from accounts.commissions.reading import (
    FIELDS,
    NEEDED,
    Read,
    headings_of,
    read_statement,
    suggested,
)
from accounts.ledger.services import require_open
from accounts.policies.models import PolicyTerm
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from teams.people.models import User


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
    judge(rows, statement.paid_on)
    return rows


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
    judge([row], row.statement.paid_on)
    row.save(
        update_fields=["term", "chosen", "answer", "note", "answered_by", "expected", "finding"]
    )
    return row


def _unposted(row: StatementRow) -> StatementRow:
    statement = CommissionStatement.objects.select_for_update(of=("self",)).get(pk=row.statement_id)
    if statement.posted_at:
        raise DomainError("The statement is posted; its rows stay as they are.")
    return StatementRow.objects.select_related("statement__carrier").get(pk=row.pk)
