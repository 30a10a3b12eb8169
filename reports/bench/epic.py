"""Invented export files as Epic writes them, of any number of rows."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.lib.dates import add_months
from config.lib.money import ZERO
from reports.demo.clients import think_up
from reports.demo.edges import fill
from reports.demo.markets import COMPANIES, Market
from reports.demo.money import bills, payment
from reports.demo.plan import ClientPlan, Deed, PolicyPlan, TermPlan, Window

SEED = 99
FIRST_CLIENT = 100  # beyond the odd cases, whose numbers some systems would refuse
STAFF = (
    ("EX1", "Dana Whitfield", "Account Executive"),
    ("EX2", "Noor Rahman", "Account Executive"),
    ("EX3", "Avery Cole", "Client Sales Executive"),
    ("EX4", "Tomas Berg", "Client Administrator"),
)
HEADINGS = {
    "staff": "Code,Name,Role,Email,License Number,License Expires",
    "policies": "Lookup Code,Account Name,Client Status,Service Tier,FEIN,NAICS,City,State,ZIP,"
    "Phone,Email,Policy Number,Line of Business,Issuing Company,NAIC Code,Effective Date,"
    "Expiration Date,Annualized Premium,Agency Commission %,Bill Mode,Policy Status,Producer,"
    "Account Executive,Client Administrator",
    "transactions": "Lookup Code,Policy Number,Transaction,Effective Date,Accounting Month,"
    "Premium,Commission",
    "invoices": "Invoice Number,Lookup Code,Policy Number,Invoice Date,Due Date,Premium,"
    "Surplus Lines Tax,Stamping Fee,Total,Paid,Balance",
}


@dataclass
class Files:
    """The files written and how many rows they hold together."""

    paths: dict[str, Path]
    rows: int


def write_files(folder: Path, rows: int, today: date) -> Files:
    """Write about `rows` rows of policies, transactions and invoices into `folder`."""
    window = Window(today, add_months(today, -24).replace(day=1))
    by_line: dict[str, list[tuple[int, bool]]] = {}
    for number, (_, _, _, lines) in enumerate(COMPANIES):
        for line in lines.removeprefix("*").split():
            by_line.setdefault(line, []).append((number, not lines.startswith("*")))
    market = Market(by_line, {}, 0)
    paths = {name: folder / f"epic-{name}.csv" for name in HEADINGS}
    handles = {name: path.open("w", newline="") for name, path in paths.items()}
    try:
        files = {name: csv.writer(handle) for name, handle in handles.items()}
        for name, writer in files.items():
            writer.writerow(HEADINGS[name].split(","))
        for code, name, role in STAFF:
            email = f"{name.split()[0].lower()}.epic@steward.example"
            files["staff"].writerow((code, name, role, email, f"0X{code}00", "06/30/2029"))
        done, index = len(STAFF), FIRST_CLIENT
        while done < rows:
            plan = think_up(index, SEED, window)
            fill(plan, market, window)
            for kind, row in _rows(plan, window, index):
                files[kind].writerow(row)
                done += 1
            index += 1
    finally:
        for handle in handles.values():
            handle.close()
    return Files(paths, done)


def _rows(plan: ClientPlan, window: Window, index: int) -> Iterator[tuple[str, tuple]]:
    number = 0
    for policy in plan.policies:
        for term in policy.terms:
            yield "policies", _policy(plan, policy, term)
            for deed in term.deeds:
                yield "transactions", _transaction(plan, term, deed)
        # A bill stands for its transaction; the export knows no installments.
        policy.installments = 1
        for term in policy.terms:
            for deed in term.deeds:
                for bill in bills(plan, policy, deed, window):
                    paid, *_ = payment(plan, bill, window)
                    # Epic's report has no column for the carrier's fee, and no credits.
                    part = bill.lines | {"carrier_fee": ZERO}
                    total = sum(part.values(), ZERO)
                    if total <= 0:
                        continue
                    number += 1
                    paid = min(paid, total)
                    yield "invoices", (
                        f"{index}-{number}", plan.fields["code"], term.number,
                        _day(bill.invoice_on), _day(bill.due_on), part["premium"],
                        part.get("surplus_tax", ZERO), part.get("stamping_fee", ZERO),
                        total, paid, total - paid,
                    )  # fmt: skip


def _policy(plan: ClientPlan, policy: PolicyPlan, term: TermPlan) -> tuple:
    f = plan.fields
    _, company, naic, _ = COMPANIES[policy.company]
    executive = STAFF[plan.index % 2][1]
    return (
        f["code"], plan.name, "Active", plan.tier, f["fein"], f["naics"], f["city"], f["state"],
        f["zip"], f["phone"], f["email"], term.number, policy.line, company, naic,
        _day(term.effective_on), _day(term.expires_on) if term.expires_on else "", term.annual,
        term.rate, "Agency Bill" if policy.agency_bill else "Direct Bill", "Active",
        STAFF[2][1], executive, STAFF[3][1],
    )  # fmt: skip


def _transaction(plan: ClientPlan, term: TermPlan, deed: Deed) -> tuple:
    return (
        plan.fields["code"], term.number, deed.kind, _day(deed.effective_on),
        f"{deed.month:%Y-%m}", deed.premium, deed.commission,
    )  # fmt: skip


def _day(day: date) -> str:
    return f"{day:%m/%d/%Y}"
