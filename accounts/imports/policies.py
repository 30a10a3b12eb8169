"""Policy terms, and the policies and coverages they belong to."""

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from accounts.imports.clients import ClientRows
from accounts.imports.findings import CHUNK, Row
from accounts.imports.loader import Loader
from accounts.policies.models import Coverage, Policy, PolicyTerm
from accounts.policies.rules import is_placeholder

_SUFFIX = re.compile(r"-(?:\d{2}|\d{4})$")
TERM = {
    "expires_on": "expires_on",
    "premium": "annual_premium",
    "commission_rate": "commission_rate",
}


def base_number(number: str) -> str:
    """A policy number without the year that many companies put behind a dash."""
    return _SUFFIX.sub("", number)


class Shelf:
    """The terms of some clients, found by key and by neighborhood."""

    def __init__(self, terms: list[PolicyTerm]):
        self.by_key: dict[tuple[Any, ...], PolicyTerm] = {}
        self.by_base: dict[tuple[int, str], list[PolicyTerm]] = defaultdict(list)
        self.by_policy: dict[int, list[PolicyTerm]] = defaultdict(list)
        for term in terms:
            self.put(term)

    def put(self, term: PolicyTerm) -> None:
        self.by_key[term.client_id, term.number, term.effective_on] = term
        self.by_base[term.client_id, base_number(term.number)].append(term)
        self.terms_of(term.policy).append(term)

    def terms_of(self, policy: Policy) -> list[PolicyTerm]:
        return self.by_policy[id(policy) if policy.pk is None else policy.pk]

    def is_only_term(self, term: PolicyTerm) -> bool:
        return len(self.terms_of(term.policy)) <= 1

    def has_room(self, policy: Policy, term: PolicyTerm) -> bool:
        """Whether `term` overlaps no other term of `policy`; the database refuses two that do."""
        return not any(
            (other.expires_on is None or term.effective_on < other.expires_on)
            and (term.expires_on is None or other.effective_on < term.expires_on)
            for other in self.terms_of(policy)
            if other is not term
        )

    def continuing(self, term: PolicyTerm, wanted: dict[str, Any]) -> Policy | None:
        """The policy that `term` carries on: same client, line, company, billing and number
        up to its year, one term ending the day the other begins."""
        neighbors = [
            other
            for other in self.by_base[term.client_id, base_number(term.number)]
            if other is not term
            and all(getattr(other.policy, name) == value for name, value in wanted.items())
            and self.has_room(other.policy, term)
        ]
        before = [o for o in neighbors if o.expires_on == term.effective_on]
        after = [o for o in neighbors if term.expires_on and o.effective_on == term.expires_on]
        return (before or after)[0].policy if before or after else None


