"""By the clock: once an hour somebody looks whether an expiration is due for telling."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.escalations.registry import Cause, escalation_rule
from accounts.policies.models import PolicyTerm
from renewals.expirations.querysets import expired_open, to_tell
from renewals.expirations.services import tell_due
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "expiration-alerts"


@on_tick
def ask_for_alerts() -> None:
    """One job for each hour of the office's clock; hours that were missed are not made up for.

    Any run tells everything that is due by then, so after an outage the next one is enough.
    """
    now = timezone.localtime()
    enqueue(
        KIND,
        title="Tell of coming expirations",
        params={},
        by=None,
        key=f"{KIND}:{now:%Y-%m-%d}:{now:%H}",
        queue="mail",
    )


@job(KIND)
def tell_of_expirations(work: Work) -> JobResult:
    """Tell what is due today, the day on which the job runs, not the one it was asked for."""
    today = timezone.localdate()
    told = tell_due(today, work.progress)
    nobody = to_tell(today).filter(told_to=None).count()
    message = f"{told:,} told"
    if nobody:
        message += f"; {nobody:,} wait because nobody serves their client"
    return JobResult(result={"told": told, "nobody": nobody}, message=message)


@escalation_rule(
    "expired-without-disposition", label="Expired, and nothing became of it",
    unit="days looked back", threshold=60, director_after=4,
)  # fmt: skip
def expired_terms(threshold: int, now: datetime) -> Iterator[Cause]:
    """Policies that expired in the last `threshold` days without a disposition: the loudest
    alarm (DOMAIN §7)."""
    today = now.date()
    terms = expired_open(PolicyTerm.objects.all(), today).filter(
        expires_on__gt=today - timedelta(days=threshold)
    )
    for term in terms.select_related("client", "policy__line").order_by("expires_on", "pk"):
        yield Cause(
            key=f"{term.pk}:{term.expires_on}",
            client_id=term.client_id,
            subject=f"Expired {term.expires_on:%m/%d/%Y} without a disposition: {term.client}",
            text=f"{term.policy.line}, {term.number}. Say what became of it.",
            url=f"/policies/{term.pk}/",
        )
