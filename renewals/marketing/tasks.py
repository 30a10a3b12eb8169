"""By the clock: every morning silent markets get a follow-up."""

from django.utils import timezone

from renewals.marketing.chasing import chase_silent
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "chase-markets"


@on_tick
def ask_for_chasers() -> None:
    """One job a day; a missed one is made up for by the next."""
    today = timezone.localdate()
    enqueue(
        KIND, title="Chase markets that do not answer", params={}, by=None,
        key=f"{KIND}:{today:%Y-%m-%d}", queue="mail",
    )  # fmt: skip


@job(KIND)
def chase_markets(work: Work) -> JobResult:
    """Add the follow-ups of today."""
    added = chase_silent(timezone.localdate())
    return JobResult(result={"follow_ups": added}, message=f"{added:,} markets to chase")
