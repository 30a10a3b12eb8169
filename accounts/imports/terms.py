"""Finding the term that a transaction or an invoice speaks of."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from accounts.policies.models import PolicyTerm


class Term(NamedTuple):
    """What is needed of a policy term to hang something on it."""

    pk: int
    effective_on: date
    expires_on: date | None
    commission_rate: Decimal


class TermFinder:
    """The terms of some clients by policy number, earliest first."""

    def __init__(self, clients: Iterable[int], numbers: Iterable[str]):
        self.terms: dict[tuple[int, str], list[Term]] = defaultdict(list)
        found = PolicyTerm.objects.filter(client__in=list(clients), number__in=list(numbers))
        columns: Any
        for client, number, *columns in found.order_by("effective_on").values_list(
            "client_id", "number", "pk", "effective_on", "expires_on", "commission_rate"
        ):
            self.terms[client, number].append(Term(*columns))

    def knows(self, client: int, number: str) -> bool:
        return (client, number) in self.terms

    def beginning(self, client: int, number: str, on: date) -> Term | None:
        """The term that begins on exactly that day."""
        return next((t for t in self.terms.get((client, number), []) if t.effective_on == on), None)

    def at(self, client: int, number: str, on: date) -> Term | None:
        """The term whose period contains the day, else the last that began before it."""
        begun = [t for t in self.terms.get((client, number), []) if t.effective_on <= on]
        within = [t for t in begun if t.expires_on is None or on < t.expires_on]
        found = within or begun
        return found[-1] if found else None

    def nearest(self, client: int, number: str, on: date) -> Term | None:
        """Like `at`, and before the first term that first term: bills come early."""
        terms = self.terms.get((client, number), [])
        return self.at(client, number, on) or (terms[0] if terms else None)
