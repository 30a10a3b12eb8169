"""By the clock: the weekly aging; and what is escalated about receivables."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.escalations.registry import Cause, escalation_rule
from accounts.receivables.models import Invoice
from accounts.receivables.querysets import AgingBasis, basis_date
from accounts.receivables.weekly import mail_agings, week_of
from config.lib.templatetags.steward import money_plain
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "weekly-aging"
FROM_HOUR = 6


@on_tick
def ask_for_agings() -> None:
    """One job a week, from Monday six o'clock on; who was down on Monday is late, not silent."""
    now = timezone.localtime()
    week, _ = week_of(now.date())
    if now.isoweekday() == 1 and now.hour < FROM_HOUR:
        return
    enqueue(
        KIND, title="Mail the weekly aging", params={}, by=None, key=f"{KIND}:{week}", queue="mail"
    )


@job(KIND)
def mail_weekly_aging(work: Work) -> JobResult:
    """Mail the aging of the week in which the job runs."""
    told = mail_agings(timezone.localdate())
    return JobResult(result={"told": told}, message=f"{told:,} executives told")


@escalation_rule(
    "receivable-old", label="Receivable unpaid too long", unit="days", threshold=60,
    director_after=40,
)  # fmt: skip
def old_receivables(threshold: int, now: datetime) -> Iterator[Cause]:
    """Clients with items open for more than `threshold` days past the later of invoice and
    effective date (DOMAIN §8.1, 8.2); one cause per client and oldest item."""
    limit = now.date() - timedelta(days=threshold)
    items = (
        Invoice.objects.open()
        .annotate(aged_on=basis_date(AgingBasis.LATER))
        .filter(aged_on__lt=limit, balance__gt=0)
        .order_by("client", "aged_on", "pk")
        .values_list("client", "client__name", "pk", "number", "aged_on", "balance")
    )
    found: dict[int, list[tuple]] = {}
    for row in items:
        found.setdefault(row[0], []).append(row)
    for client_id, rows in found.items():
        _, name, invoice, number, aged_on, _ = rows[0]
        total = sum((row[5] for row in rows), Decimal(0))
        yield Cause(
            key=f"{client_id}:{invoice}",
            client_id=client_id,
            subject=f"{money_plain(total)} open for more than {threshold} days: {name}",
            text=f"{len(rows)} open, the oldest is invoice {number} of {aged_on:%m/%d/%Y}.",
            url=f"/invoices/{invoice}/",
        )
