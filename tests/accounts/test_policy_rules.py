"""The arithmetic of terms: the vectors of DOMAIN §10.2 and what must hold for any of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.policies.rules import (
    Charge,
    Period,
    audit_difference,
    differs,
    earned,
    endorsement_premium,
    is_placeholder,
    period_at,
    reinstatement_premium,
    return_commission,
    short_rate_return,
    unearned,
    with_minimum_earned,
)

D = Decimal
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
LEAP = Period(date(2024, 1, 1), date(2025, 1, 1))
WHOLE = [Charge(date(2025, 1, 1), D("12000.00"))]
OFF = date(2025, 4, 11)

premiums = st.decimals(0, 10_000_000, places=2)
starts = st.dates(date(1990, 1, 1), date(2090, 1, 1))
lengths = st.sampled_from([181, 184, 365, 366, 1096])
percents = st.decimals(0, 100, places=2)


def test_the_vector_has_100_days_in_effect_and_265_remaining():
    assert (YEAR.days, YEAR.in_effect(OFF), YEAR.remaining(OFF)) == (365, 100, 265)


def test_a_leap_year_s_term_has_366_days():
    assert LEAP.days == 366
    assert unearned([Charge(LEAP.effective_on, D("366.00"))], LEAP, date(2024, 3, 1)) == 306


def test_pro_rata_returns_8712_33_of_12000_on_the_101st_day():
    assert unearned(WHOLE, YEAR, OFF) == D("8712.33")
    assert earned(WHOLE, YEAR, OFF) == D("3287.67")


def test_short_rate_returns_ninety_percent_of_it():
    assert short_rate_return(D("8712.33"), D("90")) == D("7841.10")


def test_a_quarter_of_a_surplus_lines_premium_is_earned_at_least():
    assert with_minimum_earned(D("11000.00"), D("12000.00"), D("25")) == D("9000.00")
    assert with_minimum_earned(D("8712.33"), D("12000.00"), D("25")) == D("8712.33")


def test_an_annual_change_is_charged_for_the_days_that_remain():
    assert endorsement_premium(D("1200.00"), YEAR, OFF) == D("871.23")
    assert endorsement_premium(D("-1200.00"), YEAR, OFF) == D("-871.23")


def test_what_an_endorsement_charged_is_returned_for_the_days_that_remain_of_it():
    charges = [*WHOLE, Charge(date(2025, 4, 11), D("871.23"))]
    assert unearned(charges, YEAR, date(2025, 7, 1)) == D("6654.24")


def test_an_endorsement_after_the_cancellation_is_returned_in_full():
    charges = [*WHOLE, Charge(date(2025, 9, 1), D("500.00"))]
    assert unearned(charges, YEAR, OFF) == D("9212.33")


def test_an_audit_asks_for_the_difference_and_commission_follows():
    assert audit_difference(D("13180.55"), D("12000.00")) == D("1180.55")
    assert return_commission(D("-8712.33"), D("15")) == D("-1306.85")


def test_a_reinstatement_charges_all_without_a_lapse_and_a_share_with_one():
    back = D("8712.33")
    assert reinstatement_premium(back, YEAR, OFF, OFF) == back
    assert reinstatement_premium(back, YEAR, OFF, date(2025, 4, 21)) == D("8383.56")


@pytest.mark.parametrize(
    ("stated", "off"),
    [("8713.33", False), ("8713.34", False), ("8799.45", False), ("8799.46", True)],
)
def test_the_tolerance_is_passed_by_more_than_a_dollar_and_more_than_a_percent(stated, off):
    assert differs(D("8712.33"), D(stated), D("1"), D("1")) is off


def test_a_continuous_policy_is_earned_from_anniversary_to_anniversary():
    start = date(2024, 2, 29)
    assert period_at(start, None, date(2026, 2, 27)) == Period(date(2025, 2, 28), date(2026, 2, 28))
    assert period_at(start, None, date(2026, 2, 28)).effective_on == date(2026, 2, 28)


@pytest.mark.parametrize("number", ["TBA", "tbd", " Pending ", "N/A", "??"])
def test_placeholders_are_known(number):
    assert is_placeholder(number)


def test_a_number_that_begins_like_a_placeholder_is_none():
    assert not is_placeholder("TBA-1001")


@given(premiums, starts, lengths, st.integers(0, 1096))
def test_earned_and_unearned_are_the_premium_to_the_cent(premium, start, length, day):
    period = Period(start, start + timedelta(days=length))
    on, charges = start + timedelta(days=day), [Charge(start, premium)]
    assert earned(charges, period, on) + unearned(charges, period, on) == premium
    assert 0 <= unearned(charges, period, on) <= premium


@given(premiums, starts, lengths, st.integers(0, 400), st.integers(0, 400))
def test_later_cancellations_never_return_more(premium, start, length, first, more):
    period = Period(start, start + timedelta(days=length))
    charges = [Charge(start, premium)]
    early, late = (
        unearned(charges, period, start + timedelta(days=n)) for n in (first, first + more)
    )
    assert late <= early


@given(premiums, percents, percents)
def test_the_minimum_is_always_earned_and_never_more_than_the_premium_returned(
    premium, share, minimum
):
    back = (premium * share / 100).quantize(D("0.01"))
    cut = with_minimum_earned(back, premium, minimum)
    assert 0 <= cut <= back
    assert premium - cut >= (premium * minimum / 100).quantize(D("0.01")) - D("0.01")


@given(starts)
def test_in_effect_and_remaining_are_the_whole_term(start):
    period = period_at(start, None, start + timedelta(days=500))
    assert period.days in (365, 366)
    on = start + timedelta(days=500)
    assert period.in_effect(on) + period.remaining(on) == period.days
