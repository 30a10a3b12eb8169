"""The job that writes an export for an examiner."""

from dataclasses import asdict
from datetime import date

from accounts.examiner.services import make_export, title_of
from accounts.examiner.sheets import Scope
from reports.jobs.models import Job
from reports.jobs.registry import JobResult, Work, job
from reports.jobs.services import enqueue
from teams.people.models import User

KIND = "examiner-export"


def ask_for_export(*, scope: Scope, by: User, nonce: str) -> Job:
    """Ask for an export; the same `nonce` (one per page shown) gives the same job.

    Raises DomainError when nothing is asked for or found.
    """
    params = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(scope).items()}
    title = title_of(scope)
    return enqueue(KIND, title=title, params=params, by=by, key=f"{KIND}:{by.pk}:{nonce}",
                   queue="reports")  # fmt: skip


@job(KIND)
def run(work: Work) -> JobResult:
    """Write the workbook; the result opens the page it is downloaded from."""
    asked = work.params
    days = {k: date.fromisoformat(asked[k]) if asked[k] else None for k in ("from_on", "until_on")}
    work.progress(0, 1, "Writing the workbook")
    scope = Scope(policy=asked["policy"], client_id=asked["client_id"], **days)
    export = make_export(scope=scope, by=work.by)
    return JobResult(
        result={"export": export.pk, "sha256": export.sha256},
        url=export.get_absolute_url(),
        message=f"{export.policies:,} policies.",
    )
