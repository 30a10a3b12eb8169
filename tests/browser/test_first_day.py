"""The thin path through the whole house: a book in, an order done, the month's report out."""

import io
import json
from pathlib import Path

import openpyxl
import pypdf
import pytest
from playwright.sync_api import expect

from accounts.models import ServiceOrder
from reports.models import Document
from tests.cast import make_client, make_term

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parent.parent / "samples" / "epic-as-exported"
CONTROL = json.loads((SAMPLES / "epic-control.json").read_text())
MINUTE = 60_000


def dollars(amount: str) -> str:
    return f"{float(amount):,.2f}"


def test_a_book_is_imported_and_ties_on_every_page(live_cast, desk, start_worker):
    start_worker()
    page = desk(live_cast.ana)
    page.keyboard.press("g")
    page.keyboard.press("i")
    page.get_by_label("Export files").set_input_files(sorted(SAMPLES.glob("*.csv")))
    page.get_by_role("button", name="Upload and check").click()
    page.get_by_role("progressbar").first.wait_for()
    page.get_by_role("link", name="Open the result").click(timeout=MINUTE)

    totals = page.get_by_label("Totals")
    expect(totals.get_by_text("11,246,397.50").first).to_be_visible()
    assert totals.get_by_text("differs").count() == 0
    assert live_cast.bay.clients.count() == 0, "the check writes nothing"

    page.get_by_role("button", name="Import ").click()
    page.get_by_role("link", name="Open the result").click(timeout=MINUTE)
    page.get_by_text("In the book since").wait_for()

    page.goto("/policies/?as_of=2026-11-01&status=in_force")
    found = page.locator(".totals")
    expect(found).to_contain_text(f"{CONTROL['active_policies']}")
    expect(found).to_contain_text(dollars(CONTROL["active_premium"]))
    page.goto("/expirations/?as_of=2026-11-01&days=90")
    expect(page.locator(".totals")).to_contain_text(
        dollars(CONTROL["expiring_within_90_days_premium"])
    )
    page.goto("/receivables/?as_of=2026-11-01&basis=due")
    expect(page.get_by_text(dollars(CONTROL["receivable"])).first).to_be_visible()
    for bucket, amount in CONTROL["aging_by_due_date"].items():
        if bucket != "over 90":
            expect(page.locator("tfoot")).to_contain_text(dollars(amount))
    page.goto("/reports/production/?month=2026-10")
    for kind in CONTROL["production_by_month"]["2026-10"].values():
        premium = dollars(kind["premium"]).replace("-", "")
        expect(page.get_by_role("cell", name=premium).first).to_be_visible()
    assert page.faults == []


def test_an_order_goes_to_the_administrator_and_back(live_cast, desk):
    client = make_client(live_cast, "Harbor Bakery Inc.")
    ana, ben = desk(live_cast.ana), desk(live_cast.ben)
    ana.goto(f"/clients/{client.pk}/")
    ana.get_by_role("main").get_by_role("link", name="Order", exact=True).click()
    ana.get_by_label("What is to be done").select_option(label=_order_label("OFAC, W-9", ana))
    ana.get_by_label("Form asked for").select_option("W-9")
    ana.get_by_role("button", name="Give order").click()
    ana.get_by_role("heading", name="OFAC, W-9").wait_for()

    ben.goto("/orders/triage/")
    ben.keyboard.press("1")
    ben.get_by_text("The queue is empty").wait_for()
    ben.goto(f"/orders/{ServiceOrder.objects.get().pk}/")
    ben.get_by_label("Note for Form sent").fill("By e-mail")
    ben.get_by_role("button", name="Done: Form sent").click()
    ben.get_by_role("button", name="Open again: Form sent").wait_for()
    ben.get_by_label("What the other side needs to know").fill("The client has it.")
    ben.get_by_role("button", name="Complete").click()
    expect(ben.get_by_text("Done, to be signed off").first).to_be_visible()

    ana.goto("/")
    ana.get_by_role("button", name="Sign off").click()
    ana.get_by_text("Signed off and closed").wait_for()
    assert ServiceOrder.objects.get().state == "closed"
    ana.goto(f"/clients/{client.pk}/")
    sections = ana.get_by_role("navigation", name="Sections of the client's page")
    sections.get_by_role("link", name="Service", exact=True).click()
    expect(ana.locator("#orders")).to_contain_text("OFAC, W-9")
    assert ana.faults == ben.faults == []


def _order_label(name: str, page) -> str:
    choice = page.get_by_label("What is to be done")
    choice.wait_for()
    options = choice.locator("option").all_inner_texts()
    return next(text for text in options if text.startswith(name))


def test_the_director_clicks_a_bar_and_prints_the_month(live_cast, desk, start_worker, settings):
    start_worker()
    client = make_client(live_cast, "Harbor & Sons <Bakery>")
    make_term(client, premium="12345.67", commission="1851.85")
    page = desk(live_cast.dora)
    page.goto("/reports/production/?month=2026-01")
    expect(page.get_by_role("cell", name="12,345.67").first).to_be_visible()

    page.locator(".chart svg a:visible").first.click()
    page.wait_for_url("**/reports/production/rows/**")
    expect(page.get_by_role("main")).to_contain_text("Harbor & Sons <Bakery>")

    page.goto("/reports/production/?month=2026-01")
    page.get_by_role("button", name="Print monthly report").click()
    page.get_by_role("progressbar").first.wait_for()
    page.wait_for_url("**/documents/*/", timeout=2 * MINUTE)
    with page.expect_download() as pdf:
        page.get_by_role("link", name="PDF").click()
    text = "".join(p.extract_text() for p in pypdf.PdfReader(pdf.value.path()).pages)
    assert "12,345.67" in text
    assert "0A12345" in text, "the license number is printed"
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Excel").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(sheet.value.path()).read_bytes()))
    numbers = [c for ws in book for row in ws.iter_rows(values_only=True) for c in row]
    assert any(isinstance(n, float) and abs(n - 12345.67) < 0.001 for n in numbers)
    assert Document.objects.get().made_by == live_cast.dora
    assert page.faults == []
