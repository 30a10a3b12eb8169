"""By the clock: who serves the client is told before a binder runs out."""

from django.utils import timezone

from renewals.binding.alerts import tell_binders
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "tell-binders"


@on_tick
def ask_for_telling() -> None:
    """Once a day from seven o'clock; a missed hour is made up for by the next."""
    now = timezone.localtime()
    if now.hour >= 7:
        enqueue(KIND, title="Tell of binders that run out", params={}, by=None,
                key=f"{KIND}:{now:%Y-%m-%d}", queue="mail")  # fmt: skip


@job(KIND)
def tell_of_binders(work: Work) -> JobResult:
    """Tell of what runs out by the steps of today."""
    told = tell_binders(timezone.localdate())
    return JobResult(result={"binders": told}, message=f"{told:,} binders run out")
