"""What the client does behind the link: answer, send files, sign off."""

import uuid
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.intake import look
from config.lib.errors import DomainError
from renewals.client_links.asking import tell_team
from renewals.client_links.models import ClientRequest, LinkVisit, RequestItem, RequestUpload
from renewals.client_links.rules import MOST_BYTES, MOST_FILES
from renewals.underwriting.states import QuestionKind

WITH_FILES = (QuestionKind.FILE, QuestionKind.SCHEDULE)
OVER = "This was signed off already; nothing can be changed. Ask us for a new link."


@transaction.atomic
def save_item(*, item: RequestItem, value: str, skipped: bool, note: str) -> bool:
    """Keep what the client says to one question, in the form of answers; whether it changed.

    Raises DomainError once the request is signed off, withdrawn, or the note is too long.
    """
    current = _open_item(item)
    note = note.strip()
    if len(note) > 1000:
        raise DomainError("The note is longer than 1,000 characters.", "note")
    if (current.value, current.skipped, current.note) == (value, skipped, note):
        return False
    current.value, current.skipped, current.note = value, skipped, note
    current.saved_at = timezone.now()
    current.save_version(current.version, ["value", "skipped", "note", "saved_at"])
    return True


@transaction.atomic
def add_upload(*, item: RequestItem, upload: Any) -> RequestUpload:
    """Keep a file the client sends with an item, after looking at what it really is.

    Raises DomainError with the reason and the way on for a file that cannot be taken.
    """
    current = _open_item(item)
    if current.question.kind not in WITH_FILES:
        raise DomainError("No file belongs to this question.", "file")
    looked = look(upload, upload.name, upload.size)
    sent = RequestUpload.objects.filter(item__request=current.request_id, removed_at=None)
    if same := sent.filter(item=current, sha256=looked.sha256).first():
        return same
    if sent.count() >= MOST_FILES:
        raise DomainError(f"{MOST_FILES} files were sent already; send us the others by e-mail.")
    if (sent.aggregate(n=Sum("size"))["n"] or 0) + looked.size > MOST_BYTES:
        raise DomainError("All files together are too large; send us the rest by e-mail.")
    upload.seek(0)
    made = RequestUpload(
        item=current, name=looked.name, size=looked.size, sha256=looked.sha256,
        content_type=looked.content_type, scanned=looked.scanned,
    )  # fmt: skip
    made.file.save(f"{uuid.uuid4().hex}.{looked.ending}", File(upload), save=False)
    made.save()
    return made


@transaction.atomic
def remove_upload(*, upload: RequestUpload) -> None:
    """Take a file back before signing off. Raises DomainError afterwards."""
    _open_item(upload.item)
    RequestUpload.objects.filter(pk=upload.pk, removed_at=None).update(removed_at=timezone.now())


def open_items(request: ClientRequest) -> list[RequestItem]:
    """Items to which the client has said nothing yet: no answer, no file, no remark."""
    sent = set(
        RequestUpload.objects.filter(item__request=request, removed_at=None).values_list(
            "item", flat=True
        )
    )
    return [
        item
        for item in request.items.select_related("question")
        if not (item.answered or item.note or item.pk in sent)
    ]


@transaction.atomic
def sign_off(*, visit: LinkVisit, name: str) -> ClientRequest:
    """The client stands for the answers with a typed name; the link is used up with it.

    Raises DomainError without a full name, while items are open, and when it was done before.
    """
    request = _open(visit.link.request_id)
    name = " ".join(name.split())
    if len(name) < 3 or len(name) > 120:
        raise DomainError("Type your full name to sign off.", "name")
    if left := open_items(request):
        words = "1 question is" if len(left) == 1 else f"{len(left)} questions are"
        raise DomainError(
            f"{words} still open. Answer, tick “Does not apply”, or leave a remark.", "name"
        )
    now = timezone.now()
    request.signed_at, request.signed_name = now, name
    request.save_version(request.version, ["signed_at", "signed_name"])
    LinkVisit.objects.filter(link__request=request, ended_at=None).update(ended_at=now)
    _told(request, now)
    return request


def _told(request: ClientRequest, now: datetime) -> None:
    words = f"{request.contact.name} signed off {request.items.count()} answers"
    log_event(
        client=request.client, by=None, link=request.get_absolute_url(), subject=words,
        text=f"Signed as “{request.signed_name}” on {timezone.localtime(now):%m/%d/%Y %H:%M}.",
    )  # fmt: skip
    tell_team(request, f"signed:{request.pk}", f"{request.client}: {words}; look and accept")


def _open(request_id: int) -> ClientRequest:
    rows: Any = ClientRequest.objects.select_for_update(of=("self",))
    request = rows.select_related("placement__client", "contact").get(pk=request_id)
    if request.signed_at or request.withdrawn_at:
        raise DomainError(OVER)
    return request


def _open_item(item: RequestItem) -> RequestItem:
    _open(item.request_id)
    rows: Any = RequestItem.objects.select_for_update(of=("self",))
    return rows.select_related("question").get(pk=item.pk)