class PolicyLoader(Loader):
    key = ("client_code", "number", "effective_on")

    def __init__(self, *args: Any):
        super().__init__(*args)
        self.clients = ClientRows(self.run, self.findings)

    def notice(self, row: Row) -> None:
        self.clients.notice(row)

    def prepare(self) -> None:
        self.clients.store()

    def apply(self, rows: list[Row]) -> None:
        rows, ids = self.known_clients(rows)
        shelf = Shelf(
            list(PolicyTerm.objects.filter(client__in=ids.values()).select_related("policy"))
        )
        new: list[tuple[Row, PolicyTerm]] = []
        changed: list[tuple[Row, PolicyTerm]] = []
        touched = []
        for row in sorted(rows, key=lambda r: (r.values["effective_on"], r.number)):
            client_id = ids[row.values["client_code"]]
            key = (client_id, row.values["number"], row.values["effective_on"])
            term = shelf.by_key.get(key)
            if term is None:
                term = self._make(row, client_id, shelf)
                new.append((row, term))
            elif self._change(row, term, shelf):
                changed.append((row, term))
            elif row.number in self.clients.changed_rows:
                self.findings.take(row, "changed")
            else:
                self.findings.take(row, "unchanged")
            touched.append(term)
        self._store(new, changed)
        written = PolicyTerm.objects.filter(pk__in=[t.pk for t in touched])
        self.in_book(written.aggregate(premium=Sum("annual_premium")))

    def _wanted(self, row: Row) -> dict[str, Any]:
        return {
            "line_id": self.run.lines.find(row, self.findings),
            "writing_company_id": self.run.companies.find(row, self.findings).pk,
            "bill_mode": row.values["bill_mode"],
        }

    def _make(self, row: Row, client_id: int, shelf: Shelf) -> PolicyTerm:
        values, batch = row.values, self.run.batch
        if is_placeholder(values["number"]):
            self.findings.warn(row, "number", "A placeholder stands for the policy number.")
        wanted = self._wanted(row)
        term = PolicyTerm(
            client_id=client_id,
            number=values["number"],
            effective_on=values["effective_on"],
            batch=batch,
            **{name: values[column] for column, name in TERM.items()},
        )
        policy = shelf.continuing(term, wanted)
        term.policy = policy or Policy(client_id=client_id, batch=batch, **wanted)
        shelf.put(term)
        return term

    def _change(self, row: Row, term: PolicyTerm, shelf: Shelf) -> bool:
        """Change what the file says differently about a term the book has."""
        different = False
        for column, name in TERM.items():
            before, after = getattr(term, name), row.values[column]
            if before != after:
                different = True
                self.findings.changed(row, column, before, after)
                self.run.changes.replace(term, name, after)
        wanted = self._wanted(row)
        if not row.values["line"]:
            wanted["line_id"] = term.policy.line_id
        columns = {"line_id": "line", "writing_company_id": "company", "bill_mode": "bill_mode"}
        now = {name: getattr(term.policy, name) for name in wanted}
        if now == wanted:
            if not shelf.has_room(term.policy, term):
                self._move(term, wanted, shelf)
            return different
        policy = term.policy
        shown = {
            "line_id": str(policy.line),
            "writing_company_id": policy.writing_company.name,
            "bill_mode": policy.get_bill_mode_display(),
        }
        for name in (n for n in wanted if wanted[n] != now[n]):
            self.findings.changed(row, columns[name], shown[name], row.values[columns[name]])
        self._move(term, wanted, shelf)
        return True

    def _move(self, term: PolicyTerm, wanted: dict[str, Any], shelf: Shelf) -> None:
        """A policy of one term changes with it; out of a longer one the term moves away."""
        if shelf.is_only_term(term):
            for name, value in wanted.items():
                if getattr(term.policy, name) != value:
                    self.run.changes.replace(term.policy, name.removesuffix("_id"), value)
            term.policy.version += 1
            term.policy.save(update_fields=[*wanted, "version"])
            return
        shelf.terms_of(term.policy).remove(term)
        policy = shelf.continuing(term, wanted) or Policy(
            client_id=term.client_id, batch=self.run.batch, **wanted
        )
        if policy.pk is None:
            policy.save()
        self.run.changes.replace(term, "policy", policy.pk)
        term.policy = policy
        shelf.terms_of(policy).append(term)

    def _store(
        self, new: list[tuple[Row, PolicyTerm]], changed: list[tuple[Row, PolicyTerm]]
    ) -> None:
        policies = {id(t.policy): t.policy for _, t in new if t.policy.pk is None}
        Policy.objects.bulk_create(policies.values(), batch_size=CHUNK)
        for _, term in new:
            term.policy = term.policy  # takes the id over that the policy now has
        PolicyTerm.objects.bulk_create([t for _, t in new], batch_size=CHUNK)
        Coverage.objects.bulk_create(
            [Coverage(term=t, line_id=t.policy.line_id, premium=t.annual_premium) for _, t in new],
            batch_size=CHUNK,
        )
        for _, term in changed:
            term.version += 1
        terms = [t for _, t in changed]
        fields = [*TERM.values(), "policy", "version"]
        PolicyTerm.objects.bulk_update(terms, fields, batch_size=500)
        self._cover(terms)
        for outcome, pairs in (("new", new), ("changed", changed)):
            for row, _ in pairs:
                self.findings.take(row, outcome)

    def _cover(self, terms: list[PolicyTerm]) -> None:
        """A term's only coverage follows its line and premium; several are a person's work."""
        covers = defaultdict(list)
        for cover in Coverage.objects.filter(term__in=terms):
            covers[cover.term_id].append(cover)
        altered = []
        for term in terms:
            if len(covers[term.pk]) != 1:
                continue
            (cover,) = covers[term.pk]
            wanted: dict[str, int | Decimal] = {
                "line_id": term.policy.line_id,
                "premium": term.annual_premium,
            }
            for name, value in wanted.items():
                if getattr(cover, name) != value:
                    self.run.changes.replace(cover, name.removesuffix("_id"), value)
                    altered.append(cover)
        Coverage.objects.bulk_update(altered, ["line", "premium"], batch_size=500)
