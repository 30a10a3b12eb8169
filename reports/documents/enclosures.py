"""Documents that go along with an e-mail of another subject, and the signature under it."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.clients.models import Client
from reports.documents.delivering import PDF, file_name, signature
from reports.documents.letterhead import letterhead, preparer
from reports.documents.models import Document
from teams.notifications.services import Attached
from teams.people.models import User

MOST = 20


@dataclass(frozen=True)
class Enclosure:
    """A document as it can be enclosed."""

    pk: int
    words: str
    attached: Attached

    def __str__(self) -> str:
        return self.words


def enclosures_for(by: User, client: Client) -> list[Enclosure]:
    """The newest versions of the client's documents that `by` may open."""
    if not by.may("documents.view"):
        return []
    rows = Document.objects.visible_to(by).filter(client=client, superseded_by=None)
    return [
        Enclosure(
            d.pk, f"{d.title}, version {d.version} of {d.made_at:%m/%d/%Y}",
            Attached(str(d.file.name), file_name(d, "pdf"), PDF),
        )
        for d in rows.order_by("-pk")[:MOST]
    ]  # fmt: skip


def signature_for(by: User, client: Client) -> str:
    """The lines under an e-mail about the client, with the license numbers.

    Raises DomainError when the agency's license is missing.
    """
    head = letterhead()
    signed = preparer(by=by, client=client, on=timezone.localdate(), licensed=False)
    return signature(signed, head.name, head.license)
