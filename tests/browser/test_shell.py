"""The shell: keyboard, search, menus, themes, accessibility, small screens."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term

pytestmark = pytest.mark.slow

PAGES = [
    "/",
    "/clients/",
    "/policies/",
    "/expirations/",
    "/receivables/",
    "/receivables/items/",
    "/orders/",
    "/import/",
    "/reports/",
    "/reports/production/?month=2026-01",
    "/jobs/",
    "/teams/",
    "/notices/",
]


@pytest.fixture
def book(live_cast):
    client = make_client(live_cast, "Harbor Bakery Inc.")
    term = make_term(client, number="WP6029255-26")
    bill(live_cast, client, "100042", term=term)
    return client


def test_slash_searches_and_enter_opens_the_hit(book, live_cast, desk):
    page = desk(live_cast.ana)
    page.keyboard.press("/")
    page.keyboard.type("harbor")
    page.locator("#found a").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Harbor Bakery Inc.").wait_for()


def test_g_and_a_letter_goes_places_and_question_mark_helps(book, live_cast, desk):
    page = desk(live_cast.ana)
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.get_by_role("heading", name="Clients", exact=True).wait_for()
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_text("Search everything").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_single_keys_can_be_switched_off(book, live_cast, desk):
    page = desk(live_cast.ana)
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Turn off").click()
    page.get_by_text("Saved.").wait_for()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "search"


def test_the_totals_arrive_on_their_own(book, live_cast, desk):
    page = desk(live_cast.ana)
    page.goto("/policies/")
    page.locator(".totals").get_by_text("$12,000.00").wait_for()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_no_page_breaks_a_rule_of_accessibility_or_scrolls_sideways(
    book, live_cast, desk, width, scheme
):
    page = desk(live_cast.max, viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = {}
    for address in [*PAGES, f"/clients/{book.pk}/"]:
        page.goto(address)
        page.wait_for_load_state("networkidle")
        result = Axe().run(page)
        serious = [
            f"{v['id']}: {v['nodes'][0]['html'][:120]}"
            for v in result.response["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            serious.append("scrolls sideways")
        if serious:
            found[address] = serious
    assert found == {}
    assert page.faults == []


def test_nothing_of_a_page_stays_in_the_browser(book, live_cast, desk):
    page = desk(live_cast.ana)
    page.goto(f"/clients/{book.pk}/")
    page.goto("/clients/")
    stored = page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
    assert stored == '[{"htmx-current-path-for-history":"/clients/"},{}]', "an address at most"
