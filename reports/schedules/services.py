"""Keeping schedules, starting what is due, and mailing what was made."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from config.lib.errors import DomainError
from config.lib.exports import XLSX
from config.lib.templatetags.steward import us_date
from reports.documents.delivering import MOST_BYTES, PDF, file_name
from reports.documents.kinds.listing import LIST, listed, moved_along
from reports.documents.models import Document
from reports.documents.registry import Kind, chosen, find
from reports.documents.services import request_document
from reports.documents.subjects import MONTH
from reports.jobs.models import Job
from reports.jobs.registry import PartsWanted, Work
from reports.jobs.services import enqueue
from reports.schedules.models import Format, ReportRun, ReportSchedule, ScheduledReport
from reports.schedules.rules import due_days, month_reported, next_due
from teams.calendar.querysets import office_calendar
from teams.notifications.services import Attached, notify, queue_email
from teams.people.models import User

KIND = "scheduled-report"
FIELDS = ["name", "options", "form", "rhythm", "weekday", "nth", "at", "next_on", "next_at"]


@transaction.atomic
def save_schedule(
    *,
    schedule: ReportSchedule,
    recipients: Iterable[User],
    opened_with: int,
    resting: bool = False,
    by: User,
) -> ReportSchedule:
    """Keep a new or changed schedule of `by`; it is next due after this moment, or rests.

    Raises DomainError when somebody else owns it, a recipient may not have such reports, there
    is no recipient, or somebody saved it since it was opened.
    """
    kind = find(schedule.kind)
    if schedule.pk and schedule.owner_id != by.pk:
        raise DomainError(f"{schedule.owner} keeps this schedule; ask there, or make your own.")
    if kind.about.of_client:
        raise DomainError(f"{kind.label} is about one client; schedules are for whole books.")
    people = list(recipients)
    if not people:
        raise DomainError("Say who receives it.", "recipients")
    for person in people:
        if not (person.is_active and person.may("documents.make") and person.may(kind.rule)):
            raise DomainError(f"{person}'s role has no such reports.", "recipients")
    schedule.options = chosen(kind, schedule.options, by)
    if kind.name == LIST:
        for person in people:
            _refuse_unless_listed(schedule.options["address"], person)
    schedule.next_on, schedule.next_at = None, None
    if not resting:
        schedule.next_on, schedule.next_at = _next(schedule, timezone.now())
    if schedule.pk:
        schedule.save_version(opened_with, FIELDS)
    else:
        schedule.owner = by
        schedule.save()
    schedule.recipients.set(people)
    return schedule


def suggested_name(kind: Kind, options: Mapping[str, Any], by: User) -> str:
    """What a new schedule is called until somebody names it: a list by its own title.

    Raises DomainError when there is no such list.
    """
    if kind.name == LIST and "address" in options:
        listing = listed(str(options["address"]), by)
        return ", ".join([listing.title, *(words for _, words in listing.filters)])[:120]
    return kind.label


def _refuse_unless_listed(address: str, person: User) -> None:
    try:
        listed(address, person)
    except PermissionDenied as refusal:
        raise DomainError(f"{person} may not see this list.", "recipients") from refusal


@transaction.atomic
def leave(*, schedule: ReportSchedule, by: User) -> None:
    """Send `by` this report no more. Raises DomainError for the owner's last recipient."""
    if not schedule.recipients.exclude(pk=by.pk).exists():
        raise DomainError("You are the only one who receives it; let the schedule rest instead.")
    schedule.recipients.remove(by)


def _next(schedule: ReportSchedule, after: datetime) -> tuple[date, datetime]:
    local = timezone.localdate(after)
    days = due_days(
        schedule.rhythm, weekday=schedule.weekday, nth=schedule.nth,
        calendar=office_calendar(), since=local,
    )  # fmt: skip
    return next_due(days, schedule.at, timezone.get_default_timezone(), after)


