"""The files of the demo's clients: copies of a few papers, already read."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.attachments.intake import TYPES
from accounts.attachments.models import (
    Attachment,
    AttachmentCategory,
    AttachmentPage,
    AttachmentVersion,
)
from accounts.models import Activity, Client, PolicyTerm
from reports.demo.papers import Paper, papers
from teams.models import User

ALWAYS, LAST, SHARE = 8, 4000, 0.3
ON_TERM = {"policy", "endorsement", "certificate"}
WRONG = "It belongs to another client; sent to them."
BATCH = 1000


@dataclass
class Kept:
    """A paper in the storage: the paths of its bytes and of the pictures of its pages."""

    paper: Paper
    sha256: str
    path: str
    pages: list[dict[str, str]]


@dataclass
class _Rows:
    files: list[Attachment] = field(default_factory=list)
    versions: list[AttachmentVersion] = field(default_factory=list)
    pages: list[AttachmentPage] = field(default_factory=list)


class Cabinet:
    """Files papers with clients: all of them with the first, some with a share of the others."""

    def __init__(self, seed: int, today: date):
        self.seed, self.today = seed, today
        self.kept = [_store(paper) for paper in papers(today)]
        self.categories = {row.code: row for row in AttachmentCategory.objects.all()}
        self.rows = _Rows()

    def think_up(
        self, index: int, client: Client, by: User, terms: Sequence[PolicyTerm], since: date
    ) -> None:
        """The files of client number `index`; none for those after the first 4,000."""
        rng = Random(f"{self.seed}:files:{index}")
        if index >= LAST or (index >= ALWAYS and rng.random() > SHARE):
            return
        some = self.kept if index == 0 else rng.sample(self.kept, rng.randint(2, 5))
        begun = [term for term in terms if term.effective_on <= self.today]
        for kept in some:
            self._file(rng, kept, client, by, begun[-1] if begun else None, since)
        if index == 0 or rng.random() < 0.1:
            gone = self.rows.files[-1]
            gone.removed_at = _at(self.today - timedelta(days=1))
            gone.removed_by, gone.removed_why = by, WRONG

    def _file(
        self, rng: Random, kept: Kept, client: Client, by: User, term: PolicyTerm | None,
        since: date,
    ) -> None:  # fmt: skip
        paper = kept.paper
        valued = None if paper.valued is None else self.today - timedelta(days=paper.valued)
        days = paper.valued - 2 if paper.valued else rng.randint(2, 300)
        received = max(self.today - timedelta(days=days), since)
        if "mail" in paper.found:
            received = self.today - timedelta(days=9)
        file = Attachment(
            client=client,
            term=term if paper.category in ON_TERM else None,
            category=self.categories[paper.category],
            title=paper.title,
            received_on=received,
            valued_on=valued,
            created_at=_at(received),
        )
        version = AttachmentVersion(
            attachment=file,
            number=1,
            file=kept.path,
            name=f"{paper.title}.{paper.ending}",
            size=len(paper.content),
            sha256=kept.sha256,
            content_type=TYPES[paper.ending],
            state=AttachmentVersion.State.READY,
            pages=paper.found.get("pages", 0),
            text=paper.found["text"],
            by=by,
            at=_at(received),
        )
        self.rows.files.append(file)
        self.rows.versions.append(version)
        self.rows.pages += [
            AttachmentPage(version=version, number=number, **paths)
            for number, paths in enumerate(kept.pages, start=1)
        ]

    def write_down(self) -> None:
        """Write what was thought up since the last time; a few statements for all of it."""
        Attachment.objects.bulk_create(self.rows.files, batch_size=BATCH)
        AttachmentVersion.objects.bulk_create(self.rows.versions, batch_size=BATCH)
        AttachmentPage.objects.bulk_create(self.rows.pages, batch_size=BATCH)
        mails = {kept.sha256: kept.paper.found["mail"] for kept in self.kept if self._mail(kept)}
        Activity.objects.bulk_create(
            Activity(
                client=version.attachment.client,
                kind="email",
                subject=mail["subject"],
                text=mail["said"].strip(),
                by=version.by,
                happened_at=datetime.fromisoformat(mail["date"]),
                entered_at=version.at,
                link=version.attachment.get_absolute_url(),
            )
            for version in self.rows.versions
            if (mail := mails.get(version.sha256))
        )
        self.rows = _Rows()

    @staticmethod
    def _mail(kept: Kept) -> bool:
        return "mail" in kept.paper.found


def _store(paper: Paper) -> Kept:
    digest = hashlib.sha256(paper.content).hexdigest()
    pages = [
        {
            size: _write(f"attachments/pages/demo-{digest[:24]}-{size}-{number}.png", picture)
            for size, picture in sizes.items()
        }
        for number, sizes in enumerate(paper.pictures, start=1)
    ]
    path = _write(f"attachments/demo-{digest[:24]}.{paper.ending}", paper.content)
    return Kept(paper, digest, path, pages)


def _write(path: str, content: bytes) -> str:
    """Put `content` into the storage unless an earlier book of the same day left it there."""
    if default_storage.exists(path):
        return path
    return default_storage.save(path, ContentFile(content))


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(11, 15)))
