"""The clients of a policies file: one row per policy term, so many rows per client."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.utils import timezone

from accounts.clients.models import Client, ServiceAssignment
from accounts.imports.findings import CHUNK, Findings, Row
from accounts.imports.lookups import Run, loose
from config.lib.crypto import digest
from teams.access.roles import Role

PLAIN = ("dba", "fein", "naics", "street", "city", "state", "zip", "phone", "email")
SERVICE = {
    "executive": Role.ACCOUNT_EXECUTIVE,
    "sales_executive": Role.SALES_EXECUTIVE,
    "administrator": Role.CLIENT_ADMINISTRATOR,
}
COLUMNS = ("client_name", "tier", *PLAIN, *SERVICE)


@dataclass
class Portrait:
    """What the row of a client's latest policy says about the client."""

    row: int
    latest_on: date
    first_on: date
    values: tuple[str, ...]

    def get(self, name: str) -> str:
        return self.values[COLUMNS.index(name)]


class ClientRows:
    """Gathers the clients of a file, then makes or changes them in the book."""

    def __init__(self, run: Run, findings: Findings):
        self.run, self.findings = run, findings
        self.portraits: dict[str, Portrait] = {}
        self.changed_rows: set[int] = set()

    def notice(self, row: Row) -> None:
        """The row of the latest policy describes the client; rows that disagree are told."""
        values = tuple(sys.intern(row.values[name]) for name in COLUMNS)
        code, on = row.values["client_code"], row.values["effective_on"]
        known = self.portraits.get(code)
        if known is None:
            self.portraits[code] = Portrait(row.number, on, on, values)
            return
        if known.values != values:
            self._tell_disagreement(row, code, known.values, values)
        known.first_on = min(known.first_on, on)
        if on > known.latest_on:
            known.row, known.latest_on, known.values = row.number, on, values

    def _tell_disagreement(
        self, row: Row, code: str, one: tuple[str, ...], other: tuple[str, ...]
    ) -> None:
        for name, a, b in zip(COLUMNS, one, other, strict=True):
            if a and b and a != b:
                self.findings.warn(
                    row,
                    name,
                    f"The rows of client {code} disagree; the one of its latest policy counts.",
                )

    def store(self) -> None:
        """Bring all gathered clients into the book."""
        codes = iter(self.portraits)
        while chunk := list(islice(codes, CHUNK)):
            self._store(chunk)

    def _store(self, codes: list[str]) -> None:
        batch = self.run.batch
        there = {c.code: c for c in Client.objects.filter(source=batch.source, code__in=codes)}
        # Rows of other teams' clients are refused one by one when the terms are applied. A code
        # that was merged away says nothing about the client that took it in.
        known = {
            code: c
            for code, c in there.items()
            if self.run.reaches(c.team_id) and c.merged_into_id is None
        }
        new = Client.objects.bulk_create(
            Client(source=batch.source, code=code, team=batch.team, batch=batch, **self._values(p))
            for code, p in self._portraits(codes)
            if code not in there
        )
        changed = [c for c in known.values() if self._compare(c, self.portraits[c.code])]
        Client.objects.bulk_update(
            changed, ["name", "tier", *PLAIN, "fein_digest", "version"], batch_size=500
        )
        self._assign([*known.values(), *new])

    def _portraits(self, codes: list[str]) -> Iterator[tuple[str, Portrait]]:
        return ((code, self.portraits[code]) for code in codes)

    def _values(self, portrait: Portrait) -> dict[str, Any]:
        """The model's values; a tier nobody knows is left open and told."""
        tier = portrait.get("tier")
        found = self.run.tiers.get(loose(tier))
        if tier and found is None:
            self.findings.warn(
                Row(portrait.row, [], {}), "tier", f"“{tier}” is no known tier and is left open."
            )
        values = {name: portrait.get(name) for name in PLAIN}
        return {"name": portrait.get("client_name"), "tier_id": found, **values}

    def _compare(self, client: Client, portrait: Portrait) -> bool:
        """Change what the file says differently; an empty cell says nothing."""
        row, different = Row(portrait.row, [], {}), False
        for name, after in self._values(portrait).items():
            before = getattr(client, name)
            if not after or before == after:
                continue
            different = True
            if name == "tier_id":
                tier = client.tier.name if client.tier else ""
                self.findings.changed(row, "tier", tier, portrait.get("tier"))
            else:
                column = "client_name" if name == "name" else name
                self.findings.changed(row, column, before, after)
            self.run.changes.replace(client, name.removesuffix("_id"), after)
            if name == "fein":
                client.fein_digest = digest(after)
        if different:
            client.version += 1
            self.changed_rows.add(portrait.row)
        return different

    def _assign(self, clients: list[Client]) -> None:
        """Who serves the clients now; a changed person ends the former one's assignment."""
        today = timezone.localdate()
        current = {
            (a.client_id, a.role): a
            for a in ServiceAssignment.objects.current()
            .filter(client__in=[c.pk for c in clients], role__in=SERVICE.values())
            .select_related("user")
        }
        new, ended = [], []
        for client in clients:
            portrait = self.portraits[client.code]
            row = Row(portrait.row, [], {})
            for name, role in SERVICE.items():
                text = portrait.get(name)
                user = self.run.people.find(text) if text else None
                if text and user is None:
                    self.findings.warn(row, name, f"Nobody here is called or coded “{text}”.")
                before = current.get((client.pk, role))
                if user is None or (before and before.user_id == user.pk):
                    continue
                from_on = portrait.first_on
                if before:
                    self.findings.changed(row, name, before.user.name, user.name)
                    self.changed_rows.add(portrait.row)
                    from_on = max(today, before.from_on)
                    self.run.changes.replace(before, "until_on", from_on)
                    ended.append(before)
                new.append(
                    ServiceAssignment(
                        client=client, user=user, role=role, from_on=from_on, batch=self.run.batch
                    )
                )
        ServiceAssignment.objects.bulk_update(ended, ["until_on"], batch_size=500)
        ServiceAssignment.objects.bulk_create(new, batch_size=CHUNK)
