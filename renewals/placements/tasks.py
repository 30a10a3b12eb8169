"""By the clock: once an hour renewals whose lead time has come are opened."""

from django.utils import timezone

from renewals.placements.opening import open_due
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "open-placements"


@on_tick
def ask_for_openings() -> None:
    """One job for each hour of the office's clock; a missed one is made up for by the next."""
    now = timezone.localtime()
    _ask(f"{KIND}:{now:%Y-%m-%d}:{now:%H}")


def _ask(key: str) -> None:
    enqueue(KIND, title="Open renewals that are due", params={}, by=None, key=key, queue="mail")


@job(KIND)
def open_placements(work: Work) -> JobResult:
    """Open what is due today; what is more than one run takes follows in another."""
    opening, left = open_due(timezone.localdate())
    if left:
        _ask(f"{work.job.key}+")
    lines = opening.lines.count() if opening else 0
    return JobResult(result={"policies": lines}, message=f"{lines:,} policies taken up")
