"""Every morning, and whenever somebody asks: do the books tie?"""

from datetime import time

from django.utils import timezone

from accounts.reconciliation.services import verify_books
from reports.jobs.models import Job
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue
from teams.people.models import User

KIND = "verify-ledger"
FROM = time(5)  # of the office's clock


@on_tick
def ask_daily() -> None:
    """One job a day, from five in the morning on; a day that was missed is not made up for."""
    now = timezone.localtime()
    if now.time() >= FROM:
        enqueue(KIND, title="Check the books", params={}, by=None, key=f"{KIND}:{now:%Y-%m-%d}",
                queue="reports")  # fmt: skip


def check_now(*, by: User, nonce: str) -> Job:
    """Ask for a check; the same `nonce` (one per page shown) gives the same job."""
    title = "Check the books"
    return enqueue(KIND, title=title, params={}, by=by, key=f"{KIND}:{by.pk}:{nonce}")


@job(KIND)
def run(work: Work) -> JobResult:
    """Check the books; the result opens the reconciliation page."""
    work.progress(0, 1, "Adding up both sides")
    check = verify_books(by=work.by)
    return JobResult(
        result={"check": check.pk, "ties": check.ties},
        url="/reconciliation/",
        message=f"{check}.",
    )
