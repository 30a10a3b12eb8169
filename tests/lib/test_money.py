"""Dollars: read, rounded, divided and shown, to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.lib.money import cents, parse_money, percent_of, split
from config.lib.templatetags.steward import money, money_plain

amounts = st.decimals(
    min_value=Decimal("-9999999999.99"), max_value=Decimal("9999999999.99"), places=2
)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", "0.00"),
        ("1234.5", "1234.50"),
        ("$1,234.00", "1234.00"),
        ("($1,234.00)", "-1234.00"),
        ("$(1,234.00)", "-1234.00"),
        ("( 12.30 )", "-12.30"),
        ("-$5", "-5.00"),
        ("$-5", "-5.00"),
        ("12.00-", "-12.00"),
        ("$12.00-", "-12.00"),
        ("+7.25", "7.25"),
        (" 1,000,000 ", "1000000.00"),
        (".50", "0.50"),
        ("5.", "5.00"),
        ("−3.10", "-3.10"),
        ("1\u00a0234.00", "1234.00"),
        ("12.340", "12.34"),
        ("(0.00)", "0.00"),
        ("12.00 CR", "-12.00"),
    ],
)
def test_amounts_are_read_as_agency_systems_print_them(text, amount):
    value = parse_money(text)
    assert value == Decimal(amount)
    assert str(value) == amount


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "$", "-", "()", ".", "abc", "1.2.3", "12,34.00", "1,2345", ",123", "1,,234",
        "0,123,4", "1e5", "NaN", "Infinity", "--5", "-(5)", "(5", "5)", "(-5)", "5--", "-5-",
        "$$5", "$-", "1 2", "1.005", "0.001", "10000000000", "١٢", "1,23", "12.3,4", "=1+1",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused_in_words(text):
    with pytest.raises(ValueError, match="“"):
        parse_money(text)


@given(amounts)
def test_an_amount_reads_back_however_it_is_written(amount):
    assert parse_money(f"{amount:,.2f}") == amount
    assert parse_money(str(amount)) == amount
    assert parse_money(money_plain(amount)) == amount
    dressed = f"(${abs(amount):,.2f})" if amount < 0 else f"${amount:,.2f}"
    assert parse_money(dressed) == amount


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_a_sentence_never_a_crash(text):
    refusal, value = "“", None
    try:
        value = parse_money(text)
    except ValueError as error:
        refusal = str(error)
    assert "“" in refusal
    assert value is None or value == cents(value)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("2.675", "2.68"),
        ("1.004", "1.00"),
        ("0.015", "0.02"),
    ],
)
def test_half_a_cent_is_rounded_away_from_zero(amount, rounded):
    assert cents(Decimal(amount)) == Decimal(rounded)


def test_percentages_are_rounded_to_the_cent():
    assert percent_of(Decimal("12000.00"), Decimal("15")) == Decimal("1800.00")
    assert percent_of(Decimal("10000.00"), Decimal("0.1800")) == Decimal("18.00")
    assert percent_of(Decimal("33.33"), Decimal("12.5")) == Decimal("4.17")
    assert percent_of(Decimal("-33.33"), Decimal("12.5")) == Decimal("-4.17")


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("100.00", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("-100.00", [1, 1, 1], ["-33.34", "-33.33", "-33.33"]),
        ("0.01", [1, 1], ["0.01", "0.00"]),
        ("10.00", [0, 3, 7], ["0.00", "3.00", "7.00"]),
        ("0.05", [3, 7], ["0.02", "0.03"]),
    ],
)
def test_money_is_divided_without_losing_a_cent(amount, weights, parts):
    assert split(Decimal(amount), weights) == [Decimal(part) for part in parts]


@given(
    amounts,
    st.lists(
        st.one_of(
            st.integers(0, 10**6),
            st.decimals(min_value=0, max_value=10**6, places=4),
        ),
        min_size=1,
        max_size=30,
    ).filter(lambda weights: sum(weights) > 0),
)
def test_parts_sum_to_the_whole_and_are_within_a_cent_of_their_share(amount, weights):
    parts = split(amount, weights)
    assert sum(parts) == amount
    total = sum(Decimal(w) for w in weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * Decimal(weight) / total) < Decimal("0.01001")
        assert part * amount >= 0
        assert part.as_tuple().exponent == -2


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [3, -1]])
def test_weights_that_say_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="positive"):
        split(Decimal("10.00"), weights)


def test_negatives_are_shown_in_parentheses_and_said_to_screen_readers():
    assert money_plain(Decimal("-1234.5")) == "(1,234.50)"
    assert money_plain(Decimal("99999999.99")) == "99,999,999.99"
    assert money(None) == ""
    shown = str(money(Decimal("-0.01")))
    assert "(0.01)" in shown
    assert "minus" in shown
