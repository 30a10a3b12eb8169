"""Fill an empty Steward with an invented brokerage to look at and to measure with."""

import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Client
from reports.demo.book import make_book, make_people_only
from teams.models import User


class Command(BaseCommand):
    help = "Load an invented brokerage: people, clients, policies, receivables, orders, alerts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clients", type=int, default=120, help="how many clients (120)")
        parser.add_argument("--seed", type=int, default=7, help="equal seeds give equal books (7)")
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            help="the day the book leads up to, YYYY-MM-DD (today)",
        )
        parser.add_argument("--people-only", action="store_true", help="only teams and people")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing, and be content, if it is not empty"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        clients, today = options["clients"], options["today"] or timezone.localdate()
        if not 1 <= clients <= 1_000_000:
            raise CommandError("--clients is a number from 1 to 1,000,000.")
        if today > timezone.localdate():
            raise CommandError("--today lies in the future.")
        if Client.objects.exists() or User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError(
                "There are people or clients already; the demo fills an empty database only."
            )
        begun = time.monotonic()
        if options["people_only"]:
            make_people_only(today=today)
            self.stdout.write("The people of the demo are in; the book is empty.")
            return
        make_book(clients=clients, seed=options["seed"], today=today, progress=self._progress)
        seconds = time.monotonic() - begun
        self.stdout.write(f"A book of {clients:,} clients in {seconds:,.0f} seconds.")

    def _progress(self, done: int, total: int) -> None:
        end = "\n" if done == total else "\r" if self.stdout.isatty() else "\n"
        if end == "\r" or done == total or done % 1000 == 0:
            self.stdout.write(f"{done:,} of {total:,} clients", ending=end)
            self.stdout.flush()
