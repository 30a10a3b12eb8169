"""Closing months as a job: it may take minutes where many months are closed for the first time."""

from datetime import date

from django.urls import reverse

from config.lib.dates import parse_month
from config.lib.errors import DomainError
from reports.jobs.models import Job
from reports.jobs.registry import JobResult, Work, job
from reports.jobs.services import enqueue
from reports.production.services import close_month, months_to_close
from teams.people.models import User

KIND = "month-close"


def ask_to_close(*, month: date, by: User, since: date | None = None) -> Job:
    """Ask for `month` (its first day) to be closed, once however often it is pressed.

    The job that closes already is handed back. Raises DomainError as `months_to_close` does, and
    while a colleague's job that `by` does not see is closing.
    """
    jobs = Job.objects.filter(kind=KIND)
    if running := jobs.unfinished().select_related("requested_by").first():
        if Job.objects.visible_to(by).filter(pk=running.pk).exists():
            return running
        raise DomainError(
            f"{running.requested_by} is closing months at this moment. Look again in a minute."
        )
    months = months_to_close(month=month, by=by, since=since)
    return enqueue(
        KIND,
        title=f"Close {in_words(months)}",
        params={"month": f"{months[-1]:%Y-%m}", "since": f"{months[0]:%Y-%m}"},
        by=by,
        key=f"{KIND}:{jobs.count()}",
    )


def in_words(months: list[date]) -> str:
    """The months as people say them: `October 2026`, or `August 2026 to October 2026`."""
    first, last = months[0], months[-1]
    return f"{first:%B %Y} to {last:%B %Y}" if last > first else f"{last:%B %Y}"


@job(KIND)
def close(work: Work) -> JobResult:
    """Close the months, all of them or none; the result opens the last one's figures."""
    month, since = (parse_month(work.params[name]) for name in ("month", "since"))
    if work.by is None:
        raise DomainError("Months are closed by somebody, and nobody asked for this.")
    closed = close_month(month=month, by=work.by, since=since, progress=work.progress)
    words = in_words([each.month for each in closed])
    return JobResult(
        result={"months": [f"{each.month:%Y-%m}" for each in closed]},
        url=f"{reverse('production')}?month={month:%Y-%m}",
        message=f"Closed {words}. Its figures are frozen.",
    )
