"""By the clock: every quarter of an hour somebody looks what must be escalated."""

from django.utils import timezone

from accounts.escalations.raising import pass_on_due, raise_due
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "escalations"


@on_tick
def ask_for_escalations() -> None:
    """One job for each quarter of an hour; quarters that were missed are not made up for.

    Any run raises everything that is due by then, so after an outage the next one is enough.
    """
    now = timezone.localtime()
    enqueue(
        KIND,
        title="Escalate what waits too long",
        params={},
        by=None,
        key=f"{KIND}:{now:%Y-%m-%d:%H}:{now.minute // 15}:{now.utcoffset()}",
        queue="mail",
    )


@job(KIND)
def escalate(work: Work) -> JobResult:
    """Raise what is due at the moment the job runs, then pass on what nobody acknowledged."""
    now = timezone.localtime()
    raised, passed = raise_due(now), pass_on_due(now)
    return JobResult(
        result={"raised": raised, "passed_on": passed},
        message=f"{raised:,} raised, {passed:,} passed on to the director",
    )
