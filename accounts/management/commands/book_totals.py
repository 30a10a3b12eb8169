"""book_totals --as-of DATE: the figures of the whole book as JSON."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.imports.totals import book_totals
from config.lib.dates import parse_date


class Command(BaseCommand):
    help = "Print the counts and sums of the whole book as JSON, as of the end of a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", help="YYYY-MM-DD; today when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = parse_date(options["as_of"]) if options["as_of"] else timezone.localdate()
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(book_totals(day), indent=1))
