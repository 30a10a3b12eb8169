"""Work changes hands on the board by mouse, menu and keys; a row of the day is put off in place."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import ServiceOrder
from tests.accounts.test_orders import give
from tests.cast import make_client


def test_a_card_moves_by_mouse_menu_and_keys_and_a_row_of_the_day_is_put_off(live_cast, desk):
    order = give(make_client(live_cast, "Harbor Bakery Inc."), live_cast.ana)
    page = desk(live_cast.max, viewport={"width": 1600, "height": 900})

    def column(person):
        return page.get_by_role("region", name=person, exact=True)

    def lies_with(person) -> None:
        expect(column(person).locator("[data-card]")).to_have_count(1)
        found = ServiceOrder.objects.select_related("assigned_to").get(pk=order.pk)
        assert str(found.assigned_to or "Nobody yet") == person

    page.goto("/workload/")
    page.locator("[data-card]").drag_to(column("Ben Brooks"))
    lies_with("Ben Brooks")
    page.get_by_role("combobox", name="Hand over").select_option(label="Bea Barnes")
    page.get_by_role("button", name="Move Certificate").click()
    lies_with("Bea Barnes")
    page.locator("[data-card] select").press("Alt+ArrowRight")
    lies_with("Ben Brooks")
    page.locator("[data-undo]").click()
    lies_with("Bea Barnes")
    assert page.faults == []

    order = ServiceOrder.objects.get()
    order.due_at = timezone.now() + timedelta(days=6)
    order.save_version(order.version, ["due_at"])
    bea = desk(live_cast.bea)
    row = bea.locator("li.acted", has_text="Certificate")
    row.locator("summary").click()
    row.get_by_role("button", name="Put off").click()
    expect(row.get_by_role("status")).to_contain_text("rests until", timeout=9000)
    row.get_by_role("button", name="Undo").click()
    expect(row.get_by_role("status")).to_contain_text("as before")
    row.get_by_role("button", name="Start").click()
    expect(row).to_contain_text("In progress")
    assert ServiceOrder.objects.get().state == "in_progress"
    assert bea.faults == []
