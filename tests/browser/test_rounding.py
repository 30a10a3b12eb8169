"""A question is answered, the gap it shows is proposed, and what is won becomes a placement."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from tests.cast import make_client, make_term

pytestmark = pytest.mark.slow


def test_from_a_question_to_the_placement(live_cast, desk):
    client = make_client(live_cast, "Harbor Bakery Inc.", state="CA")
    make_term(client, effective_on=timezone.localdate() - timedelta(days=30))
    page = desk(live_cast.ana)

    page.goto(f"/clients/{client.pk}/")
    page.get_by_role("link", name="Gaps", exact=True).click()
    question = page.locator("details", has_text="sell or serve alcohol")
    question.locator("summary").click()
    question.get_by_label("Answer").select_option("yes")
    question.get_by_label("Who said so").fill("Pat, on the phone")
    question.get_by_role("button", name="Remember").click()
    gap = page.locator("li", has_text="Liquor liability")
    expect(gap).to_contain_text("because: sells or serves alcohol: yes (Pat, on the phone")
    assert Axe().run(page).violations_count == 0

    gap.get_by_role("link", name="Propose").click()
    page.get_by_label("Expected premium").fill("$3,000")
    page.get_by_label("Expected revenue").fill("450")
    page.get_by_role("button", name="Note it").click()
    expect(page.locator("section", has_text="Opportunities").last).to_contain_text("Lead")

    page.goto("/opportunities/")
    page.locator(".deal").focus()
    page.keyboard.press("]")
    expect(page.locator("[data-stage=qualified] .deal")).to_contain_text("Liquor liability")
    assert Axe().run(page).violations_count == 0
    page.locator(".deal").get_by_role("combobox").select_option("won")
    page.locator(".deal").get_by_role("button", name="Move").click()
    expect(page.locator(".deal")).to_have_count(0)

    page.goto("/opportunities/?view=list&state=won")
    page.locator("tbody tr").get_by_role("link").first.click()
    page.get_by_role("link", name="its placement").click()
    expect(page.locator("h1")).to_contain_text("Additional line of Harbor Bakery Inc.")
    assert page.faults == []
