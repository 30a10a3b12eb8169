"""document_pictures FOLDER: one document of each kind, its first pages as pictures."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reports.documents.pictures import page_picture
from reports.documents.registry import Kind, every
from reports.documents.render import pdf
from reports.documents.samples import sample
from teams.access.roles import Role
from teams.people.models import User

HEAD = """# The documents

One of each kind from the demo book: its first page, with the number of its pages. The pictures are
made by `manage.py document_pictures`.
"""


class Command(BaseCommand):
    help = "Draw one document of each kind from the book at hand into FOLDER, with an index."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", default="docs/documents")
        parser.add_argument("--pages", type=int, default=1, help="How many pages of each to draw")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(options["folder"])
        folder.mkdir(parents=True, exist_ok=True)
        people = self._people()
        index = [HEAD]
        for kind in every():
            pages = self._draw(kind, people, folder, options["pages"])
            if pages is None:
                self.stderr.write(f"{kind.label}: nothing in this book to make one from.")
                continue
            self.stdout.write(f"{kind.label}: {pages} pages")
            words = f"{kind.description} " if kind.description else ""
            many = "1 page" if pages == 1 else f"{pages} pages"
            index.append(f"## {kind.label}\n\n{words}({many})\n\n![]({kind.name}-1.png)\n")
        (folder / "README.md").write_text("\n".join(index), encoding="utf-8")

    def _people(self) -> list[User]:
        """Those in whose name documents are made: an account executive first, then a director."""
        ordered = [Role.ACCOUNT_EXECUTIVE, Role.DIRECTOR, Role.PRINCIPAL]
        found = [User.objects.active().filter(role=role).order_by("pk").first() for role in ordered]
        if not any(found):
            raise CommandError("There is nobody to make documents for.")
        return [user for user in found if user]

    def _draw(self, kind: Kind, people: list[User], folder: Path, pages: int) -> int | None:
        today = timezone.localdate()
        made = next(filter(None, (sample(kind, by=user, on=today) for user in people)), None)
        if made is None:
            return None
        paper = pdf(made[1])
        for number in range(min(paper.pages, pages)):
            picture = page_picture(paper.data, number)
            (folder / f"{kind.name}-{number + 1}.png").write_bytes(picture)
        return paper.pages
