"""Whole renewals, from the alert to the closed placement, in the pages.

Prepared, not clicked: what the client's file knew before (address, operations, last year's
figures, a location), the expiring policies and the carriers. Moving the clock of the house and
the worker's hourly tick stand for the months between. Everything else is done in the pages.
"""

from datetime import date

import pytest
from playwright.sync_api import expect

from accounts.models import (
    Carrier,
    Contact,
    Coverage,
    Exposure,
    LineOfBusiness,
    Location,
    Tier,
    WritingCompany,
)
from renewals.expirations.tasks import ask_for_alerts
from renewals.models import Placement
from renewals.placements.states import Stage
from renewals.placements.tasks import ask_for_openings
from tests.browser import renewing as r
from tests.cast import make_client, make_term

pytestmark = pytest.mark.slow

GL, PROPERTY = "General liability", "Commercial property"
BEGAN, ENDS = date(2025, 12, 1), date(2026, 12, 1)


@pytest.fixture
def foundry(clock, live_cast):
    """A World Class client: liability and property that expire together, an umbrella later."""
    client = make_client(
        live_cast, "Bay Foundry Inc.", entity_type="corporation", fein="94-1234567",
        started_year=1984, operations="Castings of bronze", street="1 Pier", city="Oakland",
        state="CA", zip="94607",
    )  # fmt: skip
    Contact.objects.create(client=client, name="Pat Doe", email="pat@foundry.example")
    for kind, amount in (("revenue", 4_000_000), ("headcount", 40)):
        Exposure.objects.create(client=client, kind=kind, year=2025, amount=amount)
    Location.objects.create(
        client=client, number="1", street="1 Pier", city="Oakland", state="CA", zip="94607",
        building=2_000_000, contents=500_000,
    )  # fmt: skip
    make_term(client, number="GL-1", effective_on=BEGAN, premium="12000.00")
    make_term(client, number="PR-1", line="PROP", effective_on=BEGAN, premium="8000.00")
    make_term(
        client, number="UMB-1", line="UMBRC", effective_on=date(2026, 2, 1), premium="5000.00"
    )
    for name in ("Eager Mutual", "Slow Casualty", "Picky Indemnity"):
        WritingCompany.objects.create(
            carrier=Carrier.objects.create(name=f"{name} Group"), name=name
        )
    return client


