"""Books beside the one of `test_demo_book`: other seeds, people alone; and what is thought up."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import Client, Policy
from reports.demo.clients import think_up
from reports.demo.plan import TermPlan, Window
from reports.demo.policies import return_premium
from tests.reports.test_demo_book import LOGINS, TODAY, contents, login, make


def test_some_clients_trade_under_another_name():
    plans = [think_up(n, 7, Window(TODAY, date(2024, 10, 1))) for n in range(200)]
    assert 8 <= sum(bool(plan.dba) for plan in plans) <= 30
    tiers = [plan.tier for plan in plans]
    assert 4 <= tiers.count("World Class") <= 24
    assert 30 <= tiers.count("Preferred") <= 66


@pytest.mark.parametrize(
    ("on", "short_rate", "expected"),
    [
        (date(2025, 4, 11), False, "8712.33"),
        (date(2025, 4, 11), True, "7841.10"),
        (date(2025, 1, 1), True, "12000.00"),
    ],
)
def test_return_premium_follows_the_test_vectors(on, short_rate, expected):
    term = TermPlan("X", date(2025, 1, 1), date(2026, 1, 1), Decimal("12000.00"), Decimal("15"))
    back = return_premium(term, on, short_rate=short_rate, minimum=Decimal(0))
    assert back == Decimal(expected)


def test_a_surplus_lines_insurer_keeps_its_minimum():
    term = TermPlan("X", date(2025, 1, 1), date(2026, 1, 1), Decimal("12000.00"), Decimal("15"))
    back = return_premium(term, date(2025, 1, 2), short_rate=False, minimum=Decimal("0.25"))
    assert back == Decimal("9000.00")


def test_equal_seeds_give_equal_books_and_others_do_not(db):
    found = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            make(seed=seed)
            found.append(contents())
            transaction.set_rollback(True)
    first, again, other = found
    assert first == again
    assert first["people"] == other["people"]
    assert first["clients"] != other["clients"]


def test_people_only_brings_people_and_no_clients(db):
    call_command("demo_book", people_only=True)
    assert {login(name).role for name in LOGINS} == set(LOGINS.values())
    assert not Client.objects.exists()
    assert not Policy.objects.exists()
