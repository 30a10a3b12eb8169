"""The expiration list: what expires, grouped, renewed or not, and what is left out."""

from datetime import date

import pytest

from accounts.models import PolicyTerm
from renewals.expirations.tables import groups, left_out
from renewals.expirations.views import expiring_terms
from tests.cast import make_client, make_term, transact

ON = date(2026, 11, 1)
ASK = {"as_of": "2026-11-01", "days": "120"}


@pytest.fixture
def book(cast):
    client = make_client(cast)
    soon = make_term(client, number="SOON", effective_on=date(2025, 12, 1), premium="100.00")
    later = make_term(client, number="LATER", effective_on=date(2026, 1, 15), premium="200.00")
    far = make_term(client, number="FAR", effective_on=date(2026, 9, 1))
    gone = make_term(client, number="GONE", effective_on=date(2025, 12, 1))
    transact(gone, "CAN", date(2026, 6, 1), "-50.00")
    bond = make_term(client, number="BOND", line="SURE", expires_on=None)
    return {"soon": soon, "later": later, "far": far, "gone": gone, "bond": bond}


def page(browser, **more):
    return browser.get("/expirations/", {**ASK, **more}).content.decode()


def test_it_lists_what_expires_in_the_window_and_nothing_else(book, cast, sign_in):
    shown = page(sign_in(cast.ana))
    assert "SOON" in shown
    assert "LATER" in shown
    for number in ("FAR", "GONE", "BOND"):
        assert f">{number}<" not in shown


def test_it_says_what_was_left_out_and_why(book):
    assert dict(left_out(PolicyTerm.objects.all(), ON, 120)) == {
        "cancelled before they expire": 1,
        "not yet in effect": 0,
        "continuous, so they never expire": 1,
    }


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("month", ["December 2026", "January 2027"]),
        ("executive", ["Ana Alvarez"]),
        ("carrier", ["Zenith Group"]),
        ("line", ["General liability"]),
    ],
)
def test_groups_sum_to_the_list(book, by, labels):
    found = groups(expiring_terms(PolicyTerm.objects.all(), ON, 120), by)
    assert [g.label for g in found] == labels
    assert sum(g.premium for g in found) == 300
    assert sum(g.count for g in found) == 2


def test_a_group_leads_to_its_rows(book, cast, sign_in):
    shown = page(sign_in(cast.ana), month="2026-12")
    assert "SOON" in shown
    assert ">LATER<" not in shown


def test_a_renewed_policy_is_told_from_an_open_one(book, cast, sign_in):
    make_term(
        book["soon"].client,
        policy=book["soon"].policy,
        number="NEXT",
        kind="REN",
        effective_on=date(2026, 12, 1),
    )
    assert ">SOON<" in page(sign_in(cast.ana), renewal="renewed")
    assert ">SOON<" not in page(sign_in(cast.ana), renewal="open")


def test_another_team_s_policies_are_not_listed(book, cast, sign_in):
    shown = page(sign_in(cast.cora))
    assert "SOON" not in shown
    assert "Nothing expires in this window" in shown


@pytest.mark.parametrize("days", ["0", "-4", "many", "100000"])
def test_a_window_that_makes_no_sense_is_refused(cast, sign_in, days):
    response = sign_in(cast.ana).get("/expirations/", {"days": days})
    assert response.status_code == 422
    assert "whole number from 1 to 730" in response.content.decode()
