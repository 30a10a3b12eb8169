"""A little book with every way to move it, in figures one can add up in the head."""

from dataclasses import dataclass
from datetime import date

from accounts.models import PolicyTerm
from tests.cast import Cast, make_client, make_term, transact

OCTOBER = date(2026, 10, 1)


@dataclass
class Book:
    stayed: PolicyTerm
    expiring: PolicyTerm
    renewal: PolicyTerm
    lost: PolicyTerm
    cancelled: PolicyTerm
    early: PolicyTerm
    new: PolicyTerm


def october(cast: Cast) -> Book:
    """Beginning 1000 + 2000 + 3000 + 4000 = 10000; ending 1100 + 2500 + 700 + 600 = 4900."""
    client = make_client(cast)
    start = date(2025, 10, 15)
    stayed = make_term(
        client, effective_on=date(2026, 1, 1), premium="1000.00", commission="150.00"
    )
    transact(stayed, "END", date(2026, 10, 5), "100.00", "15.00")
    expiring = make_term(
        client, line="PROP", effective_on=start, premium="2000.00", commission="300.00"
    )
    renewal = make_term(
        client, policy=expiring.policy, line="PROP", kind="REN", effective_on=date(2026, 10, 15),
        premium="2500.00", commission="375.00",
    )  # fmt: skip
    lost = make_term(
        client, line="WORK", effective_on=start, premium="3000.00", commission="240.00"
    )
    cancelled = make_term(
        client, line="AUTOB", effective_on=date(2026, 3, 1), premium="4000.00", commission="600.00"
    )
    transact(cancelled, "CAN", date(2026, 10, 10), "-1500.00", "-225.00")
    early = make_term(
        client, line="CYBER", effective_on=date(2026, 10, 1), month=date(2026, 9, 1),
        premium="700.00", commission="105.00",
    )  # fmt: skip
    new = make_term(
        client, line="UMBRC", effective_on=date(2026, 10, 20), premium="600.00", commission="90.00"
    )
    return Book(stayed, expiring, renewal, lost, cancelled, early, new)
