"""The team looks at what the client said and takes it over, item by item."""

from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.models import Attachment, AttachmentVersion
from accounts.attachments.services import add_file
from config.lib.errors import DomainError
from renewals.client_links.models import ClientRequest, Decision, RequestItem, RequestUpload
from renewals.underwriting.services import lock_for_answers, put_answer, write_to_file
from renewals.underwriting.sheet import Item, sheet_of
from renewals.underwriting.states import AnswerSource, QuestionKind
from teams.people.models import User

DECIDED = "Somebody decided on this item meanwhile."


@transaction.atomic
def accept_item(
    *, item: RequestItem, version: int, by: User, to_file: bool = False
) -> list[AttachmentVersion]:
    """Take the client's answer over to the sheet, its files into the client's file.

    With `to_file` the answer is written to the client's file as well, with the client and the
    day as its source. Gives the files that are new. Raises DomainError before the sign-off, when
    somebody decided meanwhile, and when there is nothing to take over.
    """
    current = _decidable(item, version, by)
    request, question = current.request, current.question
    placement = request.placement
    found = {i.question.pk: i for i in sheet_of(placement).items}.get(question.pk)
    if found is None:
        raise DomainError("This question is no longer part of the sheet.")
    uploads = list(current.uploads.filter(removed_at=None))
    if not (current.answered or uploads):
        raise DomainError("The client gave no answer that could be taken over.")
    words = f"{request.signed_name}, client, {timezone.localtime(request.signed_at):%m/%d/%Y}"
    made = _keep_files(request, uploads, by)
    value = _value(found, current)
    held: Any = uploads[0].attachment if uploads else found.answer and found.answer.attachment
    put_answer(
        placement=placement, item=found, by=by, value=value, attachment=held,
        not_applicable=current.skipped, note=current.note[:300], source=AnswerSource.CLIENT,
        source_words=words,
    )  # fmt: skip
    if to_file and value:
        write_to_file(item=found, placement=placement, value=value, words=words, by=by)
    _decide(current, Decision.ACCEPTED, by, "")
    return made


def _value(found: Item, item: RequestItem) -> str:
    """What is written to the sheet; a schedule is confirmed as it stands now."""
    if item.skipped:
        return ""
    if found.question.kind != QuestionKind.SCHEDULE:
        return item.value
    if not found.known.value:
        raise DomainError("The schedule is empty; carry the client’s rows into it first.")
    return found.known.value


@transaction.atomic
def reject_item(*, item: RequestItem, version: int, by: User, why: str) -> RequestItem:
    """Leave the sheet as it is, with the reason. Raises DomainError without one."""
    current = _decidable(item, version, by)
    if not why.strip():
        raise DomainError("Say why it is not taken over.", "why")
    _decide(current, Decision.REJECTED, by, why.strip()[:300])
    return current


def accept_all(*, request: ClientRequest, by: User) -> tuple[int, list[str], list[Any]]:
    """Take over every undecided item that can be, to the sheet alone.

    Gives how many it was, a sentence for each that could not be, and the new files.
    """
    done, problems, files = 0, [], []
    for item in request.items.filter(decision="").select_related("question"):
        try:
            files += accept_item(item=item, version=item.version, by=by)
        except DomainError as refused:
            problems.append(f"{item.question}: {refused.message}")
        else:
            done += 1
    return done, problems, files


def _decidable(item: RequestItem, version: int, by: User) -> RequestItem:
    # The placement first, as everywhere: two people deciding take turns on the whole sheet.
    placement = lock_for_answers(item.request.placement, by)
    rows: Any = RequestItem.objects.select_for_update(of=("self",))
    current = rows.select_related("question", "request__contact").get(pk=item.pk)
    current.request.placement = placement
    if current.request.signed_at is None:
        raise DomainError("The client has not signed it off yet.")
    if current.decision or current.version != version:
        raise DomainError(DECIDED)
    return current


def _decide(item: RequestItem, decision: str, by: User, why: str) -> None:
    item.decision, item.decided_by, item.decided_at = decision, by, timezone.now()
    item.decided_why = why
    item.save_version(item.version, ["decision", "decided_by", "decided_at", "decided_why"])
    request = item.request
    if not request.items.filter(decision="").exists():
        log_event(
            client=request.client, by=by, link=request.get_absolute_url(),
            subject=f"Answers of {request.contact.name} gone through",
        )  # fmt: skip


def _keep_files(
    request: ClientRequest, uploads: list[RequestUpload], by: User
) -> list[AttachmentVersion]:
    made = []
    for upload in uploads:
        held = AttachmentVersion.objects.filter(
            attachment__client=request.placement.client_id, sha256=upload.sha256,
            attachment__removed_at=None,
        ).first()  # fmt: skip
        if held is None:
            with upload.file.open("rb") as stream:
                held = add_file(client=request.client, upload=File(stream, name=upload.name), by=by)
            made.append(held)
        upload.attachment = Attachment.objects.get(pk=held.attachment_id)
        upload.save(update_fields=["attachment"])
    return made
