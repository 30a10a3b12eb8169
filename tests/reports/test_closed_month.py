"""A closed month comes out the same again for everybody, whatever is corrected later."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Carrier, Client, OrderType, ServiceAssignment, ServiceOrder
from accounts.receivables.aging import aging
from accounts.service_team.services import cover
from reports.activity.figures import activity
from reports.dashboards.page import dashboard as tiles_of
from reports.dashboards.page import period_of
from reports.documents import render
from reports.documents.kinds.listing import listed
from reports.documents.registry import find
from reports.documents.services import ask_for, page
from reports.models import Budget, BudgetAmount, ProductionShare
from reports.production.figures import figures
from reports.production.kept_aging import kept_aging
from reports.production.page import dashboard
from reports.production.querysets import counted
from reports.production.rules import PARTS
from reports.production.services import close_month
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term, transact
from tests.reports.production_book import OCTOBER, october

PRODUCTION = "production"


def paper(user, name: str = PRODUCTION) -> str:
    kind = find(name)
    ask = ask_for(kind, key="2026-10", as_of=date(2026, 11, 20), params={}, by=user)
    return page(kind, kind.build(ask), ask)


def workbook(user) -> dict[str, list]:
    kind = find(PRODUCTION)
    ask = ask_for(kind, key="2026-10", as_of=date(2026, 11, 20), params={}, by=user)
    return {sheet.name: list(sheet.rows) for sheet in kind.sheets(kind.build(ask), user)}


@pytest.fixture
def closed(cast):
    """October closed: Bay's book, and a client of Valley whom Sam of Bay serves in person."""
    made = october(cast)
    valley = make_client(cast, "Valley Steel", team=cast.valley)
    make_term(valley, effective_on=date(2026, 10, 2), premium="7000.00")
    ServiceAssignment.objects.update_or_create(
        client=valley, role="sales_executive", until_on=None,
        defaults={"user": cast.sam, "from_on": date(2026, 1, 1)},
    )  # fmt: skip
    for client in (made.stayed.client, valley, make_client(cast, "Bay Brewery")):
        ServiceOrder.objects.create(
            client=client, type=OrderType.objects.get(code="certificate"), requested_by=cast.ana,
            state="closed", assigned_to=cast.ben, form_key=uuid4(), took_minutes=90,
            due_at="2026-10-20T17:00:00-07:00", done_at="2026-10-20T16:00:00-07:00",
        )  # fmt: skip
    with time_machine.travel("2026-10-06T20:00:00Z", tick=True):
        bill(cast, made.stayed.client, "OCT-1")
        bill(cast, valley, "OCT-2")
    budget = Budget.objects.create(year=2026, part="executive", person=cast.ana)
    BudgetAmount.objects.create(
        budget=budget, month=OCTOBER, measure="premium", amount=Decimal("2000.00")
    )
    with time_machine.travel("2026-11-20T20:00:00Z", tick=True):
        close_month(month=OCTOBER, by=cast.dora)
    return made


def correct_in_april(cast, made):
    """What people mend later: late entries, dates, names, lines, carriers, teams, plans."""
    transact(made.stayed, "END", date(2026, 10, 25), "999.00", "99.00")
    make_term(make_client(cast, "Late Entry"), effective_on=date(2025, 9, 1), expires_on=None)
    made.lost.expires_on = date(2026, 12, 15)
    made.lost.save()
    company = made.new.policy.writing_company
    company.carrier = Carrier.objects.create(name="Bought The Carrier")
    company.save()
    made.new.policy.line = made.stayed.policy.line
    made.new.policy.save()
    client = made.stayed.client
    client.name, client.team, client.tier = "Renamed Bakery", cast.valley, None
    client.save()
    BudgetAmount.objects.update(amount=Decimal("1.00"))
    ServiceOrder.objects.update(state="in_progress", done_at=None)


def test_everybody_sees_the_closed_month_as_it_was_closed(cast, closed):
    with time_machine.travel("2027-04-20T20:00:00Z", tick=True):
        people = [cast.dora, cast.max, cast.ana, cast.sam, cast.cora]
        before = {person: (figures(person, OCTOBER), workbook(person)) for person in people}
        seen = [before[p][0].total.month["new"].premium for p in people]
        assert seen == [7600, 600, 600, 7600, 7000]
        assert ProductionShare.objects.filter(close__month=OCTOBER).count() == 2
        papers = {person: render.pdf(paper(person)).data for person in (cast.dora, cast.ana)}
        correct_in_april(cast, closed)
    with time_machine.travel("2027-05-07T20:00:00Z", tick=True):
        for person in people:
            user = type(person).objects.get(pk=person.pk)
            found, was = figures(user, OCTOBER), before[person][0]
            for what in ("total", "kinds", "dimensions", "trend", "renewals", "identity", "cuts",
                         "measures", "ends", "exclusions", "still_due"):  # fmt: skip
                assert getattr(found, what) == getattr(was, what), (person, what)
            assert workbook(user) == before[person][1], person
            assert sum(row[9] for row in before[person][1]["Rows"]) == was.identity.produced
        for person, pdf in papers.items():
            assert render.pdf(paper(person)).data == pdf, person


