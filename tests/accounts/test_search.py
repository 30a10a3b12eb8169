"""One box finds clients, policies, invoices and people, and only what one may see."""

import pytest

from accounts.search.querysets import search
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term


@pytest.fixture
def book(cast):
    harbor = make_client(cast, "Harbor Bakery Inc.", code="HARBBA0001")
    make_client(cast, "Old Harbor Trucking", code="OLDHTR0002")
    make_client(cast, "Valley Steel", code="VALLST0003", team=cast.valley)
    term = make_term(harbor, number="WP6029255-26")
    bill(cast, harbor, "100042", term=term)
    return harbor


def titles(user, text, kind):
    return [hit.title for hit in search(user, text).get(kind, [])]


def test_names_that_begin_with_the_text_come_first(book, cast):
    assert titles(cast.ana, "harb", "Clients") == ["Harbor Bakery Inc.", "Old Harbor Trucking"]


def test_words_may_come_in_any_order(book, cast):
    assert titles(cast.ana, "trucking harbor", "Clients") == ["Old Harbor Trucking"]


def test_codes_are_found(book, cast):
    assert titles(cast.ana, "harbba0001", "Clients") == ["Harbor Bakery Inc."]


def test_part_of_a_policy_number_is_enough(book, cast):
    assert titles(cast.ana, "029255", "Policies") == ["WP6029255-26"]


def test_invoices_and_people_are_found(book, cast):
    assert titles(cast.ana, "100042", "Invoices") == ["Invoice 100042"]
    assert titles(cast.ana, "ben br", "People") == ["Ben Brooks"]


def test_another_team_s_client_is_not_found(book, cast):
    assert titles(cast.ana, "valley steel", "Clients") == []
    assert titles(cast.cora, "valley steel", "Clients") == ["Valley Steel"]


def test_one_letter_finds_nothing_yet(book, cast):
    assert search(cast.ana, "h") == {}


def test_the_box_answers_with_a_fragment_and_the_page_with_a_page(book, cast, sign_in):
    browser = sign_in(cast.ana)
    fragment = browser.get("/search/?q=harbor", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "Harbor Bakery" in fragment
    assert "<html" in browser.get("/search/?q=harbor").content.decode()
