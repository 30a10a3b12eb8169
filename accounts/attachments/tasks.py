"""Reading kept files as jobs: text, pictures of pages, e-mails onto the timeline."""

import json
import shutil
import subprocess
import sys
import uuid
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files import File
from django.utils import timezone

from accounts.activities.models import Activity
from accounts.activities.services import log_contact
from accounts.attachments.drawing import WIDTHS
from accounts.attachments.models import AttachmentPage, AttachmentVersion
from accounts.attachments.services import add_file
from config.lib.errors import DomainError
from reports.jobs.models import Job
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

SECONDS = 60
UNREADABLE = "It could not be read; the file itself is kept and can be downloaded."
State = AttachmentVersion.State


def read_later(version: AttachmentVersion) -> Job:
    """Ask for the text and the pictures of `version`, once."""
    return enqueue(
        "attachment-read",
        title=f"Read {version.name}",
        params={"version": version.pk},
        by=version.by,
        key=f"attachment:{version.pk}",
    )


@job("attachment-read")
def read(work: Work) -> JobResult:
    """Read the file; a file that cannot be read says so and is kept all the same."""
    version = AttachmentVersion.objects.select_for_update(of=("self",)).get(
        pk=work.params["version"]
    )
    if version.state == State.CHECKING or version.reason == UNREADABLE:
        with TemporaryDirectory(prefix="steward-read-") as folder:
            _take(version, _read_apart(version, Path(folder)), Path(folder))
    return JobResult(
        url=version.attachment.get_absolute_url(), message=version.reason or "It can be looked at."
    )


@on_tick
def give_up() -> int:
    """Say of files whose reading failed or was cancelled that they could not be read; how many."""
    waiting = AttachmentVersion.objects.filter(state=State.CHECKING)
    jobs = {f"attachment:{pk}": pk for pk in waiting.values_list("pk", flat=True)}
    over = Job.objects.filter(
        key__in=jobs, state__in=[Job.State.FAILED, Job.State.CANCELLED]
    ).values_list("key", flat=True)
    lost = waiting.filter(pk__in=[jobs[key] for key in over])
    return lost.update(state=State.REFUSED, reason=UNREADABLE)


def _read_apart(version: AttachmentVersion, folder: Path) -> dict[str, Any]:
    source = folder / "source"
    with version.file.open("rb") as stored, source.open("wb") as copy:
        shutil.copyfileobj(stored, copy)
    command = [sys.executable, "-m", "accounts.attachments.drawing"]
    command += [str(source), version.content_type, str(folder)]
    try:
        subprocess.run(  # noqa: S603
            command, cwd=settings.BASE_DIR, timeout=SECONDS, check=True, capture_output=True
        )
        return json.loads((folder / "result.json").read_text())
    except (subprocess.SubprocessError, OSError, ValueError):
        return {"reason": UNREADABLE}


def _take(version: AttachmentVersion, found: dict[str, Any], folder: Path) -> None:
    for number in range(1, found.get("pictures", 0) + 1):
        page = AttachmentPage(version=version, number=number)
        for name in WIDTHS:
            with (folder / f"{name}-{number}.png").open("rb") as picture:
                getattr(page, name).save(f"{uuid.uuid4().hex}.png", File(picture), save=False)
        page.save()
    refused = _enclosures(version, found.get("enclosures", []), folder)
    version.text, version.pages = found.get("text", ""), found.get("pages", 0)
    said = [found.get("reason") or found.get("warning") or "", *refused]
    version.reason = " ".join(filter(None, said))[:200]
    version.state = State.REFUSED if found.get("reason") else State.READY
    version.save(update_fields=["text", "pages", "reason", "state"])
    if "mail" in found and not _told(version):
        _onto_timeline(version, found["mail"])


def _enclosures(version: AttachmentVersion, names: list[str], folder: Path) -> list[str]:
    """Keep what was in the e-mail as files of their own; the sentences of what was refused."""
    refused = []
    for number, name in enumerate(names):
        with (folder / f"enclosure-{number}").open("rb") as opened:
            try:
                inner = add_file(
                    client=version.attachment.client,
                    upload=File(opened, name=name),
                    by=version.by,
                    came_with=version.attachment,
                    received_on=version.attachment.received_on,
                )
            except DomainError as error:
                refused.append(f"{name}: {error.message}")
            else:
                read_later(inner)
    return refused


def _told(version: AttachmentVersion) -> bool:
    """Whether an earlier version of the message stands on the timeline."""
    link = version.attachment.get_absolute_url()
    return Activity.objects.filter(
        client=version.attachment.client_id, kind="email", link=link
    ).exists()


def _onto_timeline(version: AttachmentVersion, mail: dict[str, str]) -> None:
    now = timezone.now()
    when = datetime.fromisoformat(mail["date"]) if mail["date"] else now
    if timezone.is_naive(when):
        when = timezone.make_aware(when)
    log_contact(
        client=version.attachment.client,
        kind="email",
        subject=mail["subject"].replace("\0", " ")[:200],
        text=mail["said"].replace("\0", " "),
        by=version.by,
        happened_at=min(when, now),
        link=version.attachment.get_absolute_url(),
    )
