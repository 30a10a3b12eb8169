"""Billing of the demo beyond invoices: direct bill, carriers' statements, finance, credits used."""

import csv
import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

from django.core.files.base import ContentFile
from django.db.models import Count

from accounts.commissions.expecting import expect_what_is_new
from accounts.commissions.posting import post_statement
from accounts.commissions.reading import FIELDS
from accounts.commissions.services import answer_row, map_columns, take_statement
from accounts.financing.services import Agreement, enter_agreement, take_funding
from accounts.models import (
    Carrier,
    CommissionStatement,
    ExpectedCommission,
    Invoice,
)
from accounts.receivables.credits import propose_uses, use_credit
from config.lib.dates import add_months
from config.lib.errors import DomainError
from config.lib.money import ZERO, cents, percent_of
from teams.models import User

LENDER = "Pacific Premium Finance"
MOST_ROWS = 25
INSTALLMENTS = 9
COLUMNS = {name: label for name, (label, _) in FIELDS.items()}


def load_billing(today: date) -> None:
    """Direct bill with two statements, financed policies, and credits used for open invoices."""
    by = User.objects.get(email="accounting@steward.example")
    expect_what_is_new()
    lately = ExpectedCommission.objects.filter(amount__gt=0, premium__gt=0)
    carriers = lately.order_by().values("carrier").annotate(n=Count("pk")).order_by("-n", "carrier")
    for place, found in enumerate(carriers[:2]):
        carrier = Carrier.objects.get(pk=found["carrier"])
        rows = lately.filter(carrier=carrier).select_related("client", "term")[:MOST_ROWS]
        _statement(carrier, list(rows), today - timedelta(days=12 - 8 * place), by, bool(place))
    _finance(today, by)
    _use_credits(today, by)


def _statement(
    carrier: Carrier, expected: list[ExpectedCommission], paid_on: date, by: User, odd: bool
) -> CommissionStatement:
    """A statement of a carrier; an `odd` one has exceptions and waits for somebody."""
    rows = [
        [
            e.term.number, e.client.name.upper(), f"{e.term.effective_on:%m/%d/%Y}",
            e.premium, e.amount,
        ]
        for e in expected
    ]  # fmt: skip
    if odd:
        rows[0][4] = cents(rows[0][4] * Decimal("0.8"))
        rows[-1][0] = f"{rows[-1][0]}99"
        rows[-1][1] = "UNKNOWN INSURED"
        rows.append(["ZZ0000001", "SOMEBODY ELSE LLC", f"{paid_on:%m/%d/%Y}", "900.00", "90.00"])
    total = sum((Decimal(row[4]) for row in rows), ZERO)
    statement = take_statement(
        carrier=carrier, file=_csv(rows, total), number=f"{paid_on:%Y-%m}", paid_on=paid_on, by=by
    )
    map_columns(statement=statement, columns=COLUMNS, by=by)
    if not odd:
        for row in statement.rows.exclude(finding="fits"):
            answer = "accept" if row.term_id else "apart"
            answer_row(row=row, answer=answer, note="As agreed by telephone", by=by)
        post_statement(statement=statement, by=by)
    return statement


def _csv(rows: Iterable[list], total: Decimal) -> ContentFile:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS.values())
    writer.writerows(rows)
    writer.writerow(["Total", "", "", "", total])
    return ContentFile(out.getvalue().encode(), "statement.csv")


def _finance(today: date, by: User) -> None:
    """A few large new bills are financed; the lender has paid all but the last."""
    bills = (
        Invoice.objects.open()
        .filter(
            balance__gt=5000, plan=None, transaction__kind__in=["NEW", "REN"],
            invoice_on__range=(today - timedelta(days=90), today - timedelta(days=5)),
        )
        .select_related("client", "term")
        .order_by("pk")[:3]
    )  # fmt: skip
    for place, bill in enumerate(bills):
        principal = cents(bill.total * Decimal("0.75"))
        charge = percent_of(principal, Decimal(4))
        facts = Agreement(
            lender=LENDER, number=f"PF-{2000 + place}", signed_on=bill.invoice_on,
            down_payment=bill.total - principal, principal=principal, finance_charge=charge,
            first_due_on=add_months(bill.invoice_on, 1), installments=INSTALLMENTS,
            installment_amount=cents((principal + charge) / INSTALLMENTS),
        )  # fmt: skip
        try:
            agreement = enter_agreement(
                client=bill.client, terms=[bill.term], facts=facts, form_key=uuid.uuid4(), by=by
            )
        except DomainError:
            continue  # the term was changed since, so that more than this bill is on it
        if place < 2:
            take_funding(
                agreement=agreement, amount=min(principal, bill.balance),
                on=today - timedelta(days=3), reference=f"Wire {7100 + place}",
                form_key=uuid.uuid4(), by=by,
            )  # fmt: skip


def _use_credits(today: date, by: User) -> None:
    """Half of a few credits is used for what the client owes."""
    for credit in Invoice.objects.open().filter(balance__lt=0).order_by("pk")[:20]:
        owed = [i for i in Invoice.objects.filter(client=credit.client).open() if i.balance > 0]
        parts = propose_uses(credit, owed)
        if parts:
            first = min(parts)
            use_credit(credit=credit, parts={first: parts[first]}, on=today, by=by)
