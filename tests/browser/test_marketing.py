"""A renewal in the market: three quotes, one decline, the comparison, a decided proposal."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Carrier, WritingCompany
from renewals.models import Placement, Proposal
from renewals.placements.opening import open_chosen
from tests.browser.renewing import ask_market, enter_quote, note_decline, without_refusals
from tests.cast import make_client, make_term

pytestmark = pytest.mark.slow


def test_three_quotes_one_decline_a_comparison_and_a_decided_proposal(live_cast, desk):
    today = timezone.localdate()
    expires = today + timedelta(days=60)
    client = make_client(live_cast, "Harbor Bakery Inc.", state="CA")
    term = make_term(client, effective_on=expires - timedelta(days=365), expires_on=expires)
    for name in ("Eager Mutual", "Slow Casualty", "Picky Indemnity"):
        carrier = Carrier.objects.create(name=f"{name} Group")
        WritingCompany.objects.create(carrier=carrier, name=name)
    open_chosen(terms=[term], by=live_cast.ana)
    placement = Placement.objects.get()
    page = desk(live_cast.ana)

    for market, premium, limit in (
        ("Zenith Casualty Company", "12,600.00", "1,000,000"),
        ("Eager Mutual", "11,500.00", "1,000,000"),
        ("Slow Casualty", "13,900.00", "2,000,000"),
    ):
        ask_market(page, placement, market)
        enter_quote(page, {"Premium, General liability": premium, "Each occurrence": limit})
    ask_market(page, placement, "Picky Indemnity")
    note_decline(page)
    expect(page.get_by_text("Say who declined")).to_be_visible()
    page.get_by_label("Who said so").fill("Una, 415-555-0101")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("Una, 415-555-0101")).to_be_visible()

    page.goto(f"/placements/{placement.pk}/compare/")
    expect(page.locator("tr.strong", has_text="Premium").first).to_contain_text("higher")
    for box in page.get_by_role("checkbox", name="propose").all():
        box.check()
    page.get_by_role("button", name="Build a proposal from the chosen").click()
    page.get_by_role("button", name="Build the proposal").click()
    page.get_by_role("button", name="Freeze version 1").click()
    expect(page.get_by_text("you put it together")).to_be_visible()
    proposal = Proposal.objects.get()

    other = desk(live_cast.sam)
    other.goto(f"/proposals/{proposal.pk}/")
    other.get_by_role("button", name="I have read it and stand for it").click()
    other.get_by_label("To whom").fill("Olga Owner")
    other.get_by_role("button", name="Record it").click()
    expect(other.get_by_text("3 undecided")).to_be_visible()

    page.goto(f"/proposals/{proposal.pk}/")
    page.get_by_role("link", name="Decision on Eager Mutual, Option A").click()
    page.get_by_label("By (at the client)").fill("Olga Owner")
    page.get_by_label("Evidence").select_option("email")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Choose the e-mail among the files, or quote it.")).to_be_visible()
    page.get_by_label("Note").fill("“Please bind Eager.”")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("decided", exact=True)).to_be_visible()
    expect(page.locator("li", has_text="Slow Casualty")).to_contain_text("Declined")
    assert without_refusals(page, other) == []
