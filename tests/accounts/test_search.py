"""One box finds clients, policies, invoices and people, and only what one may see."""

import pytest
from django.db import connection
from django.db.models import Value
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Client, Tier
from accounts.search.querysets import search
from accounts.search.rules import slips
from config.lib.folding import (
    LettersAndDigits,
    SearchKey,
    SortKey,
    letters_and_digits,
    search_key,
    sort_key,
)
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term
from tests.house.objects import named_objects


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


def whys(user, text, kind="Clients"):
    return [hit.why for hit in search(user, text).get(kind, [])]


@pytest.mark.parametrize(
    "typed",
    ["Habror Bakery", "harbor bakry", "harbour bakery", "bakery harbor", "HARBOR-BAKERY LLC"],
)
def test_slips_of_the_hand_are_forgiven(book, cast, typed):
    assert titles(cast.ana, typed, "Clients")[0] == "Harbor Bakery Inc."


def test_and_is_the_same_as_an_ampersand_and_accents_do_not_count(cast):
    make_client(cast, "Peña & O’Brien, Inc.")
    for typed in ("pena and obrien", "Peña & O'Brien", "obrien pena llc"):
        assert titles(cast.ana, typed, "Clients") == ["Peña & O’Brien, Inc."]


@pytest.mark.parametrize("typed", ["4155550142", "(415) 555-0142", "+1 415.555.0142", "555 0142"])
def test_a_telephone_number_is_found_in_any_format(cast, typed):
    make_client(cast, "Harbor Bakery Inc.", phone="415/555-0142")
    make_client(cast, "Other Inc.", phone="415/555-0143")
    assert titles(cast.ana, typed, "Clients") == ["Harbor Bakery Inc."]
    assert whys(cast.ana, typed) == ["telephone 415/555-0142"]


def test_the_name_they_trade_under_is_found_and_given_as_the_reason(cast):
    make_client(cast, "Okafor Holdings LLC", dba="Golden Gate Roofing")
    assert titles(cast.ana, "golden gate roofing", "Clients") == ["Okafor Holdings LLC"]
    assert whys(cast.ana, "golden gate roofing") == ["doing business as Golden Gate Roofing"]


def test_an_exact_code_stands_before_a_name(cast):
    make_client(cast, "ACME01 Holdings", code="X1")
    make_client(cast, "Zebra Inc.", code="ACME01")
    assert titles(cast.ana, "acme01", "Clients")[0] == "Zebra Inc."


def test_a_policy_number_is_found_without_its_punctuation(book, cast):
    assert titles(cast.ana, "wp 6029255 26", "Policies") == ["WP6029255-26"]


def test_an_order_is_found_by_its_number_by_those_who_see_it(book, cast):
    order = named_objects(cast, own=True)["order_id"]
    assert titles(cast.ana, f"order {order.pk}", "Orders") == [str(order)]
    assert titles(cast.cora, f"order {order.pk}", "Orders") == []


def test_what_raw_sql_and_bulk_loads_change_is_found_at_once(cast):
    client = make_client(cast, "Harbor Bakery Inc.")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_client SET name = 'Quixote Mills', phone = '2125550100'")
    assert titles(cast.ana, "quixote", "Clients") == ["Quixote Mills"]
    assert titles(cast.ana, "212-555-0100", "Clients") == ["Quixote Mills"]
    Client.objects.bulk_create([Client(name="Zorro Vines", code="Z", team=client.team)])
    assert titles(cast.ana, "zoro vines", "Clients") == ["Zorro Vines"]


def test_another_team_s_client_is_not_found_by_a_slip_either(book, cast):
    assert titles(cast.ana, "valey stel", "Clients") == []


@pytest.mark.parametrize("typed", ["%", "__", "\x00\x00ab", "'; --", "@@", "9" * 80, "(((("])
def test_odd_input_finds_nothing_and_breaks_nothing(book, cast, typed):
    assert search(cast.ana, typed).get("Invoices") is None


@given(st.text(max_size=12), st.text(max_size=12))
def test_slips_are_as_many_either_way_round(one, other):
    assert slips(one, other) == slips(other, one) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("one", "other", "number"), [("harbor", "habror", 1), ("harbor", "harbr", 1), ("ab", "", 2)]
)
def test_swapped_letters_are_one_slip(one, other, number):
    assert slips(one, other) == number


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["Peña & O’Brien, Inc.", "The A.B. Smith Co", "ÉTUDES Łódź GmbH", "  -- ", "Coca Cola"]
)
def test_python_and_the_database_fold_words_alike(name):
    with connection.cursor() as cursor:
        query = (
            Tier.objects.annotate(
                s=SortKey(Value(name)), k=SearchKey(Value(name)), b=LettersAndDigits(Value("a-1 b"))
            )
            .values_list("s", "k", "b")[:1]
            .query
        )
        cursor.execute(*query.sql_with_params())
        found = cursor.fetchone()
    assert found == (sort_key(name), search_key(name), letters_and_digits("a-1 b"))
