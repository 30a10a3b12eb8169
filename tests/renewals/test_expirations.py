"""The expiration list: what expires, grouped, renewed or not, and what is left out."""

from datetime import date

import pytest

from accounts.models import PolicyTerm
from renewals.expirations.querysets import expired_open, expiring_terms
from renewals.expirations.summary import groups, left_out, reconcile
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
    for number in ("FAR", "BOND"):
        assert f">{number}<" not in shown


def test_a_cancelled_policy_stays_on_the_list_and_says_so(book, cast, sign_in):
    assert ">GONE<" in page(sign_in(cast.ana))
    assert ">GONE<" in page(sign_in(cast.ana), outcome="cancelled")
    assert ">GONE<" not in page(sign_in(cast.ana), outcome="open")


def test_those_in_force_and_those_ended_can_be_listed_apart(book, cast, sign_in):
    browser = sign_in(cast.ana)
    in_force, ended = page(browser, standing="force"), page(browser, standing="ended")
    assert ">SOON<" in in_force
    assert ">GONE<" not in in_force
    assert ">SOON<" not in ended
    assert ">GONE<" in ended


def test_continuous_policies_are_counted_and_lead_to_their_own_list(book, cast, sign_in):
    browser = sign_in(cast.ana)
    assert "1 continuous, so they never expire" in page(browser)
    shown = browser.get("/expirations/continuous/", {"as_of": "2026-11-01"}).content.decode()
    assert ">BOND<" in shown
    assert "01/01/2027" in shown


def test_the_list_looks_back_as_well_as_ahead(book, cast, sign_in):
    past = make_term(book["soon"].client, number="PAST", effective_on=date(2025, 8, 1))

    def listed(**more):
        found = sign_in(cast.ana).get("/api/v1/expirations/", {**ASK, **more}).json()["items"]
        return {item["policy"] for item in found}

    assert past.number not in listed()
    assert {"PAST", "SOON"} <= listed(back="120")
    assert listed(days="0", back="120") == {"PAST"}


def test_what_expired_without_disposition_is_said_loudest(book, cast, sign_in):
    make_term(book["soon"].client, number="PAST", effective_on=date(2025, 8, 1))
    assert "1 expired without disposition" in page(sign_in(cast.ana))
    found = expired_open(PolicyTerm.objects.all(), ON)
    assert [t.number for t in found] == ["PAST"]


def test_expiring_is_the_sum_of_dispositions_and_open(book):
    found = reconcile(expiring_terms(PolicyTerm.objects.all(), ON, 120))
    assert {p.outcome: (p.count, p.premium) for p in found.parts if p.count} == {
        "cancelled": (1, 12000),
        "open": (2, 300),
    }
    assert (found.count, found.premium, found.gap) == (3, 12300, 0)


def test_the_reconciliation_leads_to_its_rows_and_ignores_which_are_shown(book, cast, sign_in):
    shown = page(sign_in(cast.ana), outcome="open")
    assert "outcome=cancelled" in shown
    assert ">12,300.00<" in shown


def test_the_printed_list_has_every_row_and_the_reconciliation(book, cast, sign_in):
    printed = sign_in(cast.ana).get("/expirations/print/", ASK).content.decode()
    for words in ("SOON", "LATER", "GONE", "Expiring = dispositions + open"):
        assert words in printed


def test_it_says_what_was_left_out_and_why(book):
    assert left_out(PolicyTerm.objects.all(), ON) == [
        ("continuous, so they never expire", 1, "continuous-list")
    ]


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("month", ["December 2026", "January 2027"]),
        ("executive", ["Ana Alvarez"]),
        ("carrier", ["Zenith Group"]),
        ("line", ["General liability"]),
        ("tier", ["World Class"]),
        ("department", ["Commercial lines"]),
    ],
)
def test_groups_sum_to_the_list(book, by, labels):
    found = groups(expiring_terms(PolicyTerm.objects.all(), ON, 120), by)
    assert [g.label for g in found] == labels
    assert sum(g.premium for g in found) == 12300
    assert sum(g.count for g in found) == 3


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
    assert ">SOON<" in page(sign_in(cast.ana), outcome="renewed")
    assert ">SOON<" not in page(sign_in(cast.ana), outcome="open")


def test_another_team_s_policies_are_not_listed(book, cast, sign_in):
    shown = page(sign_in(cast.cora))
    assert "SOON" not in shown
    assert "Nothing expires in this window" in shown


@pytest.mark.parametrize("days", ["0", "-4", "many", "100000"])
def test_a_window_that_makes_no_sense_is_refused(cast, sign_in, days):
    response = sign_in(cast.ana).get("/expirations/", {"days": days})
    assert response.status_code == 422
    words = response.content.decode()
    assert "Days ahead is a whole number" in words or "at least one day" in words
