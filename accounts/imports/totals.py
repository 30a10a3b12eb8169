"""The figures by which a book is compared with its source, computed in the database."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Sum

from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm, PolicyTransaction
from accounts.receivables.models import Invoice
from config.lib.money import ZERO

EXPIRING_DAYS = 90
AGES = (("1-30", 30), ("31-60", 60), ("61-90", 90))


def book_totals(as_of: date) -> dict[str, Any]:
    """Counts and dollars (as text) of the whole book as of the end of `as_of`.

    In force: effective ≤ D < expiration and not cancelled by D. Premium of a term is its
    annual premium. Receivable and its aging by due date are sums of postings up to D;
    an item is current until its due date has passed.
    """
    transactions = PolicyTransaction.objects.order_by()
    active = PolicyTerm.objects.order_by().in_force(as_of)
    expiring = PolicyTerm.objects.order_by().expiring(as_of, EXPIRING_DAYS)
    moved = transactions.aggregate(n=Count("pk"), p=Sum("premium"), c=Sum("commission"))
    in_force = active.aggregate(n=Count("pk"), p=Sum("annual_premium"))
    soon = expiring.aggregate(n=Count("pk"), p=Sum("annual_premium"))
    owed = Invoice.objects.order_by().open(as_of).aggregate(n=Count("pk"), b=Sum("balance"))
    return {
        "as_of": as_of.isoformat(),
        "clients": Client.objects.count(),
        "policies": PolicyTerm.objects.count(),
        "active_policies": in_force["n"],
        "active_premium": str(in_force["p"] or ZERO),
        "expiring_within_90_days": soon["n"],
        "expiring_within_90_days_premium": str(soon["p"] or ZERO),
        "transactions": moved["n"],
        "transaction_premium": str(moved["p"] or ZERO),
        "transaction_commission": str(moved["c"] or ZERO),
        "invoices": Invoice.objects.count(),
        "open_invoices": owed["n"],
        "receivable": str(owed["b"] or ZERO),
        "aging_by_due_date": _aging(as_of),
        "production_by_month": _production(),
    }


def _aging(as_of: date) -> dict[str, str]:
    """Open balances by days past due."""
    items = Invoice.objects.order_by().open(as_of)

    def sum_of(**due: date) -> str:
        return str(items.filter(**due).aggregate(b=Sum("balance"))["b"] or ZERO)

    ages, first = {"current": sum_of(due_on__gte=as_of)}, 1
    for label, last in AGES:
        ages[label] = sum_of(
            due_on__gte=as_of - timedelta(days=last), due_on__lte=as_of - timedelta(days=first)
        )
        first = last + 1
    ages[f"over {first - 1}"] = sum_of(due_on__lt=as_of - timedelta(days=first - 1))
    return ages


def _production() -> dict[str, dict[str, dict[str, Any]]]:
    """Premium and commission by accounting month and kind of transaction."""
    months: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    rows = (
        PolicyTransaction.objects.order_by("month", "kind")
        .values_list("month", "kind")
        .annotate(n=Count("pk"), p=Sum("premium"), c=Sum("commission"))
    )
    for month, kind, count, premium, commission in rows:
        months[f"{month:%Y-%m}"][kind] = {
            "count": count,
            "premium": str(premium),
            "commission": str(commission),
        }
    return dict(months)
