"""render KIND --subject ID --as-of DATE --out F: make one document without a job."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.lib.dates import parse_date
from config.lib.errors import DomainError
from config.lib.exports import write_workbook
from reports.documents.registry import find
from reports.documents.render import pdf
from reports.documents.services import ask_for, page
from reports.documents.word import fill
from teams.access.roles import Role
from teams.people.models import User


class Command(BaseCommand):
    help = "Print a document to a file: .pdf, .html, .xlsx or .docx by the ending of --out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind")
        parser.add_argument(
            "--subject", required=True, help="The record's id; for reports a month, YYYY-MM, or ''"
        )
        parser.add_argument("--as-of", default="", help="YYYY-MM-DD; today when left out")
        parser.add_argument("--out", required=True)
        parser.add_argument("--by", default="", help="For whom (e-mail); the principal if not said")

    def handle(self, *args: Any, **options: Any) -> None:
        people = User.objects.active()
        chosen = (
            people.filter(email__iexact=options["by"])
            if options["by"]
            else people.filter(role__in=[Role.PRINCIPAL, Role.DIRECTOR])
        )
        user = chosen.order_by("pk").first()
        if user is None:
            raise CommandError("There is nobody to make the document for; name one with --by.")
        try:
            as_of = parse_date(options["as_of"]) if options["as_of"] else timezone.localdate()
            kind = find(options["kind"])
            ask = ask_for(kind, key=options["subject"], as_of=as_of, params={}, by=user)
            self._write(Path(options["out"]), kind, kind.build(ask), ask)
        except (DomainError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _write(self, out: Path, kind: Any, content: Any, ask: Any) -> None:
        if out.suffix == ".xlsx" and kind.sheets:
            with out.open("wb") as stream:
                write_workbook(stream, kind.sheets(content, ask.by))
        elif out.suffix == ".docx" and kind.word:
            out.write_bytes(fill(kind, content, ask))
        elif out.suffix == ".html":
            out.write_text(page(kind, content, ask), encoding="utf-8")
        elif out.suffix == ".pdf":
            made = pdf(page(kind, content, ask))
            out.write_bytes(made.data)
            self.stdout.write(f"{made.pages} pages")
        else:
            raise CommandError(f"{kind.label}: --out ends in .pdf, .html, or what else it has.")
        self.stdout.write(f"Wrote {out}")
