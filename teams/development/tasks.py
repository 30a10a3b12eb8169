"""By the clock: once a day people are told of what runs out."""

from django.utils import timezone

from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue
from teams.development.services import tell_of_credentials

KIND = "credential-alerts"


@on_tick
def ask_for_credential_alerts() -> None:
    """One job a day; after days without a clock the next one tells everything that is due."""
    today = timezone.localdate()
    enqueue(
        KIND, title="Tell of licenses and education that run out", params={}, by=None,
        key=f"{KIND}:{today}", queue="mail",
    )  # fmt: skip


@job(KIND)
def tell(work: Work) -> JobResult:
    """Tell as of the day on which the job runs."""
    told = tell_of_credentials(on=timezone.localdate())
    return JobResult(message=f"{told:,} told.", result={"told": told})
