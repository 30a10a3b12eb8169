"""A renewal in the market: three quotes, one decline, the comparison, a decided proposal."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Carrier, WritingCompany
from renewals.models import Placement, Proposal
from renewals.placements.opening import open_chosen
from tests.cast import make_client, make_term

pytestmark = pytest.mark.slow


def ask(page: Page, placement: Placement, market: str) -> None:
    """Put a market on the list and note that it was sent."""
    page.goto(f"/placements/{placement.pk}/markets/add/")
    page.get_by_label("Market*").select_option(label=market)
    page.get_by_role("button", name="Add", exact=True).click()
    form = page.get_by_role("form", name="Send the submission")
    form.get_by_label("How*").select_option("other")
    form.get_by_label("Message").fill("Through the carrier’s portal")
    form.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The submission is on its way.")).to_be_visible()


def quote(page: Page, premium: str, occurrence: str) -> None:
    """Enter the quote of the market whose page is open."""
    page.get_by_role("link", name="Enter quote").click()
    page.get_by_label("Premium, General liability").fill(premium)
    page.get_by_label("Each occurrence").fill(occurrence)
    page.get_by_label("Commission %").fill("15")
    page.get_by_label("Key exclusions").fill("Pollution")
    page.get_by_label("Subjectivity 1").fill("Signed application")
    page.get_by_role("button", name="Save the quote").click()
    expect(page.get_by_text("Can be bound until")).to_be_visible()


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
        ask(page, placement, market)
        quote(page, premium, limit)
    ask(page, placement, "Picky Indemnity")
    step = page.get_by_role("form", name="Note a step")
    step.get_by_label("What happened").select_option("declined")
    step.get_by_label("Reason of a declination").select_option(label="Loss experience")
    step.get_by_role("button", name="Note it").click()
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
    assert [fault for fault in page.faults + other.faults if "422" not in fault] == []