def start_due(now: datetime) -> int:
    """Start every run whose moment has come by `now`, each day of each schedule once; how many.

    What came due while nothing ran is started late, with the figures of its own day.
    """
    started = 0
    for pk in ReportSchedule.objects.due(now).values_list("pk", flat=True):
        with transaction.atomic():
            found = ReportSchedule.objects.select_for_update().due(now).filter(pk=pk).first()
            while found and found.next_on and found.next_at and found.next_at <= now:
                started += _start(found, found.next_on, found.next_at, now)
                found.next_on, found.next_at = _next(found, found.next_at)
            if found:
                found.save(update_fields=["next_on", "next_at"])
    return started


def _start(schedule: ReportSchedule, due_on: date, due_at: datetime, now: datetime) -> int:
    run, is_new = ReportRun.objects.get_or_create(
        schedule=schedule, due_on=due_on, defaults={"due_at": due_at, "started_at": now}
    )
    if not is_new:
        return 0
    for person in schedule.recipients.filter(is_active=True):
        report = ScheduledReport.objects.create(run=run, recipient=person)
        report.job = enqueue(
            KIND, title=f"{schedule.name}, {us_date(run.due_on)}", params={"report": report.pk},
            by=person, key=f"{KIND}:{report.pk}", queue="reports",
        )  # fmt: skip
        report.save(update_fields=["job"])
    return 1


def make_report(*, work: Work) -> Document:
    """Have the recipient's document made, then mail it once. Raises PartsWanted meanwhile.

    Raises DomainError when the document could not be made; the schedule's page says why.
    """
    report = ScheduledReport.objects.select_related("run__schedule__owner", "recipient").get(
        pk=work.params["report"]
    )
    parts = work.job.parts
    if not parts.exists():
        _ask(report, work.job)
    if parts.unfinished().exists():
        raise PartsWanted("The document is being made.")
    document = Document.objects.filter(job__parent=work.job).first()
    if document is None:
        failed = parts.exclude(state=Job.State.DONE).first()
        raise DomainError(failed.error if failed and failed.error else "It was cancelled.")
    report.document = document
    report.email = _mail(report, document)
    report.save(update_fields=["document", "email"])
    return document


def _ask(report: ScheduledReport, job: Job) -> None:
    schedule, due_on = report.run.schedule, report.run.due_on
    kind = find(schedule.kind)
    month = month_reported(schedule.rhythm, schedule.nth, due_on)
    options = schedule.options
    if kind.name == LIST:
        options = {"address": moved_along(options["address"], month)}
    request_document(
        kind=schedule.kind,
        by=report.recipient,
        subject=f"{month:%Y-%m}" if kind.about is MONTH else "",
        as_of=due_on,
        params=options,
        nonce=f"{KIND}-{report.pk}",
        queue="reports",
        parent=job,
    )


def _mail(report: ScheduledReport, document: Document) -> Any:
    schedule, person = report.run.schedule, report.recipient
    link = f"{settings.SITE_ADDRESS}{document.get_absolute_url()}"
    rest = f"{settings.SITE_ADDRESS}{schedule.get_absolute_url()}"
    files = _files(schedule, document)
    small = sum(size for _, size in files) <= MOST_BYTES
    words = "It is attached" if small else "Its files are too large for an e-mail; they are"
    body = (
        f"{document.title}, as of {us_date(document.as_of)}.\n\n"
        f"{words} {'and ' if small else ''}at {link}\n\n"
        f"It comes {schedule.rhythm_words[0].lower()}{schedule.rhythm_words[1:]}; "
        f"change or stop it at {rest}\n"
    )
    notify([person], f"report:{report.pk}", f"{document.title} is ready.",
           document.get_absolute_url())  # fmt: skip
    return queue_email(
        f"{KIND}:{report.pk}", person.email, f"{schedule.kind_label}, {us_date(document.as_of)}",
        body, attached=[a for a, _ in files] if small else [],
    )  # fmt: skip


def _files(schedule: ReportSchedule, document: Document) -> list[tuple[Attached, int]]:
    found = []
    if schedule.form != Format.XLSX or not document.sheet:
        name = file_name(document, "pdf")
        found.append((Attached(str(document.file.name), name, PDF), document.size))
    if schedule.form != Format.PDF and document.sheet:
        name = file_name(document, "xlsx")
        found.append((Attached(str(document.sheet.name), name, XLSX), document.sheet.size))
    return found
