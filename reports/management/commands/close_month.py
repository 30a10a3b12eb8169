"""close_month YYYY-MM: freeze a month's figures, and those of every open month before it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.lib.dates import parse_month
from config.lib.errors import DomainError
from reports.production.services import close_month
from teams.people.models import User


class Command(BaseCommand):
    help = "Close an accounting month; later corrections count in the first open month."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", help="YYYY-MM")
        parser.add_argument(
            "--since", metavar="YYYY-MM", help="where no month is closed: the first one to close"
        )
        parser.add_argument("--by", default="", help="E-mail address of the person who closes.")

    def handle(self, *args: Any, **options: Any) -> None:
        people = User.objects.active().holding("months.close")
        if options["by"]:
            people = people.filter(email__iexact=options["by"])
        by = people.order_by("pk").first()
        if by is None:
            raise CommandError("Nobody active with that address may close months.")
        try:
            month = parse_month(options["month"])
            since = parse_month(options["since"]) if options["since"] else None
            closed = close_month(month=month, by=by, since=since)
        except (DomainError, ValueError) as error:
            raise CommandError(str(error)) from error
        for close in closed:
            self.stdout.write(f"Closed {close}: ending book ${close.figures['ending']}")
