"""Sending a submission to its market: by e-mail through the outbox, or noted as sent."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.attachments.models import Attachment, AttachmentVersion
from config.lib.errors import DomainError
from renewals.marketing.models import Submission, SubmissionStep
from renewals.marketing.services import Kind, record_step
from renewals.specifications.models import Specification
from teams.notifications.models import Bounce
from teams.notifications.services import Attached, queue_email
from teams.people.models import User

MOST_BYTES = 15 * 1024 * 1024


@transaction.atomic
def send_by_email(
    *, submission: Submission, to: str, subject: str, message: str, signature: str,
    files: Sequence[Attachment], papers: Sequence[Attached], by: User, form_key: UUID,
    specification: Specification | None = None,
) -> SubmissionStep:  # fmt: skip
    """Send the submission to `to` with the newest version of `files` and `papers` we made.

    `signature` stands under the message, with the license numbers. The e-mail leaves once per
    `form_key`, with the step that records it. Raises DomainError for an address that is none or
    whose e-mails come back, a file of another client or one still being read, and for more than
    an e-mail carries.
    """
    if made := SubmissionStep.objects.filter(form_key=form_key).first():
        return made
    _check_address(to)
    if not subject.strip() or not message.strip():
        raise DomainError("Write the subject and what you ask for.", "message")
    attached = [*papers, *_attached(submission, files)]
    email = queue_email(
        f"submission:{form_key}", to.strip(), subject, f"{message.strip()}\n\n-- \n{signature}\n",
        attached=attached, reply_to=by.email,
    )  # fmt: skip
    return record_step(
        submission=submission, kind=Kind.SENT, on=timezone.localdate(), by=by, email=email,
        text=subject.strip(), contact=to.strip(), papers=[a.name for a in attached],
        form_key=form_key, specification=specification,
    )  # fmt: skip


@transaction.atomic
def note_sent(
    *, submission: Submission, on: date, text: str, contact: str, files: Sequence[Attachment],
    papers: Sequence[str], by: User, form_key: UUID, specification: Specification | None = None,
) -> SubmissionStep:  # fmt: skip
    """Note that the submission went out otherwise, such as through the carrier's portal."""
    if not text.strip():
        raise DomainError("Say how it was sent, such as the carrier’s portal.", "message")
    names = [*papers, *(a.name for a in _attached(submission, files))]
    return record_step(
        submission=submission, kind=Kind.SENT, on=on, by=by, text=text, contact=contact,
        papers=names, form_key=form_key, specification=specification,
    )  # fmt: skip


def _check_address(to: str) -> None:
    try:
        validate_email(to.strip())
    except ValidationError:
        raise DomainError("This is no e-mail address.", "to") from None
    if bounce := Bounce.objects.blocking(to).first():
        raise DomainError(f"E-mails to {to.strip()} come back ({bounce.reason}).", "to")


def _attached(submission: Submission, files: Sequence[Attachment]) -> list[Attached]:
    found, size = [], 0
    for file in files:
        if file.client_id != submission.placement.client_id:
            raise DomainError("This file belongs to another client.", "files")
        version = file.versions.order_by("-number").first()
        if version is None or version.state == AttachmentVersion.State.CHECKING:
            raise DomainError(f"“{file}” is still being read; try again in a moment.", "files")
        size += version.size
        found.append(Attached(str(version.file.name), version.name, version.content_type))
    if size > MOST_BYTES:
        raise DomainError("These files are more than an e-mail carries (15 MB).", "files")
    return found
