"""Starting what is due or asked for, making it, and mailing what was made."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from config.lib.errors import DomainError
from config.lib.exports import XLSX
from config.lib.templatetags.steward import us_date
from reports.documents.delivering import MOST_BYTES, PDF, file_name
from reports.documents.kinds.listing import LIST, moved_along
from reports.documents.models import Document
from reports.documents.registry import find
from reports.documents.services import request_document
from reports.documents.subjects import MONTH
from reports.jobs.models import Job
from reports.jobs.registry import PartsWanted, Work
from reports.jobs.services import enqueue
from reports.schedules.models import Format, ReportRun, ReportSchedule, ScheduledReport
from reports.schedules.rules import month_reported
from reports.schedules.services import next_of, refuse_strangers
from teams.notifications.services import Attached, notify, queue_email
from teams.people.models import User

KIND = "scheduled-report"


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
                found.next_on, found.next_at = next_of(found, found.next_at)
            if found:
                found.save(update_fields=["next_on", "next_at"])
    return started


@transaction.atomic
def send_now(
    *, schedule: ReportSchedule, everybody: bool, form_key: uuid.UUID, by: User
) -> ReportRun:
    """Make and mail one report as of today, beside the rhythm, which goes on as it was.

    Who keeps the schedule sends it to `everybody` who receives it or to themselves, on trial;
    who receives it, to themselves. The same `form_key` is the same press and sends nothing more.
    Raises DomainError for anybody else, and when one of them may not have such reports.
    """
    keeps = ReportSchedule.objects.kept_by(by).filter(pk=schedule.pk).exists()
    if everybody and not keeps:
        raise DomainError(f"{schedule.owner} keeps this schedule and alone sends it to everybody.")
    if not keeps and not schedule.recipients.filter(pk=by.pk).exists():
        raise DomainError("Only who keeps or receives a schedule has one sent.")
    people = list(schedule.recipients.filter(is_active=True)) if everybody else [by]
    if not people:
        raise DomainError("Nobody who receives it works here any more; say who does.")
    refuse_strangers(schedule, people)
    now = timezone.now()
    run, is_new = ReportRun.objects.get_or_create(
        form_key=form_key,
        defaults={"schedule": schedule, "due_on": timezone.localdate(now), "due_at": now,
                  "started_at": now, "asked_by": by},
    )  # fmt: skip
    if is_new:
        _send(run, people)
    return run


def _start(schedule: ReportSchedule, due_on: date, due_at: datetime, now: datetime) -> int:
    run, is_new = ReportRun.objects.get_or_create(
        schedule=schedule, due_on=due_on, asked_by=None,
        defaults={"due_at": due_at, "started_at": now},
    )  # fmt: skip
    if not is_new:
        return 0
    _send(run, schedule.recipients.filter(is_active=True))
    return 1


def _send(run: ReportRun, people: Iterable[User]) -> None:
    for person in people:
        report = ScheduledReport.objects.create(run=run, recipient=person)
        report.job = enqueue(
            KIND, title=f"{run.schedule.name}, {us_date(run.due_on)}",
            params={"report": report.pk}, by=person, key=f"{KIND}:{report.pk}", queue="reports",
        )  # fmt: skip
        report.save(update_fields=["job"])


def make_report(*, work: Work) -> Document:
    """Have the recipient's document made, then mail it once. Raises PartsWanted meanwhile.

    Raises DomainError when the document could not be made; the schedule's page says why.
    """
    report = ScheduledReport.objects.select_related(
        "run__schedule__owner", "run__asked_by", "recipient"
    ).get(pk=work.params["report"])
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
        f"{_why(report.run)}; change or stop it at {rest}\n"
    )
    notify([person], f"report:{report.pk}", f"{document.title} is ready.",
           document.get_absolute_url())  # fmt: skip
    return queue_email(
        f"{KIND}:{report.pk}", person.email, f"{schedule.kind_label}, {us_date(document.as_of)}",
        body, attached=[a for a, _ in files] if small else [],
    )  # fmt: skip


def _why(run: ReportRun) -> str:
    words = run.schedule.rhythm_words
    words = f"comes {words[0].lower()}{words[1:]}"
    if run.schedule.next_at is None:
        words = "rests"
    return f"{run.asked_by} asked for it. The schedule {words}" if run.asked_by else f"It {words}"


def _files(schedule: ReportSchedule, document: Document) -> list[tuple[Attached, int]]:
    found = []
    if schedule.form != Format.XLSX or not document.sheet:
        name = file_name(document, "pdf")
        found.append((Attached(str(document.file.name), name, PDF), document.size))
    if schedule.form != Format.PDF and document.sheet:
        name = file_name(document, "xlsx")
        found.append((Attached(str(document.sheet.name), name, XLSX), document.sheet.size))
    return found
