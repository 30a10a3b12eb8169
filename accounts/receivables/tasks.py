"""By the clock: once a week everybody in charge of clients gets their aging."""

from django.utils import timezone

from accounts.receivables.weekly import mail_agings, week_of
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
