"""Clients: who sees them, what stands beside them, and what their history says."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.utils.html import escape

from accounts.clients.picking import ClientField
from accounts.clients.tables import attach_figures
from accounts.models import Client, ServiceAssignment
from config.lib.errors import DomainError
from config.lib.paging import page_by_key
from teams.history.querysets import changes_of
from tests.cast import make_client, make_term, transact

TODAY = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-01 18:00:00+00:00", tick=True):
        yield


def figures(client):
    attach_figures([client])
    return client.figures


def test_an_executive_sees_the_clients_of_her_team_only(cast):
    ours, theirs = make_client(cast), make_client(cast, "Valley Steel", team=cast.valley)
    assert list(Client.objects.visible_to(cast.ana)) == [ours]
    assert list(Client.objects.visible_to(cast.cora)) == [theirs]


def test_a_manager_sees_his_department_and_a_director_everything(cast):
    make_client(cast)
    make_client(cast, "Valley Steel", team=cast.valley)
    assert Client.objects.visible_to(cast.max).count() == 1
    assert Client.objects.visible_to(cast.dora).count() == 2


def test_somebody_who_serves_a_client_in_person_sees_it_from_another_team(cast):
    client = make_client(cast)
    client.assignments.filter(role="sales_executive").delete()
    ServiceAssignment.objects.create(
        client=client, user=cast.cora, role="sales_executive", from_on=TODAY
    )
    assert list(Client.objects.visible_to(cast.cora)) == [client]


def test_the_end_of_an_assignment_ends_the_sight(cast):
    client = make_client(cast)
    client.assignments.filter(role="sales_executive").update(user=cast.cora, until_on=TODAY)
    assert not Client.objects.visible_to(cast.cora).exists()


def test_a_client_without_policies_is_a_prospect(cast):
    assert figures(make_client(cast))["status"] == "prospect"


def test_a_client_with_cover_in_force_is_a_client_with_its_premium_and_next_expiration(cast):
    client = make_client(cast)
    make_term(client, premium="1000.10")
    make_term(client, premium="2000.20", effective_on=date(2026, 3, 1))
    found = figures(client)
    assert found["status"] == "client"
    assert found["premium"] == Decimal("3000.30")
    assert found["next_expiration"] == date(2027, 1, 1)


def test_a_client_whose_last_cover_was_cancelled_is_former(cast):
    client = make_client(cast)
    transact(make_term(client), "CAN", date(2026, 5, 1), "-500.00")
    found = figures(client)
    assert found["status"] == "former"
    assert found["premium"] == 0


def test_a_client_whose_cover_starts_next_month_is_a_client(cast):
    client = make_client(cast)
    make_term(client, effective_on=date(2026, 7, 1))
    assert figures(client)["status"] == "client"


def test_two_people_cannot_hold_one_role_at_once(cast):
    client = make_client(cast)
    with pytest.raises(IntegrityError):
        ServiceAssignment.objects.create(
            client=client, user=cast.cora, role="account_executive", from_on=TODAY
        )


def test_the_fein_is_unreadable_in_the_database_and_its_history(cast):
    client = make_client(cast, fein="94-1234567")
    client.refresh_from_db()
    assert client.fein == "94-1234567"
    assert client.fein_masked == "••••••4567"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fein FROM accounts_client UNION ALL SELECT fein FROM accounts_clientevent"
        )
        assert all("1234567" not in value for (value,) in cursor.fetchall())


def test_the_second_save_of_a_record_is_told_and_nothing_is_lost(cast):
    client = make_client(cast)
    mine, theirs = Client.objects.get(pk=client.pk), Client.objects.get(pk=client.pk)
    theirs.phone = "(415) 555-0101"
    theirs.save_version(opened_with=1, fields=["phone"])
    mine.phone = "(415) 555-0199"
    with pytest.raises(DomainError, match="Somebody else saved"):
        mine.save_version(opened_with=1, fields=["phone"])
    client.refresh_from_db()
    assert client.phone == "(415) 555-0101"


def test_raw_changes_are_in_the_history_with_field_before_and_after(cast):
    client = make_client(cast)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_client SET city = 'Fresno' WHERE id = %s", [client.pk])
    latest = changes_of(client)[0]
    assert latest.what == "Changed"
    assert latest.fields == [("city", "", "Fresno")]


def test_a_change_through_a_page_names_the_person_and_the_request(cast, sign_in):
    response = sign_in(cast.ana).post("/appearance/", {"theme": "dark", "reason": "late shift"})
    latest = changes_of(cast.ana)[0]
    assert (latest.who, latest.reason) == ("Ana Alvarez", "late shift")
    assert latest.request == response["X-Request-Id"]


def test_the_history_cannot_be_rewritten(cast):
    make_client(cast)
    with pytest.raises(Exception, match="append_only|Cannot"), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_clientevent SET name = 'Somebody else'")


def test_the_page_opens_with_who_serves_the_client_and_what_is_in_force(cast, sign_in):
    client = make_client(cast)
    term = make_term(client)
    page = sign_in(cast.ana).get(f"/clients/{client.pk}/").content.decode()
    for words in ("Ana Alvarez", "Ben Brooks", term.number):
        assert words in page


@pytest.mark.parametrize(
    ("address", "words"),
    [("policies", "PN00000"), ("service", "Orders"), ("money", "Open items"),
     ("renewals", "Expiring within a year"), ("timeline", "Timeline")],
)  # fmt: skip
def test_a_section_stands_in_the_page_or_alone_when_its_tab_is_pressed(
    cast, sign_in, address, words
):
    client = make_client(cast)
    make_term(client)
    browser = sign_in(cast.ana)
    whole = browser.get(f"/clients/{client.pk}/{address}/").content.decode()
    headers = {"HX-Request": "true", "HX-Target": "section"}
    alone = browser.get(f"/clients/{client.pk}/{address}/", headers=headers).content.decode()
    assert "<html" in whole
    assert words in whole
    assert "<html" not in alone
    assert words in alone
    assert 'aria-current="page"' in alone


def test_the_page_of_another_team_s_client_is_not_found(cast, sign_in):
    client = make_client(cast, "Valley Steel", team=cast.valley)
    assert sign_in(cast.ana).get(f"/clients/{client.pk}/").status_code == 404


def test_the_list_is_filtered_by_status_and_name(cast, sign_in):
    make_term(make_client(cast, "Harbor Bakery"))
    make_client(cast, "Harbor Prospect")
    browser = sign_in(cast.ana)
    page = browser.get("/clients/?status=client&q=harbor").content.decode()
    assert "Harbor Bakery" in page
    assert "Harbor Prospect" not in page


def test_an_unknown_filter_is_refused_with_a_sentence(cast, sign_in):
    response = sign_in(cast.ana).get("/clients/?color=blue")
    assert response.status_code == 422
    assert "no filter called “color”" in response.content.decode()


def test_totals_of_all_matching_clients_come_on_their_own(cast, sign_in):
    make_term(make_client(cast), premium="1234.56")
    page = sign_in(cast.ana).get("/clients/?_totals=1").content.decode()
    assert "$1,234.56" in page


def test_names_are_sorted_without_case_accents_and_apostrophes_over_pages(cast, sign_in):
    names = ["Zebra Co.", "abalone LLC", "Álamo Inc.", "Alba Inc.", "O'Brien Co.", "Obrien Zoo"]
    for name in names:
        make_client(cast, name)
    wanted = ["abalone LLC", "Álamo Inc.", "Alba Inc.", "O'Brien Co.", "Obrien Zoo", "Zebra Co."]
    rows, after = [], ""
    while True:
        page = page_by_key(Client.objects.all(), "sort_key", 2, after)
        rows += [client.name for client in page.rows]
        if not page.after:
            break
        after = page.after
    assert rows == wanted
    shown = sign_in(cast.ana).get("/clients/").content.decode()
    places = [shown.index(f">{escape(name)}<") for name in wanted]
    assert places == sorted(places)


def test_a_client_is_chosen_while_typing_and_never_one_of_another_team(cast, sign_in):
    bakery = make_client(cast, "Harbor Bakery Inc.")
    make_client(cast, "Harbor Cranes LLC")
    make_client(cast, "Harbor Quarry Ltd.", team=cast.valley)
    browser = sign_in(cast.ana)
    offered = browser.get("/clients/names/?client=harb").content.decode()
    assert f"Harbor Bakery Inc. · {bakery.code}" in offered
    assert "Quarry" not in offered
    field = ClientField(required=False)
    field.user = cast.ana
    for typed in (f"Harbor Bakery Inc. · {bakery.code}", bakery.code.lower(), "bakery"):
        assert field.clean(typed) == bakery
    assert field.clean("") is None
    for typed, words in (("harbor", "More than one client fits"), ("quarry", "You see no client")):
        with pytest.raises(ValidationError, match=words):
            field.clean(typed)


def test_the_client_s_page_shows_what_each_policy_costs_a_year(cast, sign_in):
    make_term(make_client(cast), number="GL-26", premium="12345.00")
    page = sign_in(cast.ana).get(f"/clients/{Client.objects.get().pk}/").content.decode()
    row = page[page.index("GL-26") :]
    assert "12,345.00" in row[: row.index("</tr>")]
