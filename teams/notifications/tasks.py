"""By the clock: digests leave when they are due."""

from django.utils import timezone

from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue
from teams.notifications.digests import decide_moments, send_digests, something_due

KIND = "notice-digests"


@on_tick
def ask_for_digests() -> None:
    """One job for each minute in which something is due; minutes that were missed do not matter.

    The minute is one of UTC: in the hour that comes twice in November nobody waits for an hour.
    """
    now = timezone.now()
    if something_due(now):
        enqueue(
            KIND, title="Send digests of notices", params={}, by=None,
            key=f"{KIND}:{now:%Y-%m-%dT%H:%MZ}", queue="mail",
        )  # fmt: skip


@job(KIND)
def send_due_digests(work: Work) -> JobResult:
    """Send what is due now, whenever it was asked for."""
    now = timezone.now()
    while decide_moments(now=now):
        work.progress(0, 0, "Deciding when notices leave")
    sent = send_digests(now=now)
    return JobResult(message=f"Digests sent: {sent:,}.", result={"sent": sent})
