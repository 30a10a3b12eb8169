"""document_pictures FOLDER: one document of each kind as pictures of its pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from reports.documents.pictures import page_picture
from reports.documents.registry import Kind, every
from reports.documents.render import Pdf, pdf
from reports.documents.samples import sample
from teams.access.roles import Role
from teams.people.models import User

HEAD = """# The documents

One of each kind from the demo book: its first page and, of the long ones, some of those within,
with the number of its pages. The pictures are made by `manage.py document_pictures`.
"""
# A cover or a contents page says little of what is within; these pages are drawn as well.
WITHIN = {"month_pack": (2,), "production": (2, 6), "proposal": (2, 3), "stewardship": (3, 5),
          "summary": (3,)}  # fmt: skip


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
            made = self._paper(kind, people)
            if made is None:
                self.stderr.write(f"{kind.label}: nothing in this book to make one from.")
                continue
            pictures = "\n".join(
                f"![]({name})" for name in _draw(kind, made, folder, options["pages"])
            )
            words = f"{kind.description} " if kind.description else ""
            many = "1 page" if made.pages == 1 else f"{made.pages} pages"
            self.stdout.write(f"{kind.label}: {many}")
            index.append(f"## {kind.label}\n\n{words}({many})\n\n{pictures}\n")
        (folder / "README.md").write_text("\n".join(index), encoding="utf-8")

    def _people(self) -> list[User]:
        """Those in whose name documents are made: an account executive first, then a director."""
        ordered = [Role.ACCOUNT_EXECUTIVE, Role.DIRECTOR, Role.PRINCIPAL]
        found = [User.objects.active().filter(role=role).order_by("pk").first() for role in ordered]
        if not any(found):
            raise CommandError("There is nobody to make documents for.")
        return [user for user in found if user]

    def _paper(self, kind: Kind, people: list[User]) -> Pdf | None:
        today = timezone.localdate()
        made = next(filter(None, (sample(kind, by=user, on=today) for user in people)), None)
        return pdf(made[1]) if made else None


def _draw(kind: Kind, paper: Pdf, folder: Path, pages: int) -> Iterator[str]:
    """Draw the first `pages` and those within; the names of the pictures."""
    for page in sorted({*range(1, pages + 1), *WITHIN.get(kind.name, ())}):
        if page <= paper.pages:
            name = f"{kind.name}-{page}.png"
            (folder / name).write_bytes(page_picture(paper.data, page - 1))
            yield name
