"""Reading statements: CSV by a mapping, BAI2 and OFX as their formats say.

Every reader gives the account's number, where the file tells it, and the movements. Raises
DomainError with a sentence for a file that is broken or no statement.
"""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bai2 import bai2
from bai2.constants import TypeCodeTransaction
from bai2.exceptions import (
    IntegrityException,
    NotSupportedYetException,
    ParsingException,
)

from config.lib.dates import parse_date
from config.lib.errors import DomainError
from config.lib.money import cents, parse_money

MOST = 5_000_000
FIELDS = {
    "date": "Date",
    "amount": "Amount",
    "credit": "Money in",
    "debit": "Money out",
    "text": "Description",
    "check": "Check number",
    "reference": "Bank's reference",
    "account": "Account number",
}
GUESSES = {
    "date": ("date", "posting date", "posted date", "transaction date", "booked"),
    "amount": ("amount", "transaction amount"),
    "credit": ("credit", "credits", "deposit", "money in", "credit amount"),
    "debit": ("debit", "debits", "withdrawal", "money out", "debit amount"),
    "text": ("description", "details", "memo", "text", "payee", "name"),
    "check": ("check", "check number", "check or slip #", "check no", "cheque"),
    "reference": ("reference", "bank reference", "transaction id", "id", "ref"),
    "account": ("account", "account number", "account no"),
}


@dataclass(frozen=True)
class Movement:
    """One line of a statement; `amount` in dollars, money in positive."""

    booked_on: date
    amount: Decimal
    text: str = ""
    check_number: str = ""
    reference: str = ""
    bank_id: str = ""


@dataclass(frozen=True)
class Statement:
    """What a file holds, and the numbers of the accounts that it names."""

    kind: str
    accounts: frozenset[str]
    movements: list[Movement]


def kind_of(data: bytes) -> str:
    """Which format a file is in, judged by how it begins."""
    if not data.strip():
        raise DomainError("The file is empty.", "file")
    if len(data) > MOST:
        raise DomainError("A statement has at most 5 MB.", "file")
    head = data[:4096].lstrip().upper()
    if head.startswith(b"OFXHEADER") or b"<OFX>" in head or b"<?OFX" in head:
        return "ofx"
    if head.startswith(b"01,"):
        return "bai2"
    if b"\x00" in head or head.startswith((b"%PDF", b"PK")):
        raise DomainError("This is no statement; give a CSV, BAI2 or OFX file.", "file")
    return "csv"


def read_ofx(data: bytes) -> Statement:
    """OFX or QFX of a bank account."""
    # Its hundreds of classes are a fifth of what starting Steward takes; few files need them.
    from ofxtools.Parser import OFXTree

    try:
        tree = OFXTree()
        tree.parse(io.BytesIO(data))
        statements = tree.convert().statements
    except Exception as error:
        # The library raises whatever its parts raise on what it cannot read.
        raise DomainError(f"The OFX file is broken: {str(error)[:120]}", "file") from error
    movements = [
        Movement(
            booked_on=t.dtposted.date(),
            amount=cents(t.trnamt),
            text=" ".join(filter(None, [t.name, t.memo]))[:300],
            check_number=t.checknum or "",
            reference=t.refnum or "",
            bank_id=t.fitid,
        )
        for s in statements
        for t in s.transactions or []
        if t.trnamt
    ]
    return Statement("ofx", frozenset(s.account.acctid for s in statements), movements)


