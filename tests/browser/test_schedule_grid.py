"""A schedule edited like a spreadsheet, by keyboard, with a block pasted from Excel."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from accounts.models import Vehicle
from accounts.schedules.kinds import BY_SLUG
from accounts.schedules.services import save_rows
from tests.cast import make_client

pytestmark = pytest.mark.slow
VAN = "\t{}\t2020\tFord\tTransit\t\t42,000.00\t9070\t94103\tService\tLocal (to 50 miles)"


def test_a_schedule_is_edited_pasted_undone_and_saved_with_the_bad_row_marked(live_cast, desk):
    client = make_client(live_cast, "Harbor Bakery Inc.")
    text = "\n".join(VAN.format(n) for n in (1, 2, 3))
    save_rows(client=client, schedule=BY_SLUG["vehicles"], text=text, by=live_cast.ana)
    page = desk(live_cast.ana, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/clients/{client.pk}/schedules/vehicles/edit/")
    grid, keys = page.get_by_role("grid"), page.keyboard
    assert Axe().run(page).response["violations"] == []
    grid.focus()

    # A cell is overwritten by typing; Tab goes on, F2 edits what stands, Esc takes back.
    keys.press("ArrowRight")
    keys.type("2021")
    keys.press("Tab")
    keys.press("F2")
    keys.press("End")
    keys.type(" Motor")
    keys.press("Enter")
    keys.type("gone")
    keys.press("Escape")
    expect(page.locator("#cell-0-1")).to_have_text("2021")
    expect(page.locator("#cell-0-2")).to_have_text("Ford Motor")
    expect(page.locator("#cell-1-2")).to_have_text("Ford")

    # A range is emptied and comes back; a row is taken out.
    keys.press("Shift+ArrowRight")
    keys.press("Delete")
    expect(page.locator("#cell-1-3")).to_have_text("")
    keys.press("Control+z")
    expect(page.locator("#cell-1-3")).to_have_text("Transit")
    keys.press("Control+Delete")
    expect(page.locator("#cell-1-0")).to_have_text("3")

    # A block as Excel copies it goes below the last row.
    keys.press("Control+End")
    keys.press("Home")
    block = "\r\n".join(
        f"{n}\t2022\tRam\t1500\t\t1\t\t{'941' if n == 1500 else '94103'}" for n in range(100, 2100)
    )
    page.evaluate("text => navigator.clipboard.writeText(text)", block)
    keys.press("Control+v")
    expect(page.get_by_text("2,000 rows pasted")).to_be_visible()
    assert page.locator(".grid-body [role=row]").count() < 100, "only the rows in sight are drawn"
    keys.press("Control+Enter")

    expect(page.get_by_text("1,999 added, 1 changed, 1 removed")).to_be_visible()
    page.locator("[data-problem='0']").click()
    expect(page.locator("#cell-1402-7")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".grid-said")).to_contain_text("A ZIP code has five digits")
    keys.type("94105")
    keys.press("Enter")
    page.get_by_role("button", name="Save rows").click()
    expect(page.get_by_text("Vehicles: 1 added")).to_be_visible()
    rows = Vehicle.objects.of(client)
    assert rows.count() == 2002
    assert (rows.get(number="1").make, rows.get(number="1500").garaging_zip) == (
        "Ford Motor", "94105",
    )  # fmt: skip
    assert [fault for fault in page.faults if "422" not in fault] == []
