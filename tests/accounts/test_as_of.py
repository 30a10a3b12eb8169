"""The client as of a date: its record from history, the rest from dated rows."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.utils import timezone

from accounts.clients.as_of import standing
from teams.history.edits import save_edit
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term, transact

pytestmark = pytest.mark.django_db


def recorded_days_ago(client, days):
    """Let the history of `client` begin so many days earlier; the database allows it to nobody."""
    table = client.history.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET pgh_created_at = now() - interval '{days} days'")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_the_old_name_and_phone_are_shown_after_a_rename(cast, sign_in):
    client = make_client(cast, "Harbor Bakery Inc.", phone="415 555 0101")
    recorded_days_ago(client, 30)
    save_edit(client, values={"name": "Bay Bakery LLC"}, opened_with=1)
    day = timezone.localdate() - timedelta(days=7)
    page = sign_in(cast.ana).get(f"/clients/{client.pk}/as-of/?as_of={day}").content.decode()
    assert "Harbor Bakery Inc." in page
    assert "It is called <b>Bay Bakery LLC</b> today" in page
    assert "(now Bay Bakery LLC)" in page
    client.refresh_from_db()
    assert standing(client, timezone.localdate()).name == "Bay Bakery LLC"


def test_where_no_history_reaches_the_page_says_so(cast, sign_in):
    client = make_client(cast)
    page = sign_in(cast.ana).get(f"/clients/{client.pk}/as-of/?as_of=2026-01-01").content.decode()
    assert "kept no history of its record by then" in page
    assert "the facts are today's" in unescape(page)


def test_people_policies_and_money_are_those_of_the_day(cast):
    client = make_client(cast)
    old = client.assignments.get(role="client_administrator")
    old.until_on = date(2026, 3, 1)
    old.save()
    client.assignments.create(user=cast.bea, role=old.role, from_on=date(2026, 3, 1))
    term = make_term(client, effective_on=date(2026, 1, 1), premium="12000.00")
    bill(cast, client, "100042", term=term, invoice_on=date(2026, 2, 1))
    transact(term, "CAN", date(2026, 6, 1), "-5000.00")

    january, april, july = (standing(client, date(2026, m, 15)) for m in (1, 4, 7))
    assert cast.ben in [a.user for a in january.people]
    assert cast.bea in [a.user for a in april.people]
    assert cast.ben not in [a.user for a in april.people]
    assert [len(s.terms) for s in (january, april, july)] == [1, 1, 0]
    assert january.balance == 0
    assert april.balance > 0


def test_what_is_no_date_gets_a_sentence(cast, sign_in):
    client = make_client(cast)
    answer = sign_in(cast.ana).get(f"/clients/{client.pk}/as-of/?as_of=soon")
    assert answer.status_code == 422
    assert "is not a date" in answer.content.decode()