def test_a_world_class_renewal_of_two_lines_runs_from_the_alert_to_the_closed_placement(
    clock, live_cast, live_server, desk, new_context, foundry
):
    clock.at(6, 24)
    ask_for_openings()
    r.run_waiting("open-placements")
    placement = Placement.objects.get()
    clock.at(8, 3)
    ask_for_alerts()
    r.run_waiting("expiration-alerts")
    ana, ben = desk(live_cast.ana), desk(live_cast.ben)
    ana.goto("/notices/")
    ana.get_by_role("link", name="2 policies need attention").click()
    expect(ana.get_by_role("main")).to_contain_text("GL-1")
    ana.goto(f"/clients/{foundry.pk}/renewals/")
    ana.locator(f"a[href='/placements/{placement.pk}/']").first.click()
    expect(ana.get_by_role("main")).not_to_contain_text("UMB-1")

    ana.goto(f"/placements/{placement.pk}/information/")
    ana.get_by_role("button", name="Ask for what is missing").click()
    ana.get_by_text("Requested 08/03/2026").first.wait_for()
    asked = r.ask_client(ana, placement, ASKED)
    r.reach(ana, placement, Stage.INFO_REQUESTED)
    clock.at(8, 17)
    answer_on_a_phone(
        new_context(base_url=live_server.url, viewport={"width": 390, "height": 800}).new_page()
    )
    ana.goto(asked)
    take_over_every_answer(ana)
    complete_the_sheet(ana, placement)
    r.reach(ana, placement, Stage.INFO_COMPLETE)
    clock.at(9, 2)
    r.reach(ana, placement, Stage.STRATEGY_SET)

    clock.at(9, 16)
    build_the_specification(ana, ben, placement)
    clock.at(9, 25)
    markets = {
        market: r.ask_market(ana, placement, market, str(placement.specifications.get()))
        for market in (
            "Zenith Casualty Company", "Eager Mutual", "Slow Casualty", "Picky Indemnity",
        )
    }  # fmt: skip
    r.reach(ana, placement, Stage.SUBMITTED)
    clock.at(10, 20)
    for market, liability, property_ in (
        ("Zenith Casualty Company", "12,900.00", "8,700.00"),
        ("Eager Mutual", "11,500.00", "8,200.00"),
        ("Slow Casualty", "13,900.00", "9,900.00"),
    ):
        ana.goto(markets[market])
        r.enter_quote(ana, {
            f"Premium, {GL}": liability, f"Premium, {PROPERTY}": property_,
            "Each occurrence": "1,000,000", "Building": "2,000,000",
        })  # fmt: skip
    ana.goto(markets["Picky Indemnity"])
    ana.get_by_label("Who said so").fill("Una, 415-555-0101")
    r.note_decline(ana)
    expect(ana.get_by_text("Una, 415-555-0101")).to_be_visible()
    r.reach(ana, placement, Stage.QUOTED)

    clock.at(11, 2)
    sam = desk(live_cast.sam)
    propose(ana, sam, placement)
    r.reach(ana, placement, Stage.PROPOSED)
    clock.at(11, 12)
    accept(ana, placement)
    r.reach(ana, placement, Stage.DECISION)

    clock.at(11, 20)
    bind(ana, placement, "Eager Mutual")
    r.reach(ana, placement, Stage.BOUND)
    acc = desk(live_cast.acc)
    for _ in range(2):
        acc.goto(f"/placements/{placement.pk}/binding/")
        acc.get_by_role("link", name="Draft").first.click()
        acc.get_by_role("button", name="Post", exact=True).click()
        acc.get_by_text("is posted").wait_for()
    r.reach(ana, placement, Stage.INVOICED)

    clock.at(2, 10, 2027)
    ana.goto(f"/placements/{placement.pk}/binding/")
    bound = ana.locator(".table-frame tbody tr", has_text=GL).first
    bound.get_by_role("link", name="Extend").click()
    ana.get_by_label("Expires").fill("2027-04-01")
    ana.get_by_label("Why longer than 90 days").fill("The company is late with the policy")
    ana.get_by_role("button", name="Save").click()
    ana.goto(f"/placements/{placement.pk}/binding/")
    expect(bound).to_contain_text("04/01/2027")
    expect(bound).to_contain_text("extended")

    clock.at(2, 25, 2027)
    r.open_check(ana, placement, GL)
    r.answer_checklist(ana, "GL-2026-77")
    each = ana.locator(".checklist li", has_text="Each occurrence").first
    each.get_by_label("Discrepancy").check()
    ana.get_by_label("Found: Each occurrence").fill("$500,000")
    ana.get_by_role("button", name="Finish the check").click()
    liability = ana.url
    r.open_check(ana, placement, PROPERTY)
    r.answer_checklist(ana, "PR-2026-78")
    ana.get_by_role("button", name="Finish the check").click()
    r.read_as_second(ana, ben)
    r.deliver(ana, "Pat Doe")
    r.reach(ana, placement, Stage.POLICY_RECEIVED)
    r.reach(ana, placement, Stage.CHECKED)
    ana.get_by_label("Move to").select_option("delivered")
    ana.get_by_role("button", name="Move", exact=True).click()
    expect(ana.locator("#refused")).to_contain_text("corrections are open")
    ana.goto(liability)
    r.correct(ana, "Each occurrence")
    r.read_as_second(ana, ben)
    r.deliver(ana, "Pat Doe")
    r.reach(ana, placement, Stage.DELIVERED)
    r.keep_lessons(ana, placement, "Ask for the policies earlier", "Eager Mutual Group")
    r.reach(ana, placement, Stage.CLOSED)

    assert reconciled(ana, "days=120&back=120") == {
        "Rewritten": 2,
        "Open": 1,
        "Expiring": 3,
    }
    assert r.without_refusals(ana, ben, sam, acc) == []


