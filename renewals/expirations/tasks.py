"""By the clock: once an hour somebody looks whether an expiration is due for telling."""

from django.utils import timezone

from renewals.expirations.querysets import to_tell
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
