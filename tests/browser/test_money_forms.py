"""A form of money that is pressed twice, and one that somebody overtook."""

import pytest
from playwright.sync_api import expect

from accounts.models import Allocation, Invoice, Receipt
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term

pytestmark = pytest.mark.slow


def test_pressed_twice_it_posts_once_and_stale_it_says_so_and_keeps_what_was_typed(live_cast, desk):
    client = make_client(live_cast)
    invoice = bill(live_cast, client, "77", "500.00", term=make_term(client))
    acc, other = desk(live_cast.acc), desk(live_cast.acc)
    for page in (acc, other):
        page.goto(f"/clients/{client.pk}/receive/")
        page.get_by_label("Amount").first.fill("$300.00")
        page.get_by_label(f"For invoice {invoice.number}").fill("300.00")

    acc.get_by_role("button", name="Post payment").dblclick()
    acc.get_by_text("is posted").wait_for()
    assert Receipt.objects.get().amount == 300
    assert Allocation.objects.get().amount == 300

    other.get_by_role("button", name="Post payment").click()
    expect(other.get_by_text("300.00 is too much")).to_be_visible()
    expect(other.get_by_label("Amount").first).to_have_value("$300.00")
    other.get_by_label(f"For invoice {invoice.number}").fill("200.00")
    other.get_by_role("button", name="Post payment").click()
    other.get_by_text("is posted").wait_for()
    assert Invoice.objects.with_balance().get().balance == 0