@pytest.mark.parametrize("month", [OCTOBER, date(2026, 11, 1)], ids=["closed", "open"])
def test_who_stands_in_for_a_colleague_does_not_count_their_production(cast, closed, month):
    with time_machine.travel("2026-11-20T20:00:00Z", tick=True):
        was = figures(cast.vic, month), activity(cast.vic, month, date(2026, 11, 20))
        cover(
            person=cast.ana, deputy=cast.vic, from_on=date(2026, 11, 19),
            last_on=date(2026, 11, 25), by=cast.max,
        )  # fmt: skip
        vic = type(cast.vic).objects.get(pk=cast.vic.pk)
        assert closed.stayed.client in Client.objects.visible_to(vic)
        assert (figures(vic, month), activity(vic, month, date(2026, 11, 20))) == was
        assert not counted(vic).filter(term__client=closed.stayed.client).exists()


def test_the_month_after_begins_with_what_everybody_s_share_was_closed_with(cast, closed):
    with time_machine.travel("2026-11-20T20:00:00Z", tick=True):
        closed.lost.expires_on = date(2026, 12, 15)
        closed.lost.save()
        for person in (cast.dora, cast.ana):
            october_end = figures(person, OCTOBER).identity.ending
            november = figures(person, date(2026, 11, 1)).identity
            assert november.beginning == october_end
            assert november.corrected == Decimal("3000.00")
            assert november.holds


def test_the_page_of_a_closed_month_says_what_came_after_it(cast, closed, sign_in):
    with time_machine.travel("2026-11-21T20:00:00Z", tick=True):
        transact(closed.stayed, "END", date(2026, 10, 25), "999.00", "99.00")
        page = sign_in(cast.ana).get(reverse("production"), {"month": "2026-10"})
    assert "after its close; counted in a later month" in page.content.decode()
    assert page.context["found"].total.month["endorsed"].premium == Decimal("100.00")


def test_the_pack_of_the_month_holds_each_report_as_it_would_be_alone(cast, closed):
    with time_machine.travel("2026-11-20T20:00:00Z", tick=True):
        kind = find("month_pack")
        ask = ask_for(kind, key="2026-10", as_of=date(2026, 11, 4), params={}, by=cast.dora)
        pack = kind.build(ask)
        html = page(kind, pack, ask)
        names = [sheet.name for sheet in kind.sheets(pack, cast.dora)]
    assert [part.content.title for part in pack.parts] == [
        "Production report October 2026", "Activity report October 2026",
        "Aging of receivables by client",
    ]  # fmt: skip
    assert pack.parts[0].content.figures.total == figures(cast.dora, OCTOBER).total
    assert pack.as_of == date(2026, 10, 31)
    assert "All production" in html
    assert html.count("<html") == 1
    assert len(names) == len(set(names))
    assert {"Summary", "Activity", "Aging", "About", "About, aging"} <= set(names)


def test_the_activity_of_a_closed_month_is_what_it_was_closed_with(cast, closed):
    with time_machine.travel("2027-04-20T20:00:00Z", tick=True):
        people = (cast.dora, cast.max, cast.ana, cast.sam)
        before = {person: activity(person, OCTOBER, date(2027, 4, 20)) for person in people}
        correct_in_april(cast, closed)
        for person, was in before.items():
            user = type(person).objects.get(pk=person.pk)
            assert activity(user, OCTOBER, date(2027, 4, 20)) == was, person
    assert [was.orders.total.done for was in before.values()] == [3, 2, 2, 3]
    assert {row.took for was in before.values() for row in was.orders.people} == {90}


def test_the_pack_of_a_closed_month_comes_out_the_same_after_corrections(cast, closed):
    with time_machine.travel("2027-04-20T20:00:00Z", tick=True):
        was = {person: paper(person, "month_pack") for person in (cast.dora, cast.max)}
        correct_in_april(cast, closed)
    with time_machine.travel("2027-05-07T20:00:00Z", tick=True):
        for person, text in was.items():
            assert paper(type(person).objects.get(pk=person.pk), "month_pack") == text, person


