"""The month's activity: counted where it stands, the same on page, paper and sheet."""

import io
import uuid
from datetime import date

import openpyxl
import pypdfium2
import pytest
import time_machine
from django.urls import reverse

from accounts.models import OrderType, ServiceOrder
from config.lib.exports import write_workbook
from reports.activity.figures import activity
from reports.documents.registry import find
from reports.documents.render import pdf
from reports.documents.services import ask_for, page
from tests.cast import make_client

TODAY = date(2026, 11, 20)


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-20T12:00:00-08:00", tick=False) as clock:
        yield clock


def order(cast, client, created, done=None, due="2026-10-20T17:00:00-07:00"):
    found = ServiceOrder.objects.create(
        client=client, type=OrderType.objects.get(code="certificate"), requested_by=cast.ana,
        state="closed" if done else "submitted", assigned_to=cast.ben if done else None,
        due_at=due, done_at=done, form_key=uuid.uuid4(),
    )  # fmt: skip
    ServiceOrder.objects.filter(pk=found.pk).update(created_at=created)


@pytest.fixture
def october(cast, clock):
    client = make_client(cast, "Alder")
    order(cast, client, "2026-10-01T00:30:00-07:00", "2026-10-20T16:00:00-07:00")
    order(cast, client, "2026-10-31T23:30:00-07:00", "2026-11-02T16:00:00-08:00")
    order(cast, client, "2026-09-30T23:30:00-07:00", "2026-10-31T23:30:00-07:00")
    order(cast, client, "2026-10-15T09:00:00-07:00")
    order(cast, make_client(cast, "Valley", team=cast.valley), "2026-10-15T09:00:00-07:00")


def counts(figures):
    return {c.label: (c.month, c.before, c.ytd) for c in figures.counts}


def test_orders_count_in_the_month_of_the_office_s_clock(cast, october):
    found = activity(cast.ana, date(2026, 10, 1), TODAY)
    assert counts(found)["Orders given"] == (3, 1, 4)
    assert counts(found)["Orders finished"] == (2, 0, 2)
    assert (found.orders.total.done, found.orders.total.on_time) == (2, 1)


def test_open_are_the_orders_that_were_open_when_the_month_ended(cast, october):
    found = activity(cast.ana, date(2026, 10, 1), TODAY)
    assert (found.open_orders, found.overdue_orders) == (2, 2)
    ServiceOrder.objects.filter(done_at=None).update(done_at="2026-11-03T16:00:00-08:00")
    assert activity(cast.ana, date(2026, 10, 1), TODAY).open_orders == 2
    assert activity(cast.ana, date(2026, 11, 1), TODAY).open_orders == 0


def test_an_order_that_waits_for_somebody_else_is_open_and_not_overdue(cast, october):
    ServiceOrder.objects.filter(done_at=None).update(state="wait_client", assigned_to=cast.ben)
    found = activity(cast.ana, date(2026, 11, 1), TODAY)
    assert (found.open_orders, found.overdue_orders) == (1, 0)


def test_everybody_s_report_holds_the_clients_they_see(cast, october):
    assert counts(activity(cast.dora, date(2026, 10, 1), TODAY))["Orders given"][0] == 4
    assert counts(activity(cast.vic, date(2026, 10, 1), TODAY))["Orders given"][0] == 1


def test_page_paper_and_sheet_say_the_same(cast, october, sign_in):
    screen = sign_in(cast.ana).get(reverse("activity"), {"month": "2026-10"}).content.decode()
    assert '>Orders given</th><td class="num">3</td><td class="num">1</td>' in screen
    kind = find("activity")
    ask = ask_for(kind, key="2026-10", as_of=None, params={}, by=cast.ana)
    report = kind.build(ask)
    paper = pypdfium2.PdfDocument(pdf(page(kind, report, ask)).data)
    words = "".join(" ".join(p.get_textpage().get_text_range() for p in paper).split())
    assert "Ordersgiven314" in words
    sheet = io.BytesIO()
    write_workbook(sheet, kind.sheets(report, cast.ana))
    rows = openpyxl.load_workbook(sheet)["Activity"].iter_rows(min_row=2, values_only=True)
    assert next(rows) == ("Orders given", 3, 1, 4)


def test_an_empty_book_has_an_activity_report_of_noughts(cast, clock):
    found = activity(cast.ana, date(2026, 11, 1), TODAY)
    assert {c.month for c in found.counts} == {0}
    assert [share.percent for share in found.currency] == [None, None]


def test_a_month_to_come_is_refused(cast, clock, sign_in):
    answer = sign_in(cast.ana).get(reverse("activity"), {"month": "2026-12"})
    assert "has not begun" in answer.content.decode()
