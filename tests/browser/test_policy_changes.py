"""A policy is endorsed, cancelled with its arithmetic in sight, and reinstated."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.cast import make_client, make_term

pytestmark = pytest.mark.slow


def test_a_term_is_endorsed_cancelled_pro_rata_and_reinstated(live_cast, desk):
    client = make_client(live_cast, "Harbor Bakery Inc.")
    plain = make_term(client, effective_on=date(2025, 1, 1), number="CGL100")
    other = make_term(client, effective_on=date(2025, 1, 1), number="CGL200")
    page = desk(live_cast.ana)

    page.goto(f"/policies/{other.pk}/")
    page.get_by_role("link", name="Endorse").click()
    page.get_by_label("Effective").fill("2025-04-11")
    page.get_by_label("Annual change of premium").fill("1200")
    page.get_by_role("button", name="Book").click()
    expect(page.locator("tr", has_text="Endorsement")).to_contain_text("871.23")

    page.goto(f"/policies/{plain.pk}/")
    page.get_by_role("link", name="Cancel", exact=True).click()
    page.get_by_label("Asked by").select_option("insured")
    page.get_by_label("Reason").select_option(label="Price")
    page.get_by_label("Cover ends on").fill("2025-04-11")
    page.get_by_label("Cover ends on").blur()
    expect(page.locator("#preview")).to_contain_text("8,712.33")
    assert plain.transactions.count() == 1, "a preview books nothing"
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_text("Cancelled 04/11/2025 pro rata")).to_be_visible()

    page.get_by_role("link", name="Reinstate").click()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("Lapse in cover")
    page.get_by_role("button", name="Book").click()
    expect(page.locator("tr", has_text="Reinstatement")).to_contain_text("8,712.33")
    assert page.faults == []