REVENUE, PEOPLE = "Revenue expected for the coming year", "Number of employees"
CANCELLED = "Has a carrier cancelled or declined to renew in five years?"
SUBCONTRACTED = "Cost of work given to subcontractors"
CERTIFICATES = "Do you collect certificates from every subcontractor?"
ASKED = (REVENUE, PEOPLE, CANCELLED, SUBCONTRACTED, CERTIFICATES)


def answer_on_a_phone(phone):
    r.open_link(phone)
    for words, value in ((REVENUE, "4,400,000"), (PEOPLE, "45"), (SUBCONTRACTED, "0")):
        phone.get_by_role("textbox", name=words, exact=True).fill(value)
    phone.get_by_label(CANCELLED, exact=True).select_option("no")
    phone.get_by_label(CERTIFICATES, exact=True).select_option("yes")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_label("Your full name").fill("Pat Doe")
    phone.get_by_role("button", name="Sign off and send").click()
    phone.get_by_role("heading", name="Thank you").wait_for()


def take_over_every_answer(page):
    for words in ASKED:
        item = page.get_by_role("form", name=words)
        for box in item.get_by_label("also into the client’s file").all():
            box.check()
        item.get_by_role("button", name="Take over").click()
        expect(page.get_by_role("row", name=words).get_by_text("Pat Doe").first).to_be_visible()


def complete_the_sheet(page, placement):
    """The team confirms what the file says, and the loss runs come in."""
    page.goto(f"/placements/{placement.pk}/information/?edit=1")
    for box in page.get_by_label("Right as it stands").all():
        box.check()
    page.get_by_role("button", name="Save the sheet").click()
    for line in (GL, PROPERTY):
        page.goto(f"/clients/{placement.client_id}/certificates/")
        runs = page.get_by_role("region", name="Loss runs")
        runs.get_by_role("link", name=line).click()
        page.get_by_label("Received").fill("2026-08-17")
        page.get_by_label("Valuation date").fill("2026-08-14")
        page.get_by_role("button", name="Save").click()
    page.goto(f"/placements/{placement.pk}/information/")
    expect(page.get_by_text("nothing is missing for submission")).to_be_visible()


def build_the_specification(page, second, placement):
    page.goto(f"/placements/{placement.pk}/specifications/")
    page.get_by_label("Narrative").fill("Forty years without a liability loss.")
    page.get_by_role("button", name="Build from the sheet").click()
    page.get_by_text("Version 1 is built").wait_for()
    second.goto(page.url)
    second.get_by_role("button", name="I have read it; it may go to markets").click()
    second.get_by_text("is reviewed and may go to markets").wait_for()


def propose(page, second, placement):
    """Compared, proposed, read by a second person, presented."""
    page.goto(f"/placements/{placement.pk}/compare/")
    expect(page.locator("tr.strong", has_text="Premium").first).to_contain_text("higher")
    for box in page.get_by_role("checkbox", name="propose").all():
        box.check()
    page.get_by_role("button", name="Build a proposal from the chosen").click()
    page.get_by_role("button", name="Build the proposal").click()
    page.get_by_role("button", name="Freeze version 1").click()
    expect(page.get_by_text("you put it together")).to_be_visible()
    second.goto(page.url)
    second.get_by_role("button", name="I have read it and stand for it").click()
    second.get_by_label("To whom").fill("Pat Doe")
    second.get_by_role("button", name="Record it").click()
    expect(second.get_by_text("3 undecided")).to_be_visible()


