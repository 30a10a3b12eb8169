"""The aging of the house: its columns, the rows behind each figure, and the weekly mail."""

import re
import uuid
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AgingBucket, AgingDefault, ServiceAssignment
from accounts.receipts.services import take_receipt
from accounts.receivables.aging import aging, open_items
from accounts.receivables.rules import bucket_of, buckets_from, days_outstanding, share
from accounts.receivables.services import set_aging
from accounts.receivables.tasks import ask_for_agings
from accounts.receivables.weekly import mail_agings, week_of
from config.lib.errors import DomainError
from reports.models import Job
from teams.models import Notification, OutboundEmail
from tests.accounts.test_receivables import bill
from tests.cast import make_client

D = Decimal
ON = date(2026, 11, 1)


def receive(cast, client, amount, on=date(2026, 10, 1)):
    return take_receipt(
        client=client, amount=D(amount), received_on=on, method="check", reference="", payer="",
        parts={}, form_key=uuid.uuid4(), by=cast.acc,
    )  # fmt: skip


@given(st.sets(st.integers(0, 400), min_size=1, max_size=10), st.integers(-50, 500))
def test_columns_made_from_days_hold_every_day_once(days, past):
    columns = buckets_from(sorted(days))
    label = bucket_of(past, columns)
    first = {c.label: c.from_days for c in columns}
    assert len(first) == len(columns)
    assert (first[label] is None) == (past < min(days))
    assert first[label] is None or first[label] == max(d for d in days if d <= past)


def test_the_house_s_columns_have_their_names():
    labels = [b.label for b in buckets_from([1, 31, 61, 91, 121])]
    assert labels == ["Not yet due", "1–30", "31–60", "61–90", "91–120", "Over 120"]


@pytest.mark.parametrize("days", [[], [31, 1], [1, 1], [-1, 30], list(range(11))])
def test_days_that_do_not_rise_make_no_columns(days):
    with pytest.raises(DomainError):
        buckets_from(days)


def test_days_outstanding_and_shares_are_plain_ratios():
    assert days_outstanding(D("50000"), D("300000"), 90) == D("15.0")
    assert days_outstanding(D("50000"), D("0"), 90) is None
    assert share(D("25"), D("200")) == D("12.5")


def test_money_on_account_is_in_no_column_and_its_own(cast):
    client = make_client(cast)
    bill(cast, client, "1", "300.00", due_on=date(2026, 6, 1))
    receive(cast, client, "80.00")
    report = aging(cast.ana, ON, "due", "client")
    (row,) = report.rows
    assert (row.owed, row.total, row.unapplied) == (300, 300, -80)
    assert (row.over_60, row.share_over_90) == (300, 100)
    assert aging(cast.ana, date(2026, 9, 30), "due", "client").total.unapplied == 0


def test_a_client_without_open_items_but_with_cash_is_in_the_report(cast):
    client = make_client(cast)
    receive(cast, client, "80.00")
    for by, label in (("client", client.name), ("executive", "Ana Alvarez"), ("team", "Bay")):
        (row,) = aging(cast.ana, ON, by=by, basis="later").rows
        assert (row.label, row.unapplied) == (label, -80)


def test_a_past_day_names_who_served_then_whoever_serves_now(cast):
    client = make_client(cast)
    bill(cast, client, "1", "100.00")
    before = aging(cast.dora, ON, "due", "executive").rows
    ServiceAssignment.objects.filter(client=client, role="account_executive").update(
        until_on=date(2026, 11, 20)
    )
    ServiceAssignment.objects.create(
        client=client, user=cast.cora, role="account_executive", from_on=date(2026, 11, 20)
    )
    assert aging(cast.dora, ON, "due", "executive").rows == before
    (row,) = aging(cast.dora, date(2026, 11, 20), "due", "executive").rows
    assert row.label == "Cora Chen"


def test_the_report_narrows_to_the_clients_of_one_person_or_team(cast):
    bill(cast, make_client(cast), "1", "100.00")
    bill(cast, make_client(cast, "Valley Steel", team=cast.valley), "2", "200.00")
    for narrowed, amount in (
        ({"executive": cast.ana.pk}, 100), ({"team": cast.valley.pk}, 200),
        ({"sales": cast.sam.pk, "team": cast.valley.pk}, 0),
    ):  # fmt: skip
        assert aging(cast.dora, ON, "due", "client", narrowed).total.total == amount


