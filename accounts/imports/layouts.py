"""What a file of each kind holds, and under which headings the known systems write it."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.imports.models import FileKind


@dataclass(frozen=True)
class Field:
    """One thing a file may tell. `type` names its reader in cells.py.

    `needed`: the file must have the column. `filled`: each row must have a value.
    """

    name: str
    label: str
    type: str = "text"
    length: int = 200
    needed: bool = False
    filled: bool = False


def _must(name: str, label: str, type_: str = "text", length: int = 200) -> Field:
    return Field(name, label, type_, length, needed=True, filled=True)


FIELDS: dict[str, tuple[Field, ...]] = {
    FileKind.STAFF: (
        _must("code", "Code", length=20),
        _must("name", "Name", length=120),
        _must("role", "Role", "role"),
        _must("email", "Email", "email"),
        Field("license", "License Number", length=20),
        Field("license_expires_on", "License Expires", "date"),
    ),
    FileKind.POLICIES: (
        _must("client_code", "Client Code", length=40),
        _must("client_name", "Client Name"),
        Field("dba", "Doing Business As"),
        Field("tier", "Service Tier", length=40),
        Field("fein", "FEIN", "fein"),
        Field("naics", "NAICS", "naics"),
        Field("street", "Street"),
        Field("city", "City", length=80),
        Field("state", "State", "state"),
        Field("zip", "ZIP", "zip"),
        Field("phone", "Phone", length=40),
        Field("email", "Email", "email"),
        _must("number", "Policy Number", length=40),
        Field("line", "Line of Business", length=80, needed=True),
        _must("company", "Writing Company", length=120),
        Field("naic", "NAIC Code", "naic"),
        _must("effective_on", "Effective Date", "date"),
        Field("expires_on", "Expiration Date", "date", needed=True),
        _must("premium", "Annual Premium", "premium"),
        _must("commission_rate", "Commission %", "rate"),
        _must("bill_mode", "Bill Mode", "bill_mode"),
        Field("sales_executive", "Sales Executive", length=120),
        Field("executive", "Account Executive", length=120),
        Field("administrator", "Client Administrator", length=120),
    ),
    FileKind.TRANSACTIONS: (
        _must("client_code", "Client Code", length=40),
        _must("number", "Policy Number", length=40),
        _must("kind", "Transaction", "kind"),
        _must("effective_on", "Effective Date", "date"),
        _must("month", "Accounting Month", "month"),
        _must("premium", "Premium", "money"),
        _must("commission", "Commission", "money"),
    ),
    FileKind.INVOICES: (
        _must("invoice", "Invoice Number", length=30),
        _must("client_code", "Client Code", length=40),
        Field("number", "Policy Number", length=40, needed=True),
        _must("invoice_on", "Invoice Date", "date"),
        _must("due_on", "Due Date", "date"),
        _must("premium", "Premium", "money"),
        Field("surplus_tax", "Surplus Lines Tax", "money"),
        Field("stamping_fee", "Stamping Fee", "money"),
        Field("broker_fee", "Broker Fee", "money"),
        Field("carrier_fee", "Carrier Fee", "money"),
        _must("total", "Total", "money"),
        Field("paid", "Paid", "money", needed=True),
        Field("balance", "Balance", "money"),
    ),
}
MONEY_TYPES = ("money", "premium")

_STAFF = {f.name: f.label for f in FIELDS[FileKind.STAFF]}
SOURCES: dict[str, dict[str, dict[str, str]]] = {
    "Epic": {
        FileKind.STAFF: _STAFF,
        FileKind.POLICIES: {
            "client_code": "Lookup Code",
            "client_name": "Account Name",
            "tier": "Service Tier",
            "fein": "FEIN",
            "naics": "NAICS",
            "street": "Street",
            "city": "City",
            "state": "State",
            "zip": "ZIP",
            "phone": "Phone",
            "email": "Email",
            "number": "Policy Number",
            "line": "Line of Business",
            "company": "Issuing Company",
            "naic": "NAIC Code",
            "effective_on": "Effective Date",
            "expires_on": "Expiration Date",
            "premium": "Annualized Premium",
            "commission_rate": "Agency Commission %",
            "bill_mode": "Bill Mode",
            "sales_executive": "Producer",
            "executive": "Account Executive",
            "administrator": "Client Administrator",
        },
        FileKind.TRANSACTIONS: {
            "client_code": "Lookup Code",
            "number": "Policy Number",
            "kind": "Transaction",
            "effective_on": "Effective Date",
            "month": "Accounting Month",
            "premium": "Premium",
            "commission": "Commission",
        },
        FileKind.INVOICES: {
            "invoice": "Invoice Number",
            "client_code": "Lookup Code",
            "number": "Policy Number",
            "invoice_on": "Invoice Date",
            "due_on": "Due Date",
            "premium": "Premium",
            "surplus_tax": "Surplus Lines Tax",
            "stamping_fee": "Stamping Fee",
            "total": "Total",
            "paid": "Paid",
            "balance": "Balance",
        },
    },
    "AMS360": {
        FileKind.STAFF: _STAFF,
        FileKind.POLICIES: {
            "client_code": "Customer No",
            "client_name": "Customer Name",
            "number": "Pol No",
            "line": "Pol Type",
            "company": "Company",
            "effective_on": "Eff Dt",
            "expires_on": "Exp Dt",
            "premium": "Full Term Prem",
            "commission_rate": "Comm Pct",
            "bill_mode": "Bill Meth",
            "sales_executive": "Exec",
            "executive": "Rep",
            "administrator": "CSR",
            "city": "City",
            "zip": "Zip",
            "fein": "FEIN",
        },
        FileKind.TRANSACTIONS: {
            "client_code": "Customer No",
            "number": "Pol No",
            "kind": "Tran Type",
            "effective_on": "Tran Eff Dt",
            "month": "GL Month",
            "premium": "Prem Amt",
            "commission": "Comm Amt",
        },
        FileKind.INVOICES: {
            "invoice": "Inv No",
            "client_code": "Customer No",
            "number": "Pol No",
            "invoice_on": "Inv Dt",
            "due_on": "Due Dt",
            "premium": "Prem",
            "surplus_tax": "Tax",
            "stamping_fee": "Fee",
            "total": "Inv Total",
            "paid": "Paid",
            "balance": "Bal Due",
        },
    },
    "Steward": {kind: {f.name: f.label for f in fields} for kind, fields in FIELDS.items()},
}
ANY_SOURCE = ""


@dataclass(frozen=True)
class Layout:
    """What a file turned out to be: `columns` is field name → heading as the file writes it."""

    source: str
    kind: str
    columns: dict[str, str]


def plain(heading: str) -> str:
    """A heading without case, spaces, underscores and the like (DOMAIN §14.4)."""
    return re.sub(r"[\W_]+", "", heading.replace("%", "percent")).lower()


def fingerprint(headings: Iterable[str]) -> str:
    """What a saved mapping is found by: the headings, in any order."""
    names = sorted({plain(h) for h in headings} - {""})
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def field_of(kind: str, name: str) -> Field:
    """The field `name` of files of `kind`. Raises KeyError."""
    return {f.name: f for f in FIELDS[kind]}[name]


def missing(kind: str, columns: Mapping[str, str]) -> list[str]:
    """Labels of the fields that files of `kind` must have and `columns` does not name."""
    return [f.label for f in FIELDS[kind] if f.needed and f.name not in columns]


def known_layout(headings: Sequence[str]) -> Layout | None:
    """The known system's file with these headings, or None.

    Every column such a file must have has to be there; of several that fit, the one
    that explains most columns wins. Staff lists look alike everywhere: their source is
    ANY_SOURCE.
    """
    there = {plain(h): h for h in headings if h}
    best: Layout | None = None
    for source, kinds in SOURCES.items():
        for kind, wanted in kinds.items():
            columns = {name: there[plain(h)] for name, h in wanted.items() if plain(h) in there}
            if missing(kind, columns) or (best and len(columns) <= len(best.columns)):
                continue
            best = Layout(ANY_SOURCE if kind == FileKind.STAFF else source, kind, columns)
    return best


def suggestions(kind: str, headings: Sequence[str]) -> dict[str, str]:
    """For an unknown file: the headings that any known system uses for a field of `kind`."""
    there = {plain(h): h for h in headings if h}
    found: dict[str, str] = {}
    for kinds in SOURCES.values():
        for name, heading in kinds[kind].items():
            if plain(heading) in there:
                found.setdefault(name, there[plain(heading)])
    return found


def source_name(text: str) -> str:
    """A known system under its proper name, any other as written."""
    return next((name for name in SOURCES if plain(name) == plain(text)), text.strip()[:40])
