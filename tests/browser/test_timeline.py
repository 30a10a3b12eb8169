"""The timeline in a browser: a call with a mention, its answer, the way back from the notice."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import make_client

pytestmark = pytest.mark.slow


def test_a_call_names_a_colleague_who_answers_from_the_notice(live_cast, desk):
    client = make_client(live_cast, "Harbor Bakery Inc.")
    ana, ben = desk(live_cast.ana), desk(live_cast.ben)
    ana.goto(f"/clients/{client.pk}/timeline/")
    form = ana.get_by_role("form", name="Write on the timeline")
    if not form.is_visible():
        ana.get_by_text("Note a call").click()
    form.get_by_label("What it was").select_option("call")
    form.get_by_label("About").fill("Water damage in the bakery")
    said = form.get_by_label("What was said")
    said.press_sequentially("Please send the notice, @bro")
    ana.locator(".mention-choices").get_by_text("Ben Brooks").wait_for()
    said.press("Enter")
    expect(said).to_have_value("Please send the notice, @Ben Brooks ")
    form.get_by_role("button", name="Note it").click()
    lit = ana.locator(".timeline [aria-current]")
    expect(lit).to_contain_text("Water damage in the bakery")

    ben.goto("/notices/")
    ben.get_by_role("link", name="Ana Alvarez named you at Harbor Bakery Inc.").click()
    expect(ben.locator(".timeline [aria-current]")).to_contain_text("Please send the notice")
    ben.get_by_label("Your answer to Water damage in the bakery").fill("Sent at noon.")
    ben.get_by_role("button", name="Send answer").click()
    expect(ben.locator(".answers [aria-current]")).to_contain_text("Sent at noon.")

    ana.goto("/notices/")
    ana.get_by_role("link", name="Ben Brooks answered you at Harbor Bakery Inc.").click()
    expect(ana.locator(".answers [aria-current]")).to_contain_text("Sent at noon.")
    ana.get_by_role("button", name=re.compile("^Pin.*Water damage")).click()
    expect(ana.get_by_role("heading", name="Pinned")).to_be_visible()
    assert ana.faults == ben.faults == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_the_timeline_and_the_past_break_no_rule_of_accessibility(live_cast, desk, width, scheme):
    client = make_client(live_cast, "Harbor Bakery Inc.", phone="(415) 555-0142")
    page = desk(live_cast.ana, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for address in ("timeline/", "as-of/?as_of=2026-10-01"):
        page.goto(f"/clients/{client.pk}/{address}")
        page.wait_for_load_state("networkidle")
        broken = [v["id"] for v in Axe().run(page).response["violations"]]
        assert broken == [], address
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"), address
    assert page.faults == []


def test_the_box_finds_by_telephone_by_slip_and_by_trade_name(live_cast, desk):
    make_client(live_cast, "Okafor Holdings LLC", dba="Golden Gate Roofing", phone="415-555-0142")
    page = desk(live_cast.ana)
    for typed in ("4155550142", "okafro holdings", "golden gate"):
        page.locator("#search").fill(typed)
        expect(page.locator("#found a").first).to_contain_text("Okafor Holdings LLC")
        page.locator("#search").fill("")
        expect(page.locator("#found a")).to_have_count(0)
