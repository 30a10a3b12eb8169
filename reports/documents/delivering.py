"""Reviewing and delivering documents."""

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.text import slugify

from accounts.contacts.models import Contact
from config.lib.errors import DomainError
from reports.documents.letterhead import Preparer, letterhead, preparer
from reports.documents.models import Channel, Delivery, Document, DocumentReview
from reports.documents.registry import find
from teams.notifications.models import Bounce, Notification, OutboundEmail
from teams.notifications.services import Attached, notify, queue_email
from teams.people.models import User

MOST_BYTES = 10 * 1024 * 1024
TOLD_WITHIN = timedelta(days=7)
PDF = "application/pdf"


def may_review(document: Document, by: User) -> bool:
    """Whether `by` may stand for the document: not one's own where a second person is demanded."""
    return not (find(document.kind).second_person and document.made_by_id == by.pk)


@transaction.atomic
def review_document(*, document: Document, note: str = "", by: User) -> DocumentReview:
    """Say that `by` has read the document and stands for it. Safe to repeat.

    Raises DomainError for one's own document where the kind demands a second person, and for
    one that a newer version has replaced.
    """
    _check_current(document)
    if not may_review(document, by):
        raise DomainError("Somebody else reviews this document; you made it.")
    review, _ = DocumentReview.objects.get_or_create(
        document=document, defaults={"by": by, "note": note.strip()}
    )
    return review


@transaction.atomic
def deliver_document(
    *,
    document: Document,
    channel: str,
    recipient: str,
    address: str = "",
    delivered_on: date | None = None,
    subject: str = "",
    message: str = "",
    note: str = "",
    form_key: uuid.UUID,
    by: User,
) -> Delivery:
    """Record that the document was given or posted, or send it by e-mail; once per `form_key`.

    `address` is the e-mail or postal address. Whoever delivers a document that needs no second
    person stands for it, so its review is recorded with it. Raises DomainError for a document
    not reviewed by a second person where one is demanded, a replaced one, a person who wants no
    mailings, an address whose e-mails come back, or a file too large for e-mail.
    """
    if done := Delivery.objects.filter(form_key=form_key).first():
        return done
    _check_current(document)
    if not recipient.strip():
        raise DomainError("Say who receives it.", "recipient")
    if not DocumentReview.objects.filter(document=document).exists():
        if find(document.kind).second_person:
            raise DomainError("A second person reviews this document before it is delivered.")
        review_document(document=document, by=by)
    if channel == Channel.HAND:
        address = ""
    else:
        _check_mailings(document, recipient, address)
    if channel == Channel.POST and (not address.strip() or "@" in address):
        raise DomainError("Say to which postal address it went.", "address")
    today = timezone.localdate()
    if delivered_on is not None and delivered_on > today:
        raise DomainError("This day lies in the future.", "delivered_on")
    email = None
    if channel == Channel.EMAIL:
        email = _send(document, address, subject, message, form_key, by)
        delivered_on = today
    delivery = Delivery.objects.create(
        document=document,
        channel=channel,
        recipient=recipient.strip(),
        address=address.strip(),
        delivered_on=delivered_on or today,
        email=email,
        note=note.strip(),
        form_key=form_key,
        by=by,
    )
    find(document.kind).delivered(delivery)
    return delivery


def tell_of_returned(*, now: datetime) -> int:
    """Tell who sent a document that its e-mail did not arrive, once; how many deliveries that were.

    Who noted the return themselves knows it.
    """
    key = Concat(Value("returned:"), Cast(OuterRef("pk"), CharField()))
    told = Notification.objects.filter(user=OuterRef("by"), key=key)
    lost = Delivery.objects.filter(
        ~Exists(told), email__in=OutboundEmail.objects.not_arrived(now - TOLD_WITHIN)
    )
    returned = lost.select_related("document__client", "email__bounce", "by")
    for delivery in returned:
        bounce = getattr(delivery.email, "bounce", None)
        if bounce and bounce.by_id == delivery.by_id:
            continue
        why = f"came back: {bounce.reason}" if bounce else f"was refused: {delivery.email.error}"
        notify(
            [delivery.by], f"returned:{delivery.pk}",
            f"The e-mail to {delivery.recipient} {why}", delivery.document.get_absolute_url(),
            about=str(delivery.document.client or ""),
        )  # fmt: skip
    return len(returned)


def signature(by: Preparer, agency: str, license: str) -> str:
    """The lines under an e-mail; with the licenses (CIC 1725.5 holds for e-mail since 2023)."""
    own = f"{by.title}" + (f", CA license {by.license}" if by.license else "")
    return "\n".join(filter(None, [by.name, own, f"{agency}, CA license {license}", by.phone]))


def _check_current(document: Document) -> None:
    newer = Document.objects.filter(supersedes=document).first()
    if newer:
        raise DomainError(f"Version {newer.version} has taken its place; use that one.")


def _check_mailings(document: Document, recipient: str, address: str) -> None:
    """Raises DomainError when this person of the client wants no mailings."""
    people = Contact.objects.filter(client=document.client_id, do_not_mail=True)
    for contact in people:
        same = contact.name.casefold() == recipient.strip().casefold()
        if same or (contact.email and contact.email.casefold() == address.strip().casefold()):
            raise DomainError(
                f"{contact} wants no mailings: {contact.do_not_mail_reason} "
                "Give it by hand, or choose somebody else.",
                "recipient",
            )


def _send(
    document: Document, address: str, subject: str, message: str, form_key: uuid.UUID, by: User
) -> OutboundEmail:
    if not address.strip():
        raise DomainError("Say to which e-mail address it goes.", "address")
    bounce = Bounce.objects.blocking(address).first()
    if bounce:
        raise DomainError(
            f"E-mails to {address.strip()} come back ({bounce.reason}). "
            "Mend the address, or clear the bounce on the document it belongs to.",
            "address",
        )
    if document.size > MOST_BYTES:
        raise DomainError("The PDF is larger than 10 MB, too large for e-mail.", "channel")
    head = letterhead()
    signed = preparer(by=by, client=document.client, on=timezone.localdate(), licensed=False)
    return queue_email(
        f"document:{form_key}",
        address.strip(),
        subject.strip() or document.title,
        f"{message.strip()}\n\n-- \n{signature(signed, head.name, head.license)}\n",
        attached=[Attached(str(document.file.name), file_name(document, "pdf"), PDF)],
        reply_to=by.email,
    )


def file_name(document: Document, ending: str) -> str:
    """What a file of the document is called where it arrives."""
    return f"{slugify(document.title)[:80] or document.kind}.{ending}"
