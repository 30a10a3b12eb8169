"""Policy transactions: appended once, never changed."""

from typing import Any

from django.db.models import Sum

from accounts.clients.models import ServiceAssignment
from accounts.imports.findings import CHUNK, Row
from accounts.imports.loader import Loader
from accounts.imports.terms import Term, TermFinder
from accounts.policies.models import PolicyTransaction, TransactionKind
from teams.access.roles import Role

_SAME = ("kind", "effective_on", "month", "premium", "commission")
_BEGINS = (TransactionKind.NEW, TransactionKind.RENEWAL)
_ONCE = (*_BEGINS, TransactionKind.CANCELLATION)


class TransactionLoader(Loader):
    def apply(self, rows: list[Row]) -> None:
        """Append the transactions the book does not have; the same one again is unchanged."""
        rows, ids = self.known_clients(rows)
        finder = TermFinder(ids.values(), {r.values["number"] for r in rows})
        pairs = [(row, self._term(row, ids[row.values["client_code"]], finder)) for row in rows]
        found = [(row, term) for row, term in pairs if term is not None]
        there = PolicyTransaction.objects.filter(term__in={term.pk for _, term in found})
        known = {tuple(key): pk for pk, *key in there.values_list("pk", "term_id", *_SAME)}
        begun = {key[:3] for key in known}
        people = self._people(ids)
        new: list[tuple[Row, PolicyTransaction]] = []
        present = []
        for row, term in found:
            key = (term.pk, *(row.values[name] for name in _SAME))
            if key in known:
                self.findings.take(row, "unchanged")
                present.append(known[key])
            elif self.run.open_from and row.values["month"] < self.run.open_from:
                sentence = f"{row.values['month']:%B %Y} is closed; book it into an open month."
                self.refuse(row, "month", sentence)
            else:
                if key[:3] in begun and row.values["kind"] in _ONCE:
                    self.findings.warn(
                        row, "kind", "The term already has such a transaction on that day."
                    )
                new.append((row, self._make(row, term, people[ids[row.values["client_code"]]])))
        made = PolicyTransaction.objects.bulk_create([t for _, t in new], batch_size=CHUNK)
        for row, _ in new:
            self.findings.take(row, "new")
        present += [t.pk for t in made]
        written = PolicyTransaction.objects.filter(pk__in=present)
        self.in_book(
            written.order_by().aggregate(premium=Sum("premium"), commission=Sum("commission"))
        )

    def _term(self, row: Row, client: int, finder: TermFinder) -> Term | None:
        values = row.values
        number, on = values["number"], values["effective_on"]
        if not finder.knows(client, number):
            sentence = f"Client {values['client_code']} has no policy {number}."
            self.refuse(row, "number", sentence)
            return None
        if values["kind"] in _BEGINS:
            term = finder.beginning(client, number, on)
            sentence = f"No term of policy {number} begins on {on:%m/%d/%Y}."
        else:
            term = finder.at(client, number, on)
            sentence = f"On {on:%m/%d/%Y} no term of policy {number} had begun."
        if term is None:
            self.refuse(row, "effective_on", sentence)
        return term

    def _people(self, ids: dict[str, int]) -> dict[int, dict[str, int]]:
        """Client id → who serves it now: field name → user id."""
        fields = {
            Role.ACCOUNT_EXECUTIVE.value: "executive_id",
            Role.SALES_EXECUTIVE.value: "sales_executive_id",
        }
        people: dict[int, dict[str, int]] = {pk: {} for pk in ids.values()}
        current = ServiceAssignment.objects.current().filter(client__in=people, role__in=fields)
        for client, role, user in current.order_by().values_list("client_id", "role", "user_id"):
            people[client][fields[role]] = user
        return people

    def _make(self, row: Row, term: Term, people: dict[str, Any]) -> PolicyTransaction:
        return PolicyTransaction(
            term_id=term.pk,
            entered_by=self.run.by,
            batch=self.run.batch,
            **{name: row.values[name] for name in _SAME},
            **people,
        )
