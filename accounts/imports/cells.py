"""From the text of a cell to its value. A refusal is a sentence about that cell."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.imports.layouts import FIELDS, MONEY_TYPES, Field, plain
from config.lib.dates import parse_date, parse_month
from config.lib.money import ZERO, parse_money
from teams.access.roles import Role

# DOMAIN §10.1 and §14.4: the codes of ACORD, AMS360, Epic and the published templates.
KINDS: dict[str, str] = {
    **dict.fromkeys(["new", "nbs", "newbusiness", "syn"], "NEW"),
    **dict.fromkeys(["ren", "rwl", "renewal", "renew"], "REN"),
    **dict.fromkeys(["end", "pch", "pcn", "endorsement", "change", "policychange"], "END"),
    **dict.fromkeys(["can", "xlc", "cancel", "cancellation", "cancelled", "canceled"], "CAN"),
    **dict.fromkeys(["rei", "reinstatement", "reinstate"], "REI"),
    **dict.fromkeys(["rew", "rix", "rewrite", "reissue"], "REW"),
    **dict.fromkeys(["aud", "audit"], "AUD"),
    **dict.fromkeys(["nrn", "rex", "rwx", "nonrenewal", "nonrenew"], "NRN"),
}
BILL_MODES: dict[str, str] = {
    **dict.fromkeys(["a", "ab", "agency", "agencybill", "agencybilled", "agencybilling"], "agency"),
    **dict.fromkeys(["d", "db", "direct", "directbill", "directbilled", "directbilling"], "direct"),
}
ROLES: dict[str, str] = {
    **{plain(value): value for value in Role.values},
    **{plain(label): value for value, label in Role.choices},
    "ae": Role.ACCOUNT_EXECUTIVE,
    "am": Role.CLIENT_MANAGER,
    "accountmanager": Role.CLIENT_MANAGER,
    "ca": Role.CLIENT_ADMINISTRATOR,
    "csr": Role.CLIENT_ADMINISTRATOR,
    "producer": Role.SALES_EXECUTIVE,
    "salesexecutive": Role.SALES_EXECUTIVE,
    "marketing": Role.MARKETING,
    "marketer": Role.MARKETING,
}
_FORMULA = re.compile(r"^\s*(?:[=@]|[+-]\s*[A-Za-z]|[+-].*[|!])")
_EXCEL_ERROR = re.compile(r"^#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)", re.IGNORECASE)
_TOTAL = re.compile(r"^(?:grand |report |sub|sub-|sub )?totals?\b:?", re.IGNORECASE)


def names_a_total(cell: str) -> bool:
    """Whether a row that begins with `cell` may be the total of a report."""
    return _TOTAL.match(cell) is not None


def text(cell: str) -> str:
    value = " ".join(cell.split())
    if _FORMULA.match(value):
        raise ValueError(f"“{value[:60]}” looks like a formula and is not taken over")
    return value


def premium(cell: str) -> Decimal:
    value = parse_money(cell)
    if value < 0:
        raise ValueError(f"An annual premium cannot be negative ({cell})")
    return value


@lru_cache(maxsize=1000)
def rate(cell: str) -> Decimal:
    """A percentage from 0 to 100 with at most four decimals."""
    try:
        value = Decimal(cell.removesuffix("%").strip())
    except InvalidOperation:
        raise ValueError(f"“{cell}” is not a percentage") from None
    if not value.is_finite() or not 0 <= value <= 100:
        raise ValueError(f"“{cell}” is not a percentage from 0 to 100")
    if value != value.quantize(Decimal("0.0001")):
        raise ValueError(f"“{cell}” has more than four decimals")
    return value.quantize(Decimal("0.0001"))


def email(cell: str) -> str:
    try:
        validate_email(cell)
    except ValidationError:
        raise ValueError(f"“{cell}” is not an e-mail address") from None
    return cell.lower()


def _digits(cell: str, form: str, sentence: str, fill: int = 0) -> str:
    value = cell.zfill(fill) if cell.isdigit() else cell
    if not re.fullmatch(form, value, re.ASCII):
        raise ValueError(f"“{cell}” {sentence}")
    return value


def fein(cell: str) -> str:
    """Nine digits, written NN-NNNNNNN (DOMAIN §14.3); leading zeros Excel ate come back."""
    bare = _digits(cell.replace("-", ""), r"\d{9}", "is not a FEIN of nine digits", 9)
    return f"{bare[:2]}-{bare[2:]}"


def naics(cell: str) -> str:
    return _digits(cell, r"\d{2,6}", "is not a NAICS code of two to six digits")


def naic(cell: str) -> str:
    return _digits(cell, r"\d{5}", "is not a NAIC company code of five digits", 5)


def zip_code(cell: str) -> str:
    return _digits(cell, r"\d{5}(-?\d{4})?", "is not a ZIP code", 5)


def state(cell: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", cell):
        raise ValueError(f"“{cell}” is not a state of two letters")
    return cell.upper()


def _one_of(table: Mapping[str, str], what: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        value = table.get(plain(cell))
        if value is None:
            raise ValueError(f"“{cell}” is no {what} that Steward knows")
        return value

    return read


READERS: dict[str, Callable[[str], Any]] = {
    "text": text,
    "money": parse_money,
    "premium": premium,
    "rate": rate,
    "date": lru_cache(maxsize=20_000)(parse_date),
    "month": lru_cache(maxsize=2_000)(parse_month),
    "email": email,
    "fein": fein,
    "naics": naics,
    "naic": naic,
    "zip": zip_code,
    "state": state,
    "kind": _one_of(KINDS, "kind of transaction"),
    "bill_mode": _one_of(BILL_MODES, "bill mode"),
    "role": _one_of(ROLES, "role"),
}
EMPTY: dict[str, Any] = {"money": ZERO, "date": None}


class Problem(NamedTuple):
    """Why a row is refused: the column, and a sentence about its cell."""

    column: str
    sentence: str


class RowReader:
    """Reads the rows of one file of `kind`; `columns` is field name → heading."""

    def __init__(self, kind: str, headings: Sequence[str], columns: Mapping[str, str]):
        places = {heading: index for index, heading in enumerate(headings)}
        self.kind = kind
        self.columns = columns
        self.last = max(places.values(), default=0)
        self.fields: list[tuple[int, Field, str]] = [
            (places[columns[f.name]], f, columns[f.name]) for f in FIELDS[kind] if f.name in columns
        ]
        self.absent = {f.name: EMPTY.get(f.type, "") for f in FIELDS[kind] if f.name not in columns}
        self.telling = [
            i for i, f, _ in self.fields if f.type in ("date", "month", "kind", "email")
        ]

    def read(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[Problem]]:
        """The values of a row by field name, and what is wrong with it."""
        values = dict(self.absent)
        problems = []
        for index, field, heading in self.fields:
            cell = cells[index] if index < len(cells) else ""
            try:
                values[field.name] = self._value(field, cell)
            except ValueError as error:
                sentence = str(error)
                problems.append(Problem(heading, sentence + ("" if sentence[-1] in ".)" else ".")))
        if any(cells[self.last + 1 :]):
            problems.append(
                Problem("", "The row has more cells than the heading row; a cell was torn apart.")
            )
        return values, problems or _contradictions(self.kind, values, self.columns)

    def _value(self, field: Field, cell: str) -> Any:
        if not cell:
            if field.filled:
                raise ValueError(f"{field.label} is missing")
            return EMPTY.get(field.type, "")
        if cell[0] == "#" and _EXCEL_ERROR.match(cell):
            raise ValueError(f"“{cell}” is an error of the spreadsheet")
        value = READERS[field.type](cell)
        if isinstance(value, str) and len(value) > field.length:
            raise ValueError(f"{field.label} is longer than {field.length} characters")
        return value

    def is_total(self, cells: Sequence[str]) -> bool:
        """Whether this is the total row of the report and not a row of the book."""
        first = next((cell for cell in cells if cell), "")
        if not names_a_total(first):
            return False
        return not any(cells[i] for i in self.telling if i < len(cells) and cells[i] != first)

    def money(self, cells: Sequence[str]) -> dict[str, Decimal]:
        """The amounts of a row that can be read, whatever else is wrong with it."""
        found = {}
        for index, field, _ in self.fields:
            if field.type in MONEY_TYPES and index < len(cells) and cells[index]:
                try:
                    found[field.name] = parse_money(cells[index])
                except ValueError:
                    continue
        return found


def _contradictions(
    kind: str, values: Mapping[str, Any], columns: Mapping[str, str]
) -> list[Problem]:
    """What is wrong with a row whose cells are all readable."""
    if kind == "policies":
        end: date | None = values["expires_on"]
        if end is not None and end <= values["effective_on"]:
            return [Problem(columns["expires_on"], "The policy expires before it begins.")]
    if kind == "invoices":
        return _invoice_contradictions(values, columns)
    return []


LINES = ("premium", "surplus_tax", "stamping_fee", "broker_fee", "carrier_fee")


def _invoice_contradictions(values: Mapping[str, Any], columns: Mapping[str, str]) -> list[Problem]:
    total, paid = values["total"], values["paid"]
    lines = sum((values[name] for name in LINES), ZERO)
    if lines != total:
        return [Problem(columns["total"], f"Its lines sum to {lines:,}, not to {total:,}.")]
    if total <= 0:
        return [Problem(columns["total"], "Only invoices of more than nothing are taken over.")]
    if not 0 <= paid <= total:
        return [Problem(columns["paid"], "Paid is less than nothing or more than the total.")]
    if "balance" in columns and total - paid != values["balance"]:
        return [
            Problem(
                columns["balance"],
                f"Total less paid is {total - paid:,}, the balance says {values['balance']:,}.",
            )
        ]
    return []