def accept(page, placement):
    """The client takes one option, and declines the others with it."""
    page.goto(placement.proposals.get().get_absolute_url())
    page.get_by_role("link", name="Decision on Eager Mutual, Option A").click()
    page.get_by_label("By (at the client)").fill("Pat Doe")
    page.get_by_label("Evidence").select_option("email")
    page.get_by_label("Note").fill("“Please bind Eager.”")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("decided", exact=True)).to_be_visible()


def bind(page, placement, market, **also):
    """Clear what is owed and press bind; `also`: label → what else is typed."""
    page.goto(f"/placements/{placement.pk}/binding/")
    page.get_by_role("link", name=f"Bind {market}").click()
    page.get_by_role("link", name="Owed before binding: Signed application").click()
    r.clear(page, "Signed application", "E-mail of Pat Doe with the signed ACORD 125")
    page.get_by_role("link", name="Bind", exact=True).click()
    page.get_by_label("Bound at the company by").fill("Uma Park, by e-mail")
    page.get_by_label("Signed applications").fill("ACORD 125, 126 and 140")
    for label, words in also.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Bind", exact=True).click()
    expect(page.get_by_role("heading", name="Orders to the administrator")).to_be_visible()


def reconciled(page, window):
    """What the expiration list says became of what expires in `window`, without the empty rows."""
    page.goto(f"/expirations/?{window}")
    rows = page.get_by_role("region", name="Reconciliation").get_by_role("row").all()[1:]
    found = {
        row.get_by_role("rowheader").inner_text(): int(row.get_by_role("cell").first.inner_text())
        for row in rows
    }
    assert found["Expiring"] == sum(found.values()) - found["Expiring"]
    return {label: count for label, count in found.items() if count}


def test_a_small_package_renews_on_the_short_track_from_opening_to_closed(clock, live_cast, desk):
    shop = make_client(live_cast, "Corner Shop LLC", state="CA")
    shop.tier = Tier.objects.exclude(name="World Class").last()
    shop.save(update_fields=["tier"])
    Contact.objects.create(client=shop, name="Joe Keeper", email="joe@shop.example")
    term = make_term(
        shop, number="PK-1", line="CPKGE", effective_on=BEGAN, premium="6000.00",
        bill_mode="direct",
    )  # fmt: skip
    term.coverages.all().delete()
    for code in ("CGL", "PROP"):
        line = LineOfBusiness.objects.get(code=code)
        Coverage.objects.create(term=term, line=line, premium=3000)
    clock.at(9, 2)
    ask_for_openings()
    r.run_waiting("open-placements")
    placement = Placement.objects.get()
    page = desk(live_cast.ana)
    page.goto("/renewals/?view=list")
    page.get_by_role("link", name="Corner Shop LLC").first.click()
    r.reach(page, placement, Stage.INFO_COMPLETE)

    clock.at(10, 22)
    r.ask_market(page, placement, "Zenith Casualty Company")
    r.enter_quote(page, {
        f"Premium, {GL}": "3,100.00", f"Premium, {PROPERTY}": "3,200.00",
        "Each occurrence": "1,000,000",
    })  # fmt: skip
    r.reach(page, placement, Stage.QUOTED)
    clock.at(11, 15)
    r.reach(page, placement, Stage.DECISION)
    clock.at(11, 25)
    bind(page, placement, "Zenith", **{
        "Decided at the client by": "Joe Keeper", "Where it is written down": "E-mail of today",
    })  # fmt: skip
    r.reach(page, placement, Stage.INVOICED)

    clock.at(1, 8, 2027)
    r.open_check(page, placement, GL)
    r.answer_checklist(page, "PK-2")
    page.get_by_role("button", name="Finish the check").click()
    r.deliver(page, "Joe Keeper")
    r.reach(page, placement, Stage.DELIVERED)
    r.keep_lessons(page, placement, "Nothing otherwise", "Zenith Group")
    r.reach(page, placement, Stage.CLOSED)
    assert reconciled(page, "days=0&back=120") == {"Renewed": 1, "Expiring": 1}
    assert r.without_refusals(page) == []
