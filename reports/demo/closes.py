"""The months the demo's house has closed, and what was entered for them too late."""

from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from accounts.models import PolicyTerm, PolicyTransaction
from config.lib.dates import add_months, month_start
from config.lib.money import percent_of
from reports.production.services import close_month
from teams.models import User

LAST_CLOSED = 2  # months before this one; the month between is there to be closed
MONTHS = 3
LATE = (
    (Decimal("1240.00"), "Vehicle added in mid-month; the notice came after the close"),
    (Decimal("-385.00"), "Location sold; the carrier’s credit came after the close"),
)


def close_months(today: date) -> None:
    """Close three months, with which this house began, and enter two corrections for the last.

    The months before were closed in the system it came from.
    """
    last = add_months(month_start(today), -LAST_CLOSED)
    if not PolicyTransaction.objects.filter(month__lte=last).exists():
        return
    director = User.objects.get(email="director@steward.example")
    close_month(month=last, by=director, since=add_months(last, 1 - MONTHS))
    _enter_late(last, today)


def _enter_late(month: date, today: date) -> None:
    """Endorsements of terms that stood through `month`; direct bill, so that nothing is billed."""
    standing = PolicyTerm.objects.in_force(today).filter(
        effective_on__lt=month, policy__bill_mode="direct"
    )
    terms = standing.select_related("client").order_by("client__code", "pk")[: len(LATE)]
    administrator = User.objects.get(email="ca@steward.example")
    rows = []
    for term, (premium, words) in zip(terms, LATE, strict=False):
        first = term.transactions.order_by("pk")[0]
        rows.append(PolicyTransaction(
            term=term, kind="END", effective_on=month.replace(day=17), month=month,
            premium=premium, commission=percent_of(premium, term.commission_rate),
            executive=first.executive, sales_executive=first.sales_executive,
            description=words, asked_by="insured", yearly_change=premium,
            computed_premium=premium, entered_by=administrator,
            entered_at=timezone.make_aware(datetime.combine(today, time(9))),
        ))  # fmt: skip
    PolicyTransaction.objects.bulk_create(rows)
