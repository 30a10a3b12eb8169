"""A ledger of full size: bills and payments of invented clients, posted as all others are."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import Client, Invoice, Policy, PolicyTerm, Receipt, ServiceAssignment
from accounts.receivables.rules import InvoiceDraft
from accounts.receivables.services import post_invoices
from config.lib.money import cents
from reports.bench.timing import analyze
from teams.access.roles import Role
from teams.models import User

CHUNK = 200  # clients at a time
BILLS = 10  # each
DAYS = 700


def fill(invoices: int, receipts: int) -> None:
    """Add clients with bills until there are so many `invoices`, and about so many `receipts`.

    Everything is posted by the services that post it always, under every trigger. A ledger
    that is large enough already stays as it is.
    """
    missing = invoices - Invoice.objects.count()
    if missing <= 0:
        return
    share = max(receipts - Receipt.objects.count(), 0) / missing
    first = Client.objects.count()
    clients = -(-missing // BILLS)
    for start in range(first, first + clients, CHUNK):
        numbers = range(start, min(start + CHUNK, first + clients))
        with transaction.atomic():
            terms = _terms(_clients(numbers))
            post_invoices(list(_bills(terms, share)), by=None)
    analyze()


def _clients(numbers: Sequence[int]) -> list[Client]:
    executives = list(User.objects.filter(role=Role.ACCOUNT_EXECUTIVE).order_by("pk"))
    teams = [executive.memberships.first().team_id for executive in executives]
    turns = [number % len(executives) for number in numbers]
    clients = Client.objects.bulk_create(
        Client(code=f"BENCH{n}", name=f"Invented Company {n}", team_id=teams[turn], state="CA")
        for n, turn in zip(numbers, turns, strict=True)
    )
    ServiceAssignment.objects.bulk_create(
        ServiceAssignment(
            client=client, user=executives[turn], role=Role.ACCOUNT_EXECUTIVE,
            from_on=date(2020, 1, 1),
        )
        for client, turn in zip(clients, turns, strict=True)
    )  # fmt: skip
    return clients


def _terms(clients: Sequence[Client]) -> list[PolicyTerm]:
    model = Policy.objects.filter(bill_mode="agency").order_by("pk")[: len(clients)]
    known = list(model.values_list("line", "writing_company"))
    policies = Policy.objects.bulk_create(
        Policy(client=client, line_id=line, writing_company_id=company, bill_mode="agency")
        for client, (line, company) in zip(clients, _round(known, len(clients)), strict=True)
    )
    effective = timezone.localdate() - timedelta(days=DAYS)
    return PolicyTerm.objects.bulk_create(
        PolicyTerm(
            policy=policy, client=policy.client, number=f"B-{policy.pk}", commission_rate=15,
            effective_on=effective, annual_premium=Decimal(12_000),
        )
        for policy in policies
    )  # fmt: skip


def _round(rows: Sequence[tuple[int, int]], count: int) -> Iterator[tuple[int, int]]:
    return (rows[n % len(rows)] for n in range(count))


def _bills(terms: Sequence[PolicyTerm], share: float) -> Iterator[InvoiceDraft]:
    """Ten bills a client over two years; `share` of them is paid, every twelfth but in part."""
    today, paid = timezone.localdate(), 0.0
    for term in terms:
        for n in range(BILLS):
            seed = term.pk * BILLS + n
            on = today - timedelta(days=seed * 37 % DAYS)
            premium = Decimal(500_00 + seed * 7919 % 900_000) / 100
            paid += share
            received = paid >= 1
            paid -= 1 if received else 0
            whole = seed % 12 > 0
            yield InvoiceDraft(
                number=f"B{seed}", source="bench", client_id=term.client_id, term_id=term.pk,
                invoice_on=on, effective_on=on, due_on=min(on + timedelta(days=20), today),
                lines={"premium": premium}, commission=cents(premium * 15 / 100),
                paid=(premium if whole else cents(premium / 3)) if received else Decimal(0),
                paid_on=min(on + timedelta(days=seed % 60), today),
            )  # fmt: skip
