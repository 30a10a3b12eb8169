"""The client's link from asking to the second use that is refused, on a phone and without help."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import Contact
from renewals.models import Placement
from renewals.placements.opening import open_chosen
from renewals.underwriting.sheet import sheet_of
from tests.browser.renewing import ask_client, open_link
from tests.cast import make_client, make_term

pytestmark = pytest.mark.slow
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def placement(live_cast):
    foundry = make_client(live_cast, "Bay Foundry Inc")
    Contact.objects.create(client=foundry, name="Pat Doe", email="pat@foundry.example")
    expires = timezone.localdate() + timedelta(days=120)
    term = make_term(
        foundry, number="DO-1", line="DO", expires_on=expires,
        effective_on=expires - timedelta(days=365),
    )  # fmt: skip
    open_chosen(terms=[term], by=live_cast.ana)
    return Placement.objects.get()


def test_a_client_answers_through_the_link_and_the_team_takes_it_over(
    desk, live_cast, live_server, new_context, placement, tmp_path
):
    team = desk(live_cast.ana)
    before = sheet_of(placement).completeness
    asked = ask_client(team, placement, ["Number of employees", "Latest financial statements"])

    phone = new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 800}
    ).new_page()  # fmt: skip
    path = open_link(phone)
    phone.get_by_role("textbox", name="Number of employees", exact=True).fill("45")
    phone.get_by_role("textbox", name="Number of employees", exact=True).blur()
    phone.get_by_text("Saved").first.wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    page = Path(tmp_path) / "books.pdf"
    page.write_bytes(b"<html>no</html>")
    phone.get_by_label("Choose the file").set_input_files(page)
    phone.get_by_text("books.pdf was not taken").wait_for()
    right = Path(tmp_path) / "financials.pdf"
    right.write_bytes(PDF)
    phone.get_by_label("Choose the file").set_input_files(right)
    phone.get_by_role("button", name="Remove financials.pdf").wait_for()
    phone.get_by_label("Your full name").fill("Pat Doe")
    phone.get_by_role("button", name="Sign off and send").click()
    phone.get_by_role("heading", name="Thank you").wait_for()
    phone.goto(path)
    phone.get_by_role("heading", name="These answers were signed off").wait_for()
    phone.get_by_role("button", name="Ask for a new link").click()
    phone.get_by_role("heading", name="We are told").wait_for()

    team.goto(asked)
    people = team.get_by_role("form", name="Number of employees")
    people.get_by_label("also into the client’s file").check()
    people.get_by_role("button", name="Take over").click()
    files = team.get_by_role("form", name="Latest financial statements")
    files.get_by_role("button", name="Take over").click()
    team.get_by_role("link", name="Information sheet").click()
    team.get_by_text("Pat Doe, client").first.wait_for()
    team.get_by_text("financials").first.wait_for()
    assert sheet_of(placement).completeness > before
    assert not team.faults
