"""Files for the import tests: the samples, and small files made by hand."""

import csv
import io
from pathlib import Path

from django.core.files.base import ContentFile

from accounts.imports.services import run_import, start_batch

SAMPLES = Path(__file__).parents[2] / "samples"

STAFF = ["Code", "Name", "Role", "Email", "License Number", "License Expires"]
POLICIES = [
    "Lookup Code",
    "Account Name",
    "Client Status",
    "Service Tier",
    "FEIN",
    "NAICS",
    "City",
    "State",
    "ZIP",
    "Phone",
    "Email",
    "Policy Number",
    "Line of Business",
    "Issuing Company",
    "NAIC Code",
    "Effective Date",
    "Expiration Date",
    "Annualized Premium",
    "Agency Commission %",
    "Bill Mode",
    "Policy Status",
    "Producer",
    "Account Executive",
    "Client Administrator",
]
TRANSACTIONS = [
    "Lookup Code",
    "Policy Number",
    "Transaction",
    "Effective Date",
    "Accounting Month",
    "Premium",
    "Commission",
]
INVOICES = [
    "Invoice Number",
    "Lookup Code",
    "Policy Number",
    "Invoice Date",
    "Due Date",
    "Premium",
    "Surplus Lines Tax",
    "Stamping Fee",
    "Total",
    "Paid",
    "Balance",
]

PERSON = dict(
    zip(STAFF, ["AE1", "Dana Whitfield", "Account Executive", "dana@agency.example"], strict=False)
)
POLICY = {
    "Lookup Code": "HARB01",
    "Account Name": "Harbor Bakery Inc.",
    "Service Tier": "World Class",
    "FEIN": "12-3456789",
    "NAICS": "311811",
    "City": "Oakland",
    "State": "CA",
    "ZIP": "94607",
    "Phone": "(510) 555-0101",
    "Email": "risk@harbor.example",
    "Policy Number": "GL1000-26",
    "Line of Business": "CGL",
    "Issuing Company": "Zenith Casualty Company",
    "NAIC Code": "12345",
    "Effective Date": "04/01/2026",
    "Expiration Date": "04/01/2027",
    "Annualized Premium": "12000.00",
    "Agency Commission %": "15.00",
    "Bill Mode": "Agency Bill",
    "Account Executive": "Dana Whitfield",
}
TRANSACTION = {
    "Lookup Code": "HARB01",
    "Policy Number": "GL1000-26",
    "Transaction": "NEW",
    "Effective Date": "04/01/2026",
    "Accounting Month": "2026-04",
    "Premium": "12000.00",
    "Commission": "1800.00",
}
INVOICE = {
    "Invoice Number": "100",
    "Lookup Code": "HARB01",
    "Policy Number": "GL1000-26",
    "Invoice Date": "04/01/2026",
    "Due Date": "04/21/2026",
    "Premium": "12000.00",
    "Surplus Lines Tax": "360.00",
    "Stamping Fee": "21.60",
    "Total": "12381.60",
    "Paid": "0.00",
    "Balance": "12381.60",
}


def upload(name: str, content: bytes) -> ContentFile:
    """Bytes as an upload."""
    return ContentFile(content, name=name)


def table(name: str, headings: list[str], *rows: dict[str, str], base: dict[str, str]):
    """A CSV upload; each row says only how it differs from `base`."""
    out = io.StringIO()
    writer = csv.DictWriter(out, headings)
    writer.writeheader()
    writer.writerows({**base, **row} for row in rows)
    return upload(name, out.getvalue().encode())


def staff(*rows):
    return table("staff.csv", STAFF, *rows, base=PERSON)


def policies(*rows):
    return table("policies.csv", POLICIES, *rows, base=POLICY)


def transactions(*rows):
    return table("transactions.csv", TRANSACTIONS, *rows, base=TRANSACTION)


def invoices(*rows):
    return table("invoices.csv", INVOICES, *rows, base=INVOICE)


def sample(folder: str):
    """The files of a sample, as uploads."""
    return [upload(p.name, p.read_bytes()) for p in sorted((SAMPLES / folder).glob("*.csv"))]


def bring_in(files, team, by=None, **kwargs):
    """Start and run an import; hands back the batch."""
    batch = start_batch(files, team=team, by=by)
    return run_import(batch, by=by, **kwargs)


def found(batch, kind: str) -> list[tuple[int, str, str]]:
    """(row, column, reason) of the batch's findings of one kind."""
    from accounts.models import ImportFinding

    rows = ImportFinding.objects.filter(file__batch=batch, kind=kind).order_by("file", "row", "pk")
    return [(f.row, f.column, f.reason) for f in rows]
