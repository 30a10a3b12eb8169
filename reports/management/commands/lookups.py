"""lookups: type a hundred look-ups into the search box and say how often the first was right."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Client
from reports.bench.lookups import run
from teams.models import User


class Command(BaseCommand):
    help = "Measure the search box on the book at hand: right first hits, and the time they take."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=100, help="how many look-ups (100)")
        parser.add_argument("--seed", type=int, default=7, help="equal seeds type the same (7)")
        parser.add_argument("--by", default="director@steward.example", help="who searches")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["by"]).first()
        if user is None or not Client.objects.exists():
            raise CommandError("There is no such person, or no book: load one with demo_book.")
        if options["count"] < 1:
            raise CommandError("--count is a number from 1.")
        run(user, options["seed"] + 1, 5)  # connections and plans warm up
        results = run(user, options["seed"], options["count"])
        for result in results:
            if not result.right:
                top = result.top.title if result.top else "nothing"
                self.stdout.write(f"  {result.lookup.how}: “{result.lookup.typed}” gave {top}")
        times = sorted(result.milliseconds for result in results)
        p95 = times[max(0, -(-len(times) * 95 // 100) - 1)]
        right = sum(result.right for result in results)
        self.stdout.write(
            f"{right} of {len(results)} first hits right; median {times[len(times) // 2]:.0f} ms, "
            f"p95 {p95:.0f} ms, longest {times[-1]:.0f} ms"
        )