def test_the_whole_report_is_one_statement(cast):
    bill(cast, make_client(cast), "1", "100.00")
    cast.dora.may("home.view")
    with CaptureQueriesContext(connection) as queries:
        aging(cast.dora, ON, "due", "client")
    assert len(queries) == 2, "the columns, and the report"


def test_every_figure_leads_to_rows_that_sum_to_it(cast, sign_in):
    client = make_client(cast)
    bill(cast, client, "1", "100.00", due_on=date(2026, 11, 1))
    bill(cast, client, "2", "-20.00", due_on=date(2026, 10, 1))
    other = make_client(cast, "Nobody's Bakery")
    other.assignments.all().delete()
    bill(cast, other, "3", "300.00", due_on=date(2026, 6, 1))
    receive(cast, client, "80.00")
    browser = sign_in(cast.dora)
    page = browser.get("/receivables/?as_of=2026-11-01&basis=due&by=executive").content.decode()
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    links = re.findall(r'href="(/receivables/(?:items|unapplied)/[^"]+)">(.*?)</a>', table)
    assert len(links) == 6
    for address, shown in links:
        figure = re.sub(r"<span class=.visually-hidden.*?</span>|<[^>]+>|[,()]", "", shown)
        totals = browser.get(unescape(address) + "&_totals=1").content.decode()
        sums = re.findall(r"\$-?([\d,]+\.\d\d)", totals)
        assert figure.strip() in [s.replace(",", "") for s in sums], (address, shown)


def test_columns_and_the_default_basis_are_changed_on_their_page(cast, sign_in):
    browser = sign_in(cast.dora)
    form = {"basis": "due", "starts": "1, 61", "opened": "1, 31, 61, 91, 121", "note": "Board"}
    browser.post("/receivables/settings/", form)
    assert [b.label for b in AgingBucket.objects.all()] == ["Not yet due", "1–60", "Over 60"]
    assert AgingDefault.objects.basis(timezone.localdate()) == "due"
    stale = browser.post("/receivables/settings/", form)
    assert stale.status_code == 422
    assert "Somebody else changed the columns" in stale.content.decode()
    wrong = browser.post("/receivables/settings/", form | {"starts": "1, x"})
    assert "Whole days with commas" in wrong.content.decode()


def test_only_those_who_set_the_rules_change_the_columns(cast, sign_in):
    assert sign_in(cast.ana).get("/receivables/settings/").status_code == 403


def test_the_default_basis_of_a_past_day_stays(cast):
    set_aging(basis="due", starts=[1, 31, 61, 91, 121], opened=[1, 31, 61, 91, 121], note="",
              by=cast.dora)  # fmt: skip
    assert AgingDefault.objects.basis(date(2026, 1, 1)) == "later"


def test_each_executive_gets_the_week_s_aging_once_however_late(cast):
    client = make_client(cast)
    bill(cast, client, "1", "100.00")
    bill(cast, make_client(cast, "Valley Steel", team=cast.valley), "2", "200.00")
    assert mail_agings(date(2026, 11, 2)) == 2
    assert mail_agings(date(2026, 11, 8)) == 0
    assert mail_agings(date(2026, 11, 9)) == 2
    mail = OutboundEmail.objects.get(key=f"aging:2026-W45:{cast.ana.pk}")
    assert mail.subject == "Your weekly aging as of 11/01/2026"
    assert client.name not in mail.subject + mail.body
    assert "100.00" in mail.body
    assert f"executive={cast.ana.pk}&as_of=2026-11-01" in mail.body
    assert Notification.objects.filter(user=cast.ana).count() == 2


def test_a_week_is_asked_for_once_from_monday_six_o_clock(db, time_machine):
    time_machine.move_to("2026-11-02 13:59 +00:00")
    ask_for_agings()
    assert not Job.objects.exists()
    time_machine.move_to("2026-11-04 20:00 +00:00")
    ask_for_agings()
    ask_for_agings()
    assert [j.key for j in Job.objects.all()] == ["weekly-aging:2026-W45"]
    assert week_of(date(2026, 11, 8)) == ("2026-W45", date(2026, 11, 1))


def test_open_items_of_nobody_s_clients_are_asked_for_with_null(cast, sign_in):
    other = make_client(cast, "Nobody's Bakery")
    other.assignments.all().delete()
    bill(cast, other, "3", "300.00")
    page = sign_in(cast.dora).get("/receivables/items/?executive=null&as_of=2026-11-01")
    assert "300.00" in page.content.decode()
    assert open_items(cast.dora, ON, "due").count() == 1
