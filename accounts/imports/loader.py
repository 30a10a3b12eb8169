"""What the loaders of all kinds of file have in common."""

from collections.abc import Sequence
from typing import Any

from django.db.models.functions import Coalesce

from accounts.clients.models import Client
from accounts.imports.findings import Findings, Row
from accounts.imports.lookups import Run


class Loader:
    """Takes the rows of one file into the book, chunk by chunk.

    `key` names the fields that tell rows apart; two rows of one key that say the same
    are one row repeated, otherwise the second is refused. No key: the whole row is it.
    """

    key: tuple[str, ...] = ()

    def __init__(self, run: Run, findings: Findings):
        self.run, self.findings = run, findings

    def notice(self, row: Row) -> None:
        """Called for every readable row before the first is applied."""

    def prepare(self) -> None:
        """Called between the noticing and the applying."""

    def apply(self, rows: list[Row]) -> None:
        """Take a chunk of rows over."""
        raise NotImplementedError

    def known_clients(self, rows: Sequence[Row]) -> tuple[list[Row], dict[str, int]]:
        """The rows whose client is in the book and within reach; client code → id.

        The other rows are refused.
        """
        codes = {row.values["client_code"] for row in rows}
        clients = {
            code: (pk, team)
            for code, pk, team in Client.objects.filter(
                source=self.run.batch.source, code__in=codes
            ).values_list(
                "code", Coalesce("merged_into", "pk"), Coalesce("merged_into__team", "team")
            )
        }
        taken, ids = [], {}
        for row in rows:
            code = row.values["client_code"]
            if code not in clients:
                self.refuse(row, "client_code", f"No client has the code {code}.")
            elif not self.run.reaches(clients[code][1]):
                self.refuse(row, "client_code", f"Client {code} belongs to a team you do not see.")
            else:
                taken.append(row)
                ids[code] = clients[code][0]
        return taken, ids

    def refuse(self, row: Row, name: str, sentence: str) -> None:
        self.findings.refuse(row, [(name, sentence)])

    def in_book(self, amounts: dict[str, Any]) -> None:
        """Add what the database says these rows amount to, for the tie-out."""
        self.findings.tally.add("book", amounts)
