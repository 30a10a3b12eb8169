"""By the clock: every night the gaps of all clients are found anew."""

from django.utils import timezone

from renewals.gaps.finding import refresh_some
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "gaps"


@on_tick
def ask_for_gaps() -> None:
    """One run a day; it looks at everything, so a missed one needs no making up for."""
    ask(f"{KIND}:{timezone.localdate()}")


def ask(key: str, after: int = 0) -> None:
    """Ask for a run over the clients `after` a key, once for `key`."""
    enqueue(
        KIND, title="Find gaps in clients’ insurance", params={"after": after}, by=None, key=key,
        queue="batches",
    )  # fmt: skip


@job(KIND)
def find_gaps(work: Work) -> JobResult:
    """Judge some clients by the rules as they are now; the others follow in runs of their own.

    Short transactions: what is written is not kept from people for long.
    """
    total, last = refresh_some(timezone.localdate(), work.params["after"])
    if last is not None:
        ask(f"{work.job.key.split('>')[0]}>{last}", last)
    return JobResult(result={"gaps": total}, message=f"{total:,} gaps found")
