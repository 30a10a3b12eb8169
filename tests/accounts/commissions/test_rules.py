"""A statement's rows find their policies and amounts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.commissions.rules import (
    Candidate,
    Register,
    expected_now,
    spread,
    within,
)

D = Decimal
DAY = date(2026, 5, 1)


def term(pk, number, name, effective_on=date(2026, 1, 1), policy=None, client=None):
    ends = effective_on.replace(year=effective_on.year + 1)
    return Candidate(pk, policy or pk, client or pk, number, name, effective_on, ends)


BOOK = Register(
    [
        term(1, "0012-345 AB", "Harbor Bakery Inc."),
        term(2, "CPP5550100", "First Twin LLC"),
        term(3, "CPP5550100", "Second Twin LLC"),
        term(4, "GL777-25", "Bay Steel", date(2025, 1, 1), policy=40, client=9),
        term(5, "GL777-26", "Bay Steel", date(2026, 1, 1), policy=40, client=9),
        term(6, "TBA", "Newly Bound Co.", DAY),
    ]
)


@pytest.mark.parametrize(
    ("number", "insured", "terms"),
    [
        ("12345AB", "", [1]),
        ("00-12.345/ab", "HARBOR BAKERY", [1]),
        ("GL777", "", [5]),
        ("GL777-26", "", [5]),
        ("cpp 5550100", "Second Twin", [3]),
        ("CPP5550100", "Somebody Else", [2, 3]),
        ("TBA", "Newly Bound Company", [6]),
        ("NEW-1", "Newly Bound Co", [6]),
        ("NEW-1", "Nobody", []),
        ("", "", []),
    ],
)
def test_numbers_are_found_in_their_variants_and_names_decide_between_twins(number, insured, terms):
    assert [one.term for one in BOOK.find(number, insured, DAY)] == terms


@pytest.mark.parametrize(
    ("open_", "premium", "expected"),
    [
        ("1800.00", None, "1800.00"),
        ("1800.00", "1000.00", "150.00"),
        ("100.00", "1000.00", "100.00"),
        ("1800.00", "-1000.00", "0"),
        ("-300.00", "-1000.00", "-150.00"),
    ],
)
def test_a_row_should_pay_the_rate_on_its_premium_within_what_is_open(open_, premium, expected):
    found = expected_now(D(open_), premium and D(premium), D("15"))
    assert found == D(expected)


def test_the_larger_tolerance_counts():
    assert within(D("151.50"), D("150.00"), D("1.00"), D("1"))
    assert not within(D("151.51"), D("150.00"), D("1.00"), D("1"))
    assert within(D("11.00"), D("10.00"), D("1.00"), D("1"))


amounts = st.integers(1, 999_999).map(lambda cents: D(cents) / 100)


@given(amount=amounts, items=st.lists(amounts, min_size=1, max_size=5))
def test_what_is_spread_is_all_of_it(amount, items):
    parts = spread(amount, list(enumerate(items)))
    assert sum(parts.values()) == amount


def test_a_return_settles_only_returns():
    assert spread(D("-5.00"), [(1, D("10.00")), (2, D("-7.00"))]) == {2: D("-5.00")}
    assert spread(D("-5.00"), [(1, D("10.00"))]) == {}