def read_bai2(data: bytes) -> Statement:
    """BAI version 2 cash management balance reporting, its control totals checked."""
    try:
        file = bai2.parse_from_string(data.decode("utf-8-sig"))
    except IntegrityException as error:
        raise DomainError(
            "The BAI2 file's control totals do not agree with its lines; fetch it again.", "file"
        ) from error
    except (ParsingException, NotSupportedYetException, ValueError, KeyError, TypeError,
            AttributeError, IndexError, StopIteration) as error:  # fmt: skip
        raise DomainError(f"The BAI2 file is broken: {str(error)[:120]}", "file") from error
    movements, accounts = [], set()
    for group in file.children:
        for account in group.children:
            accounts.add(account.header.customer_account_number)
            for t in account.children:
                sign = -1 if t.type_code.transaction == TypeCodeTransaction.debit else 1
                text = (t.text or "").rstrip("/").strip()
                movements.append(
                    Movement(
                        booked_on=group.header.as_of_date,
                        amount=cents(Decimal(sign * (t.amount or 0)) / 100),
                        text=f"{text} ({t.type_code.description})"[:300].strip(),
                        check_number=t.customer_reference or "",
                        reference=t.bank_reference or "",
                    )
                )
    return Statement("bai2", frozenset(accounts), [m for m in movements if m.amount])


def csv_table(data: bytes) -> tuple[list[str], list[list[str]]]:
    """The headings and the rows of a CSV. Raises DomainError when it is no table."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    try:
        dialect = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [[c.strip() for c in row] for row in csv.reader(io.StringIO(text), dialect)]
    except csv.Error as error:
        raise DomainError(f"The CSV file is broken: {error}", "file") from error
    rows = [row for row in rows if any(row)]
    headed = next((i for i, row in enumerate(rows[:20]) if len([c for c in row if c]) >= 3), None)
    if headed is None or len(rows) < headed + 2:
        raise DomainError("No table with a date, an amount and a description is in it.", "file")
    return rows[headed], rows[headed + 1 :]


def guess(headings: Iterable[str]) -> dict[str, str]:
    """Field to heading, as far as the headings tell."""
    found = {h.lower(): h for h in headings}
    pairs = ((f, next((found[w] for w in words if w in found), "")) for f, words in GUESSES.items())
    return {field: heading for field, heading in pairs if heading}


def read_csv(data: bytes, columns: Mapping[str, str]) -> Statement:
    """The rows of a CSV by field to heading. Raises DomainError naming row and column."""
    headings, rows = csv_table(data)
    places = {field: headings.index(heading) for field, heading in columns.items()}
    movements, accounts = [], set()
    for number, row in enumerate(rows, start=2):
        cells = {f: row[at] if at < len(row) else "" for f, at in places.items()}
        if not cells.get("date"):
            continue
        accounts.add(cells.get("account", ""))
        amount = _amount(cells, number)
        if amount:
            movements.append(
                Movement(
                    booked_on=_day(cells["date"], number),
                    amount=amount,
                    text=cells.get("text", "")[:300],
                    check_number=cells.get("check", "")[:40],
                    reference=cells.get("reference", "")[:80],
                )
            )
    return Statement("csv", frozenset(a for a in accounts if a), movements)


def _day(text: str, row: int) -> date:
    try:
        return parse_date(text)
    except ValueError as error:
        raise DomainError(f"Row {row}, date: {error}.", "file") from error


def _amount(cells: Mapping[str, str], row: int) -> Decimal:
    def value(field: str) -> Decimal:
        text = cells.get(field, "")
        try:
            return parse_money(text) if text else Decimal(0)
        except ValueError as error:
            raise DomainError(f"Row {row}, {FIELDS[field].lower()}: {error}.", "file") from error

    return value("amount") or value("credit") - abs(value("debit"))


def keyed(movements: Iterable[Movement]) -> Iterator[tuple[str, Movement]]:
    """Each movement with a key that the same movement has in every file of the account.

    The bank's own id where there is one; else its facts, and the how-manieth of that day.
    """
    seen: Counter[tuple] = Counter()
    for m in movements:
        facts: tuple = (m.bank_id,)
        if not m.bank_id:
            facts = (m.booked_on, m.amount, m.check_number, m.reference, m.text)
            seen[facts] += 1
            facts += (seen[facts],)
        yield hashlib.sha256(repr([str(f) for f in facts]).encode()).hexdigest(), m
