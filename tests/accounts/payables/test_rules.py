"""When a payee is due, and how a part is spread over what is owed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.payables.rules import Terms, due_on, spread
from accounts.trust.rules import covered, held, position, sweep_limit
from config.lib.errors import DomainError

D = Decimal
dollars = st.decimals("0", "9999.99", places=2)


@pytest.mark.parametrize(
    ("base", "terms", "due"),
    [
        (date(2026, 3, 10), Terms("account_current", 45, 15), date(2026, 4, 15)),
        (date(2026, 3, 31), Terms("statement", 45, 15), date(2026, 4, 15)),
        (date(2026, 1, 5), Terms("account_current", 45, 31), date(2026, 2, 28)),
        (date(2026, 3, 10), Terms("statement", 45, None), date(2026, 4, 24)),
        (date(2026, 3, 10), Terms("invoice", 30, 15), date(2026, 4, 9)),
    ],
)
def test_a_payee_is_due_as_its_terms_say(base, terms, due):
    assert due_on(base, terms) == due


def test_a_part_pays_the_premium_first():
    owed = {"premium_payable": D("850"), "tax_payable": D("30")}
    assert spread(D("860"), owed) == {"premium_payable": D("850"), "tax_payable": D("10")}
    assert spread(D("880"), owed) == owed


@pytest.mark.parametrize("amount", ["880.01", "0", "-1"])
def test_more_than_is_owed_is_refused(amount):
    with pytest.raises(DomainError, match="does not fit"):
        spread(D(amount), {"premium_payable": D("850"), "tax_payable": D("30")})


@given(
    owed=st.lists(dollars, min_size=1, max_size=4), share=st.integers(1, 100), back=st.booleans()
)
def test_parts_sum_to_the_amount_and_never_exceed_what_is_owed(owed, share, back):
    sign = -1 if back else 1
    names = dict(zip("abcd", [sign * part for part in owed], strict=False))
    total = sum(names.values(), D(0))
    amount = (total * share / 100).quantize(D("0.01"))
    if not amount:
        return
    parts = spread(amount, names)
    assert sum(parts.values()) == amount
    assert all(abs(part) <= abs(names[name]) for name, part in parts.items())


def test_what_the_client_paid_counts_first_for_the_carrier():
    """Premium 1,000 at 15 %: 850 is the carrier's, 150 is the house's and covered last."""
    assert held(D(400), D(850), D(0)) == 400
    assert covered(D(400), D(850), D(0), D(0)) == 0
    assert held(D(1000), D(850), D(0)) == 850
    assert covered(D(1000), D(850), D(0), D(0)) == 150
    assert held(D(1000), D(850), D(850)) == 0
    assert covered(D(1000), D(850), D(850), D(150)) == 0


def test_return_premium_is_held_from_the_carrier_s_credit_until_the_client_has_it():
    assert held(D(0), D(-850), D(-850)) == 850
    assert held(D(-1000), D(-850), D(-850)) == 0
    assert position(D(-1000), D(-850), D(0)) == -150, "the house gives its commission back"


def test_paying_a_carrier_before_the_client_paid_is_an_advance():
    assert position(D(0), D(850), D(0)) == -850
    assert held(D(0), D(850), D(850)) == 0


def test_own_funds_and_what_must_be_advanced_are_not_swept():
    assert sweep_limit(D(150), D(150), D(0), D(0)) == 150
    assert sweep_limit(D(150), D(1150), D(1100), D(0)) == 50
    assert sweep_limit(D(150), D(150), D(0), D(200)) == 0
    assert sweep_limit(D(150), D(-20), D(0), D(0)) == 0


@given(received=dollars, due=dollars, paid=dollars, swept=dollars)
def test_what_is_held_and_covered_never_exceeds_the_position(received, due, paid, swept):
    """Unless more was swept or paid than came in: then nothing is covered."""
    for_others, ours = held(received, due, paid), covered(received, due, paid, swept)
    assert for_others >= 0
    assert ours >= 0
    if paid <= min(received, due) and swept <= max(D(0), received - due):
        assert for_others + ours == position(received, paid, swept)
