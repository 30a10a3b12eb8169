"""The ledger at full size: what is owed in one request, and a receipt posted and allocated."""

import uuid
from collections.abc import Iterator
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from accounts.models import Client, Invoice, Receipt
from accounts.receipts.services import take_receipt
from reports.bench.pages import opening, signed_in
from reports.bench.sums import aged, aging_columns
from reports.bench.timing import Pair, Table, measure, undone
from teams.models import User

MEANING = (
    "The aging of the whole ledger, as the page that a director opens, against the best SQL "
    "written by hand for its figures; a check over three invoices, posted and allocated, against "
    "the bare INSERTs that it leads to."
)
INVOICES, RECEIPTS = 200_000, 150_000
PARTS = 3
ONE = Decimal("1.00")


def table(repeat: int) -> Table:
    """Measure the aging and a receipt on the ledger as it stands; nothing is left behind."""
    return Table("Money", MEANING, measure(_pairs(), repeat))


def _pairs() -> Iterator[Pair]:
    director = User.objects.get(email="director@steward.example")
    accounting = User.objects.get(email="accounting@steward.example")
    today, columns = timezone.localdate(), aging_columns()
    size = f"{Invoice.objects.count():,} invoices, {Receipt.objects.count():,} receipts"
    yield Pair(
        "Aging of the whole ledger, one request",
        opening(signed_in(director), "/receivables/?basis=due&by=client"),
        lambda: aged(today, columns),
        size,
    )
    client, invoices = _payer()
    yield Pair(
        "A receipt posted and allocated",
        undone(lambda: _take(client, invoices, accounting)),
        undone(lambda: _bare(client, invoices, accounting)),
        f"one check over {len(invoices)} invoices",
    )


def _payer() -> tuple[Client, list[Invoice]]:
    """A client with open invoices enough."""
    owed = Invoice.objects.open().filter(balance__gt=ONE).order_by("client_id", "pk")
    found: dict[int, list[Invoice]] = {}
    for invoice in owed.select_related("client").iterator():
        mine = found.setdefault(invoice.client_id, [])
        mine.append(invoice)
        if len(mine) == PARTS:
            return invoice.client, mine
    raise RuntimeError(f"Nobody owes {PARTS} invoices.")


def _take(client: Client, invoices: list[Invoice], by: User) -> None:
    take_receipt(
        client=client, amount=ONE * len(invoices), received_on=timezone.localdate(),
        method="check", reference="4711", payer="", parts={i.pk: ONE for i in invoices},
        form_key=uuid.uuid4(), by=by,
    )  # fmt: skip


_RECEIPT = """
INSERT INTO accounts_receipt (client_id, payer, method, received_on, amount, reference, created_at)
VALUES (%s, '', 'check', %s, %s, '4711', now()) RETURNING id
"""
_ALLOCATIONS = """
INSERT INTO accounts_allocation (receipt_id, invoice_id, amount, allocated_on)
SELECT %s, id, %s, %s FROM accounts_invoice WHERE id = ANY(%s)
"""
_ENTRIES = """
INSERT INTO accounts_journalentry (kind, posted_on, memo, receipt_id, by_id, created_at)
VALUES ('receipt', %s, '', %s, %s, now()), ('allocation', %s, '', %s, %s, now()) RETURNING id
"""
_POSTINGS = """
INSERT INTO accounts_posting (entry_id, account, amount, posted_on, client_id, invoice_id)
SELECT %(taken)s, 'trust_cash', %(whole)s, %(on)s, %(client)s, NULL::bigint
 UNION ALL SELECT %(taken)s, 'unapplied_cash', -%(whole)s, %(on)s, %(client)s, NULL::bigint
 UNION ALL SELECT %(used)s, account, sign * %(part)s, %(on)s, %(client)s, invoice
   FROM unnest(%(invoices)s) AS invoice,
        (VALUES ('unapplied_cash', 1), ('receivable', -1)) AS leg (account, sign)
"""


def _bare(client: Client, invoices: list[Invoice], by: User) -> None:
    on, ids = timezone.localdate(), [invoice.pk for invoice in invoices]
    whole = ONE * len(ids)
    with connection.cursor() as cursor:
        cursor.execute(_RECEIPT, [client.pk, on, whole])
        receipt = cursor.fetchone()[0]
        cursor.execute(_ALLOCATIONS, [receipt, ONE, on, ids])
        cursor.execute(_ENTRIES, [on, receipt, by.pk, on, receipt, by.pk])
        (taken,), (used,) = cursor.fetchall()
        legs = {"taken": taken, "used": used, "whole": whole, "part": ONE, "on": on,
                "client": client.pk, "invoices": ids}  # fmt: skip
        cursor.execute(_POSTINGS, legs)
