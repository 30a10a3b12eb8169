"""By the clock: packs are asked for a day before their meetings."""

from django.utils import timezone

from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue
from reports.meetings.services import ask_for_packs

KIND = "meeting-packs"


@on_tick
def look_for_meetings() -> None:
    """One job a quarter of an hour of the world's clock; those that were missed do not matter."""
    now = timezone.now()
    enqueue(
        KIND, title="Ask for the packs of coming meetings", params={}, by=None,
        key=f"{KIND}:{now:%Y-%m-%dT%H}:{now.minute // 15}", queue="reports",
    )  # fmt: skip


@job(KIND)
def packs(work: Work) -> JobResult:
    """Packs of everything that begins within a day of the moment the job runs."""
    asked = ask_for_packs(now=timezone.now())
    return JobResult(message=f"Packs asked for: {asked:,}.", result={"asked": asked})
