"""By the clock: reports that have come due are started; a job makes and mails each of them."""

from django.utils import timezone

from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.schedules.sending import KIND, make_report, start_due


@on_tick
def start_reports() -> None:
    """Start what has come due; what was missed while nothing ran is made up for."""
    start_due(timezone.now())


@job(KIND)
def scheduled_report(work: Work) -> JobResult:
    """Make one recipient's report and mail it; the result opens the document."""
    document = make_report(work=work)
    return JobResult(
        result={"document": document.pk},
        url=document.get_absolute_url(),
        message=f"{document.title} is mailed to {document.made_by}.",
    )
