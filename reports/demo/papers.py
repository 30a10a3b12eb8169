"""The few papers the demo's files are copies of: made and read once, kept by many clients."""

import csv
import io
import zipfile
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from email.message import EmailMessage
from functools import cache
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docx import Document
from weasyprint import HTML

from accounts.attachments.drawing import WIDTHS, read
from accounts.attachments.intake import TYPES

STYLE = "<style>body{font:11pt sans-serif} td,th{border:1px solid #888;padding:4pt 8pt}</style>"
SPECIMEN = "Specimen for the demonstration; it insures nobody."
STALE_DAYS, FRESH_DAYS = 140, 30
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Paper:
    """A file's bytes with what reading them found; `valued` is how many days ago."""

    title: str
    category: str
    ending: str
    content: bytes
    valued: int | None = None
    found: dict[str, Any] = field(default_factory=dict)
    pictures: tuple[dict[str, bytes], ...] = ()


@cache
def papers(today: date) -> tuple[Paper, ...]:
    """The papers as of this day; the same bytes whenever they are made for it."""
    wanted = (
        ("Policy declarations", "policy", "pdf", _policy(), None),
        ("Additional insured endorsement", "endorsement", "pdf", _endorsement(), None),
        ("Loss run, three years", "loss-run", "pdf", _loss_run(today, FRESH_DAYS), FRESH_DAYS),
        ("Loss run, first report", "loss-run", "pdf", _loss_run(today, STALE_DAYS), STALE_DAYS),
        ("Supplemental application", "application", "docx", _application(), None),
        ("Schedule of vehicles", "application", "csv", _vehicles(), None),
        ("Carrier needs the payroll", "correspondence", "eml", _letter(today), None),
        ("Scan of a certificate", "certificate", "pdf", _certificate(), None),
    )
    return tuple(_read(Paper(*paper)) for paper in wanted)


def _read(paper: Paper) -> Paper:
    with TemporaryDirectory(prefix="steward-demo-") as name:
        folder = Path(name)
        source = folder / "source"
        source.write_bytes(paper.content)
        found = read(source, TYPES[paper.ending], folder)
        pictures = tuple(
            {size: (folder / f"{size}-{number}.png").read_bytes() for size in WIDTHS}
            for number in range(1, found.get("pictures", 0) + 1)
        )
    return replace(paper, found=found, pictures=pictures)


def _pdf(title: str, *paragraphs: str, rows: tuple[tuple[str, ...], ...] = ()) -> bytes:
    said = "".join(f"<p>{escape(text)}</p>" for text in (*paragraphs, SPECIMEN))
    table = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) for row in rows)
    html = f"<title>{title}</title>{STYLE}<h1>{title}</h1>{said}<table>{table}</table>"
    return HTML(string=html).write_pdf()


def _policy() -> bytes:
    return _pdf(
        "Common policy declarations",
        "Coverage parts of this policy and their limits of insurance:",
        rows=(
            ("General liability, each occurrence", "$1,000,000"),
            ("General liability, general aggregate", "$2,000,000"),
            ("Products and completed operations aggregate", "$2,000,000"),
            ("Damage to premises rented to you", "$100,000"),
            ("Medical expense, any one person", "$5,000"),
        ),
    )


def _endorsement() -> bytes:
    return _pdf(
        "Additional insured: owners, lessees or contractors",
        "This endorsement changes the policy. The person or organization shown in the schedule "
        "is an additional insured for liability arising out of your ongoing operations.",
    )


def _loss_run(today: date, days: int) -> bytes:
    valued = today - timedelta(days=days)
    return _pdf(
        "Loss run",
        f"Valued as of {valued:%m/%d/%Y}. All losses of the last three policy years:",
        rows=(
            ("Date of loss", "Description", "Paid", "Reserve", "Status"),
            (
                f"{valued - timedelta(days=420):%m/%d/%Y}",
                "Rear-end collision",
                "$8,412",
                "$0",
                "Closed",
            ),
            (f"{valued - timedelta(days=95):%m/%d/%Y}", "Water damage", "$2,100", "$6,500", "Open"),
        ),
    )


def _certificate() -> bytes:
    return _pdf(
        "Certificate of liability insurance",
        "This certificate is issued as a matter of information only and confers no rights upon "
        "the certificate holder.",
    )


def _application() -> bytes:
    document = Document()
    document.add_heading("Supplemental application: contractors")
    document.add_paragraph("Do you use subcontractors? Yes, for roofing and electrical work.")
    document.add_paragraph("Do you obtain certificates from all of them? Yes, before they begin.")
    table = document.add_table(rows=0, cols=2)
    for name, figure in (("Payroll", "$1,240,000"), ("Subcontracted cost", "$385,000")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = name, figure
    document.add_paragraph(SPECIMEN)
    written = io.BytesIO()
    document.save(written)
    return _without_moments(written)


def _without_moments(written: io.BytesIO) -> bytes:
    """The archive with the same moment on every entry, so that equal papers are equal bytes."""
    again = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            new.writestr(entry, old.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()


def _vehicles() -> bytes:
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(["Unit", "Year", "Make", "Body", "Cost new", "Garaged at"])
    makes = ("Ford F-150", "Ram 2500", "Isuzu NPR", "Chevrolet Express")
    for unit in range(1, 13):
        make, cost = makes[unit % 4], 38_000 + unit * 1_750
        table.writerow([unit, 2016 + unit % 8, make, "Truck", cost, "Main yard"])
    return written.getvalue().encode()


def _letter(today: date) -> bytes:
    letter = EmailMessage()
    letter["From"] = "Underwriting <underwriting@carrier.example>"
    letter["To"] = "Service <service@steward.example>"
    letter["Subject"] = "Payroll by class code"
    letter["Date"] = f"{today - timedelta(days=9):%a, %d %b %Y} 09:40:00 -0800"
    letter.set_content(
        "Good morning,\n\nbefore we can release the quote we need the payroll of the last twelve "
        "months by class code, and the experience modification worksheet.\n\nThank you\n"
    )
    return letter.as_bytes()
