"""From a quote to a closed placement: bound, extended, checked, corrected, delivered."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import CertificateHolder
from renewals.models import Placement
from renewals.placements.opening import open_chosen
from tests.browser import renewing as r
from tests.cast import make_client, make_term
from tests.renewals.test_binding import quote_of
from tests.renewals.test_placements import settle_steps

pytestmark = pytest.mark.slow


def test_a_quote_is_bound_and_its_policy_corrected_and_delivered(live_cast, desk):
    today = timezone.localdate()
    begins = today - timedelta(days=5)
    client = make_client(live_cast, "Harbor Bakery Inc.")
    CertificateHolder.objects.create(client=client, name="Port of Oakland")
    old = make_term(client, number="GL-1", effective_on=begins - timedelta(days=365),
                    expires_on=begins)  # fmt: skip
    open_chosen(terms=[old], by=live_cast.ana)
    placement = Placement.objects.get()
    settle_steps(placement, "closed", live_cast.ana)
    quote = quote_of(
        placement, live_cast.ana, effective_on=begins, expires_on=begins + timedelta(days=365),
        received_on=today, valid_until=today + timedelta(days=14), bill_mode="direct",
    )  # fmt: skip
    quote.lines.update(premium=Decimal(14000))
    page = desk(live_cast.ana)

    page.goto(f"/placements/{placement.pk}/binding/")
    page.get_by_role("link", name="Bind Zenith").click()
    page.get_by_label("Bound at the company by").fill("Uma Park, by e-mail")
    page.get_by_label("Decided at the client by").fill("Joe Baker")
    page.get_by_label("Where it is written down").fill("E-mail of today")
    page.get_by_label("Signed applications").fill("ACORD 125 and 126")
    page.get_by_role("button", name="Bind", exact=True).click()
    bound = page.locator(".table-frame").first
    expect(bound).to_contain_text("14,000.00")
    expect(page.get_by_role("link", name="Certificates at renewal")).to_be_visible()

    page.get_by_role("link", name="Extend").click()
    page.get_by_label("Expires").fill((today + timedelta(days=120)).isoformat())
    page.get_by_label("Why longer than 90 days").fill("The carrier is late")
    page.get_by_role("button", name="Save").click()
    page.goto(f"/placements/{placement.pk}/binding/")
    expect(bound).to_contain_text("extended")

    bound.get_by_role("link", name="Expected").click()
    r.answer_checklist(page, "GL-2026-77")
    each = page.locator(".checklist li", has_text="Each occurrence").first
    each.get_by_label("Discrepancy").check()
    page.get_by_role("button", name="Finish the check").click()
    expect(page.locator("#refused")).to_contain_text("say what the policy says instead")
    page.get_by_label("Found: Each occurrence").fill("$500,000")
    page.get_by_role("button", name="Finish the check").click()

    r.correct(page, "Each occurrence")
    second = desk(live_cast.ben)
    r.read_as_second(page, second)
    r.deliver(page, "Joe Baker")

    r.keep_lessons(page, placement, "Ask for the policy earlier", "Zenith Group")
    page.goto(f"/placements/{placement.pk}/")
    page.get_by_label("Move to").select_option("closed")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("moved.")).to_be_visible()
    assert Placement.objects.get().stage == "closed"
    assert r.without_refusals(page, second) == [], "only the refusal is told in the console"
