"""By the clock: every night the gaps of all clients are found anew."""

from django.utils import timezone

from renewals.gaps.finding import refresh_all
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "gaps"


@on_tick
def ask_for_gaps() -> None:
    """One run a day; it looks at everything, so a missed one needs no making up for."""
    ask(f"{KIND}:{timezone.localdate()}")


def ask(key: str) -> None:
    """Ask for a run, once for `key`."""
    enqueue(
        KIND, title="Find gaps in clients’ insurance", params={}, by=None, key=key, queue="batches"
    )


@job(KIND)
def find_gaps(work: Work) -> JobResult:
    """Judge every client by the rules as they are now."""
    total = refresh_all(timezone.localdate(), work.progress)
    return JobResult(result={"gaps": total}, message=f"{total:,} gaps in the book")
