"""By the clock: plans are renewed every night, evidence is gathered every quarter of an hour."""

from django.utils import timezone

from accounts.service_plans.gathering import gather, settle
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