def test_the_aging_of_a_closed_month_s_last_day_is_what_was_owed_when_it_was_closed(cast, closed):
    on = date(2026, 10, 31)
    with time_machine.travel("2027-04-20T20:00:00Z", tick=True):
        for person in (cast.dora, cast.max, cast.ana, cast.sam):
            assert kept_aging(person, on) == aging(person, on, "later", "client"), person
        correct_in_april(cast, closed)
        rows = kept_aging(type(cast.ana).objects.get(pk=cast.ana.pk), on).rows
        assert [(row.label, row.items) for row in rows] == [("Harbor Bakery Inc.", 1)]
        assert kept_aging(cast.ana, date(2026, 10, 30)) is None


def behind(context) -> list:
    """Every number of the page with the address of its rows, and what the rows must add up to."""
    found = [(cell.url, cell.sums.count, cell.sums.premium)
             for row in [*context["table"]["rows"], {"cells": context["total"]}, *context["kinds"],
                         *context["fresh"]]
             for cell in row["cells"]]  # fmt: skip
    found += [
        (cell.url, cell.sums.count, cell.sums.premium)
        for why in context["reasons"]
        for cell in (why["cancelled"], why["expired"])
    ]
    signs = {part: -1 if sign < 0 else 1 for part, (_, sign) in PARTS.items()}
    return found + [
        (url, line.count, line.premium) for line, url in context["lines"] if signs[line.part]
        and line.part != "adjusted"
    ]  # fmt: skip


def told(url: str, user) -> tuple[str, str]:
    """How many rows the list at `url` has for `user`, and their premium."""
    totals = dict(listed(url, user).totals)
    count = totals.get("Transactions") or totals["Policies"]
    return count, totals.get("Premium") or totals["Premium counted"]


def wrong_rows(user, span: str = "month") -> list:
    context = dashboard(user, OCTOBER, None, span, "executive")
    found = [(url, f"{n:,}", f"−${-amount:,.2f}" if amount < 0 else f"${amount:,.2f}")
             for url, n, amount in behind(context)]  # fmt: skip
    assert len(found) > 10
    return [(url, n, amount, told(url, user)) for url, n, amount in found
            if told(url, user) != (n, amount)]  # fmt: skip


def test_the_rows_of_a_closed_month_add_up_to_it_for_everybody_whatever_was_corrected(
    cast, closed, sign_in
):
    with time_machine.travel("2027-04-20T20:00:00Z", tick=True):
        correct_in_april(cast, closed)
        for person in (cast.dora, cast.max, cast.ana, cast.sam, cast.cora):
            user = type(person).objects.get(pk=person.pk)
            assert wrong_rows(user) == [], person
        page = sign_in(cast.max).get(reverse("production-rows"), {"month": "2026-10",
                                                                  "close": "2026-10"})  # fmt: skip
        text = page.content.decode()
    assert "Harbor Bakery Inc." in text
    assert "Renamed Bakery" not in text
    assert reverse("client-page", args=[closed.stayed.client_id]) not in text
    assert "These rows are what October 2026 was closed with" in text


def test_what_was_not_kept_term_by_term_is_said_to_be_asked_as_of_today(cast, closed, sign_in):
    browser = sign_in(cast.ana)
    asked = {"month": "2026-01", "through": "2026-10", "close": "2026-10"}
    for name, more in (("renewals", {}), ("rows", {"kind": "new", "fresh": "business"})):
        text = browser.get(reverse(f"production-{name}"), asked | more).content.decode()
        assert "the rows are asked as of today" in text, name
    text = browser.get(reverse("production-rows"), asked).content.decode()
    assert "These rows are what October 2026 was closed with" in text
    later = browser.get(reverse("production-rows"), asked | {"through": "2026-11"})
    assert later.status_code == 422
    assert "October 2026 was closed before that" in later.content.decode()


def test_the_dashboard_s_tiles_of_a_closed_month_are_what_it_was_closed_with(cast, closed):
    period = period_of(OCTOBER, "before", date(2026, 11, 20))
    names = {"premium", "commission", "new_business", "retention"}

    def tiles(person):
        user = type(person).objects.get(pk=person.pk)
        return {t.tile.name: t.figure for t in tiles_of(user, replace(period, asked={}))
                if t.tile.name in names}  # fmt: skip

    with time_machine.travel("2027-04-20T20:00:00Z", tick=True):
        before = {person: tiles(person) for person in (cast.dora, cast.ana, cast.sam)}
        correct_in_april(cast, closed)
        for person, found in before.items():
            assert tiles(person) == found, person
    assert before[cast.dora]["premium"].value == 8700
    assert before[cast.dora]["retention"].value == Decimal("40.0")
    assert told(before[cast.dora]["premium"].url, cast.dora)[1] == "$8,700.00"
