"""Many documents as one job: its parts, what failed and why, and one file of all (DESIGN §4.6)."""

import io
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from accounts.clients.models import Client, Tier
from accounts.ledger.models import Posting
from accounts.policies.models import PolicyTerm
from config.lib.dates import month_end, month_start
from config.lib.errors import DomainError
from reports.documents.delivering import file_name
from reports.documents.models import Document
from reports.documents.registry import find
from reports.documents.services import request_part
from reports.jobs.models import Job
from reports.jobs.registry import PartsWanted, Work
from reports.jobs.services import enqueue
from teams.people.models import User

QUEUE = "batches"
MOST = 2000


@dataclass(frozen=True)
class Choice:
    """Which clients a batch is for: `clients(user, day, tier)` says so, `title` in words."""

    name: str
    label: str
    title: str
    kind: str
    clients: Callable[[User, date, int | None], QuerySet]


def _with_balance(by: User, on: date, tier: int | None) -> QuerySet:
    owing = (
        Posting.objects.balance("receivable", timezone.localdate())
        .order_by()
        .values("client")
        .annotate(total=Sum("amount"))
        .exclude(total=0)
        .values("client")
    )
    return _of_tier(Client.objects.visible_to(by).filter(pk__in=owing), tier)


def _renewing(by: User, on: date, tier: int | None) -> QuerySet:
    terms = PolicyTerm.objects.in_force(timezone.localdate()).filter(
        expires_on__range=(month_start(on), month_end(on))
    )
    clients = Client.objects.visible_to(by).filter(pk__in=terms.values("client"))
    return _of_tier(clients, tier)


def _of_tier(clients: QuerySet, tier: int | None) -> QuerySet:
    return clients.filter(tier=tier) if tier else clients


CHOICES = {
    choice.name: choice
    for choice in (
        Choice("statements", "Statements for all clients with a balance",
               "Statements for all {tier}clients with a balance", "statement", _with_balance),
        Choice("stewardship", "Stewardship reports for clients renewing in a month",
               "Stewardship reports for {tier}clients renewing in {month}", "stewardship",
               _renewing),
        Choice("summaries", "Insurance summaries for clients renewing in a month",
               "Insurance summaries for {tier}clients renewing in {month}", "summary", _renewing),
    )
}  # fmt: skip


def request_batch(
    *, choice: str, month: date, tier: int | None, together: str, by: User, nonce: str
) -> Job:
    """Ask for a batch: one job whose parts are the documents; the result is one file.

    `together` is "pdf" for one merged file or "zip" for one file each. The same `nonce` gives
    the same job. Raises DomainError when there is nobody to make it for, or too many.
    """
    found = CHOICES.get(choice)
    if found is None or together not in ("pdf", "zip"):
        raise DomainError("Choose one of the batches and how its file is to be.")
    if not by.may("documents.make") or not by.may(find(found.kind).rule):
        raise DomainError("Your role may not ask for these documents.")
    count = found.clients(by, month, tier).count()
    if not count:
        raise DomainError("There is no client to make this for; choose another month or tier.")
    if count > MOST:
        raise DomainError(f"{count:,} clients are too many at once; choose a tier.")
    named = f"{Tier.objects.get(pk=tier)} " if tier else ""
    return enqueue(
        "document-batch",
        title=f"{found.title.format(tier=named, month=f'{month:%B %Y}')}: {count}",
        params={
            "choice": choice,
            "month": month.isoformat(),
            "tier": tier,
            "together": together,
        },
        by=by,
        key=f"batch:{choice}:{by.pk}:{nonce}"[:160],
        queue="reports",
    )


def make_batch(*, work: Work) -> dict[str, Any]:
    """Ask for the parts, then wait for them, then put their documents into one file.

    Raises PartsWanted while parts are under way, and DomainError when every part failed.
    """
    if work.by is None:
        raise DomainError("A batch is made for somebody; this job names nobody.")
    if not work.job.parts.exists():
        _ask_for_parts(work, work.by)
    if work.job.parts.unfinished().exists():
        raise PartsWanted(
            "The documents are made one by one, behind what people wait for.",
            reverse("batch-page", args=[work.job.pk]),
        )
    documents = list(
        Document.objects.filter(job__parent=work.job)
        .select_related("client")
        .order_by("client__sort_key", "pk")
    )
    failed = list(work.job.parts.not_made().order_by("pk"))
    if not documents:
        why = failed[0].error or "it was cancelled."
        raise DomainError(f"None of the {len(failed)} documents could be made: {why}")
    with tempfile.TemporaryFile() as made:
        merge = _merged if work.params["together"] == "pdf" else _zipped
        for done in merge(documents, made, work.job.title):
            work.progress(done, len(documents), f"Putting {done} of {len(documents)} together")
        made.seek(0)
        name = f"batches/{uuid.uuid4().hex}.{work.params['together']}"
        path = default_storage.save(name, File(made))
    return {"documents": len(documents), "failed": len(failed), "file": path}


def _ask_for_parts(work: Work, by: User) -> None:
    found, month = CHOICES[work.params["choice"]], date.fromisoformat(work.params["month"])
    clients = list(found.clients(by, month, work.params["tier"])[:MOST])
    for done, client in enumerate(clients):
        work.progress(done, len(clients), "Writing down what is to be made")
        request_part(kind=found.kind, client=client, parent=work.job, by=by, queue=QUEUE)


def _merged(documents: list[Document], made: IO[bytes], title: str) -> Iterator[int]:
    from pypdf import PdfWriter

    # For the printer: the tags of so many would not fit a worker's memory, so that who is read to
    # takes the single documents, which have theirs.
    writer = PdfWriter()
    writer.add_metadata({"/Title": title})
    for done, document in enumerate(documents, start=1):
        with document.file.open("rb") as file:
            writer.append(io.BytesIO(file.read()), outline_item=document.title)
        yield done
    writer.write(made)


def _zipped(documents: list[Document], made: IO[bytes], title: str) -> Iterator[int]:
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for done, document in enumerate(documents, start=1):
            stem = file_name(document, "pdf").removesuffix(".pdf")
            with document.file.open("rb") as file:
                archive.writestr(f"{stem}-{document.pk}.pdf", file.read())
            yield done
