"""The dashboard of each role: what a figure is beside what it was, and the rows behind it."""

import io
import uuid
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from accounts.models import OrderType, ServiceOrder
from accounts.service_plans.planning import plan_clients
from reports.dashboards.page import LEAD, SETS, dashboard, period_of
from reports.dashboards.registry import TILES
from reports.dashboards.rules import Figure, against_target, moved, shown
from reports.models import Budget, BudgetAmount
from tests.cast import make_client, make_term

TODAY = date(2026, 11, 20)
NOVEMBER = period_of(date(2026, 11, 1), "before", TODAY)


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-20T12:00:00-08:00", tick=False) as clock:
        yield clock


def tiles(user, period=NOVEMBER):
    return {shown.tile.name: shown for shown in dashboard(user, period)}


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(Decimal(110), "", before=Decimal(100), unit="dollars", more_is="good"),
         ("+10.0 %", "good")),
        (Figure(Decimal(90), "", before=Decimal(100), unit="dollars", more_is="bad"),
         ("−10.0 %", "good")),
        (Figure(Decimal(5), "", before=Decimal(0), unit="dollars"), ("+$5", "")),
        (Figure(7, "", before=9, more_is="good"), ("−2", "bad")),
        (Figure(7, "", before=7, more_is="good"), ("as before", "")),
        (Figure(Decimal("91.5"), "", before=Decimal("90.0"), unit="percent"), ("+1.5 points", "")),
        (Figure(None, "", before=3), ("", "")),
    ],
)  # fmt: skip
def test_a_figure_says_how_it_moved(figure, words):
    assert moved(figure) == words


def test_a_month_that_still_runs_is_not_judged():
    short = Figure(50, "", before=100, course=[1, 2], target=90, more_is="good")
    assert moved(short, running=True) == ("−50 so far", "")
    assert against_target(short, running=True) == ("target 90", "")


def test_a_target_is_reached_from_the_right_side():
    assert against_target(Figure(3, "", target=0, more_is="bad")) == ("target 0", "bad")
    assert against_target(Figure(0, "", target=0, more_is="bad")) == ("target 0", "good")
    assert against_target(Figure(Decimal(9), "", target=Decimal(8), more_is="good"))[1] == "good"
    assert shown(Decimal("-1234.5"), "dollars") == "−$1,234"


def test_every_tile_of_every_role_exists():
    assert {name for names in (*SETS.values(), LEAD) for name in names} == set(TILES)


def test_commission_stands_beside_last_month_and_the_budget_of_its_person(cast, clock):
    client = make_client(cast)
    make_term(client, effective_on=date(2026, 11, 2), premium="1000.00", number="A")
    make_term(client, effective_on=date(2026, 10, 2), premium="500.00", number="B")
    make_term(make_client(cast, "Valley", team=cast.valley), effective_on=date(2026, 11, 3),
              premium="9000.00", number="C")  # fmt: skip
    budget = Budget.objects.create(year=2026, part="executive", person=cast.ana)
    BudgetAmount.objects.create(budget=budget, month=date(2026, 11, 1), measure="premium",
                                amount="800.00")  # fmt: skip
    found = tiles(cast.dora)["premium"].figure
    assert (found.value, found.before) == (Decimal("10000.00"), Decimal("500.00"))
    own = tiles(cast.ana)["commission"].figure
    assert own.value < found.value
    assert own.target is None


def test_the_workbook_of_a_dashboard_holds_numbers(cast, clock, sign_in):
    make_term(make_client(cast), premium="1234.50", commission="123.45", month=date(2026, 11, 1))
    answer = sign_in(cast.dora).get(reverse("dashboard"), {"_export": "xlsx"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Dashboard"]
    rows = {row[0]: row[1:4] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["Premium booked"] == (1234.5, "dollars", 0)
    assert rows["Retention of premium"] == (None, "percent", None)


def test_orders_on_time_count_in_their_month(cast, clock):
    client = make_client(cast)
    for done, due in (("2026-11-03T10:00-08:00", "2026-11-04T10:00-08:00"),
                      ("2026-11-05T10:00-08:00", "2026-11-04T10:00-08:00"),
                      ("2026-10-05T10:00-07:00", "2026-10-09T10:00-07:00")):  # fmt: skip
        ServiceOrder.objects.create(
            client=client, type=OrderType.objects.get(code="certificate"), state="closed",
            requested_by=cast.ana, assigned_to=cast.ben, due_at=due, done_at=done,
            form_key=uuid.uuid4(),
        )  # fmt: skip
    figure = tiles(cast.ben)["orders_on_time"].figure
    assert (figure.value, figure.before) == (Decimal("50.0"), Decimal("100.0"))
    assert figure.course[-2:] == [Decimal("100.0"), Decimal("50.0")]


def test_a_promise_left_undone_counts_in_its_month_once_it_is_late(cast, sign_in):
    client = make_client(cast)
    make_term(client, effective_on=date(2026, 3, 1))
    plan_clients(ids=[client.pk], today=date(2026, 3, 1))
    with time_machine.travel("2026-06-30T12:00:00-07:00", tick=False):
        may, june = (period_of(date(2026, m, 1), "before", date(2026, 6, 30)) for m in (5, 6))
        figure = tiles(cast.ana, may)["commitments"].figure
        assert figure.value == tiles(cast.ana, june)["commitments"].figure.before == 0
        rows = sign_in(cast.ana).get(f"{figure.url}&_export=csv").getvalue().decode().splitlines()
    assert (figure.note, len(rows)) == ("1 due", 2)


def test_a_month_to_come_or_an_unknown_comparison_is_refused(cast, clock, sign_in):
    browser = sign_in(cast.ana)
    assert "cover the clients of your teams" in browser.get(reverse("dashboard")).content.decode()
    for query in ({"month": "2026-12"}, {"against": "ever"}):
        assert "has begun" in browser.get(reverse("dashboard"), query).content.decode()


def test_a_house_without_a_book_is_told_what_to_begin_with(cast, clock, sign_in):
    dora = sign_in(cast.dora)
    for address, words in (
        ("/dashboard/", "Import a book of business</a>"),
        ("/renewals/", "No placement yet."),
        ("/opportunities/", "No opportunity matches. Open one"),
    ):
        assert words in dora.get(address).content.decode()
    make_term(make_client(cast), effective_on=date(2026, 11, 2), premium="1000.00")
    assert "nothing to add up" not in dora.get(reverse("dashboard")).content.decode()
