"""By the clock: plans are renewed every night, evidence is gathered every quarter of an hour."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.escalations.registry import Cause, escalation_rule
from accounts.service_plans.gathering import gather, settle
from accounts.service_plans.models import Commitment
from accounts.service_plans.planning import plan_all
from accounts.service_plans.telling import tell_owners
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

PLANNING, GATHERING = "service-plans", "service-evidence"


@on_tick
def ask_for_plans() -> None:
    """One run a day of planning and one a quarter of an hour of gathering.

    Runs that were missed are not made up for: each looks at everything that is due by then.
    """
    now = timezone.localtime()
    enqueue(
        PLANNING, title="Bring service plans up to date", params={}, by=None,
        key=f"{PLANNING}:{now:%Y-%m-%d}", queue="reports",
    )  # fmt: skip
    enqueue(
        GATHERING, title="Gather what was done for clients", params={}, by=None,
        key=f"{GATHERING}:{now:%Y-%m-%d:%H}:{now.minute // 15}", queue="reports",
    )  # fmt: skip


@job(PLANNING)
def renew_plans(work: Work) -> JobResult:
    """Plan as of the day on which the job runs, not the one it was asked for."""
    today = timezone.localdate()
    planned = plan_all(today=today, progress=work.progress)
    gather(today=today)
    met = settle(today=today)
    told = tell_owners(today=today)
    return JobResult(message=f"{planned}; {met:,} met, {told:,} told.", result={"met": met})


@job(GATHERING)
def gather_evidence(work: Work) -> JobResult:
    """What was done lately meets what was promised."""
    today = timezone.localdate()
    found = gather(today=today)
    met = settle(today=today)
    return JobResult(message=f"{found:,} found, {met:,} met.", result={"met": met})


@escalation_rule("commitment-late", label="Commitment to a client late", unit="days", threshold=5)
def late_commitments(threshold: int, now: datetime) -> Iterator[Cause]:
    """Clients to whom something promised is more than `threshold` days late and waits for nobody
    (DOMAIN §2.2); one cause per client and the commitment that is late longest."""
    late = Commitment.objects.late(now.date() - timedelta(days=threshold))
    longest = late.order_by("client_id", "late_after", "pk").distinct("client_id")
    for row in longest.select_related("client", "template"):
        yield Cause(
            key=f"{row.pk}:{row.due_on}",
            client_id=row.client_id,
            subject=f"Promised by {row.due_on:%m/%d/%Y} and late: {row.client}",
            text=f"{row.template.name}. Show how it was met, wait for somebody, or waive it.",
            url=row.get_absolute_url(),
        )
