"""The documents of a batch to their clients by e-mail: to whom each goes, and which cannot."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from accounts.contacts.models import Contact, ContactRole
from config.lib.errors import DomainError
from reports.documents.delivering import MOST_BYTES, deliver_document
from reports.documents.models import Channel, Delivery, Document, DocumentReview
from reports.documents.registry import find
from reports.jobs.models import Job
from reports.jobs.registry import Work
from reports.jobs.services import enqueue
from teams.notifications.models import Bounce
from teams.people.models import User

MESSAGE = "Please find attached your document. If something is not as you expect, please call us."


@dataclass(frozen=True)
class Leaving:
    """One document of a batch: who gets it, or in `why` what stands in the way."""

    document: Document
    contact: Contact | None
    why: str = ""


def leaving(batch: Job, by: User) -> list[Leaving]:
    """What of `batch` was delivered to nobody yet, by client, and to whom each would go.

    A statement goes to who handles the bills, everything else to the primary contact; where
    there is none with an address, to the first who has one. A fixed number of queries.
    """
    later = Document.objects.filter(supersedes=OuterRef("pk"))
    gone = Delivery.objects.filter(document=OuterRef("pk"))
    review = DocumentReview.objects.filter(document=OuterRef("pk"))
    documents = list(
        Document.objects.visible_to(by)
        .filter(~Exists(later), ~Exists(gone), job__parent=batch)
        .annotate(is_reviewed=Exists(review))
        .select_related("client")
        .order_by("client__sort_key", "pk")
    )
    people: dict[int | None, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(client__in={d.client_id for d in documents}):
        people[contact.client_id].append(contact)
    blocked = Bounce.objects.blocked(c.email for found in people.values() for c in found)
    return [_leaving(document, people[document.client_id], blocked) for document in documents]


def _leaving(document: Any, people: Iterable[Contact], blocked: set[str]) -> Leaving:
    if not document.is_reviewed and find(document.kind).second_person:
        return Leaving(document, None, "A second person has to review it first.")
    if document.size > MOST_BYTES:
        return Leaving(document, None, "It is larger than 10 MB, too large for e-mail.")
    able = [c for c in people if c.email and not c.do_not_mail]
    if not able:
        why = "Nobody of the client has an e-mail address to which mailings may go."
        return Leaving(document, None, why)
    reached = [c for c in able if c.email.lower() not in blocked]
    if not reached:
        return Leaving(document, None, f"E-mails to {able[0].email} come back.")
    bills = document.kind == "statement"
    fitting = [c for c in reached if bills and ContactRole.BILLING in c.roles]
    return Leaving(document, (fitting or [c for c in reached if c.primary] or reached)[0])


def request_batch_delivery(*, batch: Job, message: str, nonce: str, by: User) -> Job:
    """Ask that every document of `batch` that can leaves by e-mail; one job for each `nonce`.

    Raises DomainError while the batch is being made, or when nothing of it can leave.
    """
    if batch.kind != "document-batch" or not batch.is_over:
        raise DomainError("This batch is still being made; deliver it when it is done.")
    if not any(row.contact for row in leaving(batch, by)):
        raise DomainError("No document of this batch can leave by e-mail now.")
    return enqueue(
        "document-batch-delivery",
        title=f"E-mails of “{batch.title}”"[:200],
        params={"batch": batch.pk, "message": message.strip() or MESSAGE},
        by=by,
        key=f"batch-delivery:{batch.pk}:{by.pk}:{nonce}"[:160],
        queue="reports",
    )


def deliver_batch(*, work: Work) -> tuple[int, int]:
    """Put each document that can leave into the outbox; (how many, how many could not).

    Runs in the job's transaction. A document has one key for all deliveries of its batch, so
    that it never leaves twice, whoever asks again.
    """
    if work.by is None:
        raise DomainError("Documents are delivered by somebody; this job names nobody.")
    batch = Job.objects.visible_to(work.by).get(pk=work.params["batch"])
    rows = leaving(batch, work.by)
    sent = 0
    for done, row in enumerate(rows):
        work.progress(done, len(rows), f"Writing e-mail {done + 1} of {len(rows)}")
        if row.contact is None:
            continue
        deliver_document(
            document=row.document,
            channel=Channel.EMAIL,
            recipient=row.contact.name,
            address=row.contact.email,
            message=work.params["message"],
            form_key=uuid.uuid5(uuid.NAMESPACE_OID, f"batch {batch.pk} {row.document.pk}"),
            by=work.by,
        )
        sent += 1
    return sent, len(rows) - sent
