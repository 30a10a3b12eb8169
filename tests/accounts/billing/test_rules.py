"""The arithmetic of invoices: taxes by date, and parts that sum to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.billing.catalogue import FIRST_KNOWN, STAMPING_FEE
from accounts.billing.rules import (
    Dates,
    Rate,
    Scheme,
    divide,
    divide_as_told,
    due_date,
    rates_for,
    taxes,
)
from config.lib.errors import DomainError

D = Decimal
TABLE = [
    Rate("CA", "surplus_tax", D("3"), "carrier_fees", "policy", FIRST_KNOWN, None),
    *(
        Rate("CA", "stamping_fee", D(rate), "carrier_fees", "policy", first, until)
        for rate, first, until, _ in STAMPING_FEE
    ),
]
BEGIN = date(2026, 1, 1)


def dates(day: date, kind: str = "NEW", **more) -> Dates:
    return Dates(kind, day, more.pop("transaction_on", day), date(2026, 11, 24), **more)


def test_tax_and_stamping_fee_of_the_example():
    lines = {"premium": D("10000.00"), "carrier_fee": D("250.00"), "broker_fee": D("500.00")}
    found = taxes(lines, rates_for("CA", dates(BEGIN), TABLE))
    assert found == {"surplus_tax": D("307.50"), "stamping_fee": D("18.45")}


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        (date(2007, 1, 1), "0.125"),
        (date(2009, 1, 1), "0.225"),
        (date(2010, 2, 1), "0.25"),
        (date(2013, 1, 1), "0.20"),
        (date(2019, 12, 31), "0.20"),
        (date(2020, 1, 1), "0.25"),
        (date(2022, 12, 31), "0.25"),
        (date(2023, 1, 1), "0.18"),
        (date(2026, 11, 24), "0.18"),
    ],
)
def test_each_day_of_the_history_has_its_stamping_fee(day, percent):
    assert rates_for("CA", dates(day), TABLE)["stamping_fee"].percent == D(percent)


@pytest.mark.parametrize("day", [date(2011, 1, 1), date(2012, 6, 1), date(2012, 12, 31)])
def test_the_years_nobody_knows_are_refused_not_guessed(day):
    with pytest.raises(DomainError, match=f"no CA stamping fee for {day:%m/%d/%Y}"):
        rates_for("CA", dates(day), TABLE)


@pytest.mark.parametrize("state", ["NV", ""])
def test_a_state_without_rows_is_refused(state):
    with pytest.raises(DomainError, match="home state|of NV is in the rate table"):
        rates_for(state, dates(BEGIN), TABLE)


def test_an_endorsement_takes_the_policy_s_rate_and_an_extension_its_own():
    old = {"day": date(2022, 7, 1), "kind": "END", "transaction_on": date(2023, 2, 1)}
    plain, extended = dates(**old), dates(**old, extends=True)
    assert rates_for("CA", plain, TABLE)["stamping_fee"].percent == D("0.25")
    assert rates_for("CA", extended, TABLE)["stamping_fee"].percent == D("0.18")


def test_return_premium_gives_the_tax_back():
    found = taxes({"premium": D("-8712.33")}, rates_for("CA", dates(BEGIN, "CAN"), TABLE))
    assert found == {"surplus_tax": D("-261.37"), "stamping_fee": D("-15.68")}


def test_an_invoice_is_due_after_its_days_but_not_before_cover_begins():
    assert due_date(date(2026, 3, 1), date(2026, 2, 1), 20) == date(2026, 3, 21)
    assert due_date(date(2026, 3, 1), date(2026, 6, 1), 20) == date(2026, 6, 1)


def test_four_parts_carry_taxes_first_and_a_charge_on_each_later_one():
    lines = {"premium": D("1000.01"), "surplus_tax": D("30.00")}
    parts = divide(lines, D("150.00"), BEGIN, Scheme(4, 3, charge=D("10.00")))
    assert [p.lines["premium"] for p in parts] == [D("250.01"), *[D("250.00")] * 3]
    assert [p.begins_on.month for p in parts] == [1, 4, 7, 10]
    assert [p.lines.get("surplus_tax") for p in parts] == [D("30.00"), None, None, None]
    assert [p.lines.get("installment_charge") for p in parts] == [None, *[D("10.00")] * 3]


cents_above = st.decimals(min_value="50.00", max_value="999999.99", places=2)
cents_of_fees = st.decimals(min_value="0.00", max_value="9999.99", places=2)


@given(
    premium=cents_above,
    tax=cents_of_fees,
    fee=cents_of_fees,
    commission=cents_above,
    parts=st.sampled_from([1, 2, 4, 6, 12]),
    down=st.none() | st.decimals(min_value="1", max_value="90", places=2),
    first=st.booleans(),
)
def test_whatever_the_plan_kinds_and_commission_sum_to_the_cent(
    premium, tax, fee, commission, parts, down, first
):
    lines = {"premium": premium, "surplus_tax": tax, "broker_fee": fee}
    scheme = Scheme(parts, 1, down if parts > 1 else None, first, D("10.00"))
    found = divide(lines, commission, BEGIN, scheme)
    for kind, amount in lines.items():
        assert sum(p.lines.get(kind, D(0)) for p in found) == amount
    assert sum(p.commission for p in found) == commission
    assert sum(p.lines.get("installment_charge", D(0)) for p in found) == 10 * (parts - 1)


@given(
    premium=cents_above,
    tax=cents_of_fees,
    commission=cents_above,
    cuts=st.lists(st.integers(1, 99), min_size=0, max_size=5, unique=True),
)
def test_parts_as_told_keep_their_amounts_and_sum_by_kind(premium, tax, commission, cuts):
    total = premium + tax
    edges = [D(0), *((total * c / 100).quantize(D("0.01")) for c in sorted(cuts)), total]
    amounts = [b - a for a, b in zip(edges, edges[1:])]
    told = [(date(2026, n + 1, 1), amount) for n, amount in enumerate(amounts)]
    found = divide_as_told({"premium": premium, "surplus_tax": tax}, commission, told, D(0))
    assert [p.total for p in found] == amounts
    assert sum(p.lines.get("premium", D(0)) for p in found) == premium
    assert sum(p.commission for p in found) == commission


@pytest.mark.parametrize(
    ("amounts", "words"),
    [
        (["500.00", "499.99"], r"sum to 999\.99, but the invoice is 1,000\.00; 0\.01 is missing"),
        (["500.00", "500.01"], r"0\.01 is too much"),
        (["1000.00", "0.00"], "above zero"),
    ],
)
def test_parts_that_do_not_sum_are_refused(amounts, words):
    told = [(date(2026, n + 1, 1), D(a)) for n, a in enumerate(amounts)]
    with pytest.raises(DomainError, match=words):
        divide_as_told({"premium": D("1000.00")}, D("150.00"), told, D(0))


def test_more_parts_than_cents_are_refused():
    with pytest.raises(DomainError, match="part 6 has no premium"):
        divide({"premium": D("0.05")}, D(0), BEGIN, Scheme(12))
