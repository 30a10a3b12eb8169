"""Measure Steward against bare Django, hand-written SQL, COPY and bare WeasyPrint."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.bench import (
    batches,
    closing,
    database,
    importing,
    ledger,
    money,
    pages,
    printing,
    sums,
)
from reports.bench.timing import Row, Table

PARTS: dict[str, Callable[[dict[str, Any]], Table]] = {
    "pages": lambda o: pages.table(o["repeat"]),
    "dashboards": lambda o: pages.dashboards(o["repeat"]),
    "aggregates": lambda o: sums.table(o["repeat"]),
    "import": lambda o: importing.table(o["repeat"], o["rows"]),
    "money": lambda o: money.table(o["repeat"]),
    "closing": lambda o: closing.table(o["repeat"]),
    "documents": lambda o: printing.table(o["repeat"]),
    "batches": lambda o: batches.table(o["reports"]),
}


LEDGER_BOOK = 200  # clients of the book that the full ledger is loaded over


class Command(BaseCommand):
    help = "Measure pages, figures, import, money and documents on a generated book, as ratios."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clients", type=int, default=2000, help="size of the book (2000)")
        parser.add_argument("--repeat", type=int, default=5, help="how often each is run (5)")
        parser.add_argument("--rows", type=int, default=20_000, help="rows to import (20000)")
        parser.add_argument(
            "--invoices", type=int, default=money.INVOICES,
            help=f"invoices in the ledger that money is measured on ({money.INVOICES})",
        )  # fmt: skip
        parser.add_argument("--reports", type=int, default=200, help="reports in a batch (200)")
        parser.add_argument("--fill", action="store_true", help="only load that ledger, here")
        parser.add_argument("--only", choices=PARTS, nargs="+", help="only these tables")
        parser.add_argument("--fresh", action="store_true", help="make the book anew")
        parser.add_argument("--json", action="store_true", help="JSON instead of tables")
        parser.add_argument(
            "--here", action="store_true", help="on the configured database, in this process"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = ("clients", "repeat", "rows", "invoices", "reports")
        if min(options[name] for name in numbers) < 1:
            raise CommandError(f"{', '.join(f'--{name}' for name in numbers)} are numbers from 1.")
        if options["fill"]:
            share = money.RECEIPTS / money.INVOICES
            ledger.fill(options["invoices"], round(options["invoices"] * share))
            return
        parts = options["only"] or list(PARTS)
        if options["here"]:
            found = [PARTS[part](options) for part in parts]
        else:
            found = self._elsewhere(parts, options)
        if options["json"]:
            self.stdout.write(json.dumps([table.as_dict() for table in found], indent=1))
            return
        if not options["here"]:
            self.stdout.write(
                f"A book of {options['clients']:,} clients; medians of {options['repeat']} runs, "
                "the two ways in turn within one process.\n"
            )
        for table in found:
            self.stdout.write("\n".join(["", *table.lines()]))

    def _elsewhere(self, parts: list[str], options: dict[str, Any]) -> list[Table]:
        """Each table from a process of its own, so that none inherits another's memory."""
        how = [f"--{name}={options[name]}" for name in ("repeat", "rows", "reports")]
        books: dict[tuple[int, int], database.Environment] = {}
        found = []
        for part in parts:
            size = (options["clients"], 0)
            if part == "money":
                size = (LEDGER_BOOK, options["invoices"])
            if size not in books:
                books[size] = database.prepare(*size, fresh=options["fresh"])
            self.stderr.write(f"Measuring {part} …")
            text = database.run(
                ["bench", "--here", "--json", *how, "--only", part], books[size], capture=True
            )
            found += [_table(made) for made in json.loads(text)]
        return found


def _table(made: dict[str, Any]) -> Table:
    rows = [Row(**{k: v for k, v in row.items() if k != "ratio"}) for row in made["rows"]]
    return Table(made["title"], made["meaning"], tuple(rows))
