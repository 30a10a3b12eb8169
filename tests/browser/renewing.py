"""What the tests of renewals do in the pages: steps, moves, markets, checks of policies."""

import re
from collections.abc import Mapping, Sequence

from playwright.sync_api import Page, expect

from renewals.models import Placement, PlacementStep
from renewals.placements.states import COURSE, RANK, Stage
from reports.jobs.services import run_job
from reports.models import Job
from teams.models import OutboundEmail


def run_waiting(*kinds: str) -> None:
    """Do what waits for a worker, on the day of the house."""
    for job in Job.objects.filter(state="queued", kind__in=kinds):
        run_job(job.pk)


def mailed(key: str) -> OutboundEmail:
    """The last e-mail under a key that begins so."""
    return OutboundEmail.objects.filter(key__startswith=key).latest("pk")


def ask_client(page: Page, placement: Placement, questions: Sequence[str]) -> str:
    """Put just these questions to the client's first contact; gives the request's address."""
    page.goto(f"/placements/{placement.pk}/ask/")
    for box in page.locator("input[name=questions]").all():
        box.set_checked(False)
    for words in questions:
        page.get_by_label(words).check()
    page.get_by_role("button", name="Send the link").click()
    page.get_by_text("The link is on its way").wait_for()
    return page.url


def open_link(phone: Page) -> str:
    """Come in by the link and the code of the client's e-mails; gives the link's address."""
    path = re.search(r"/answers/[^/\s]+/", mailed("client-link").body)[0]
    phone.goto(path)
    phone.get_by_role("button", name="Send me the code").click()
    code = phone.get_by_label("The code from our second message")
    code.wait_for()
    code.fill(re.search(r"\d{6}", mailed("client-code").subject)[0])
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_label("Your full name").wait_for()
    return path


def reach(page: Page, placement: Placement, stage: Stage) -> None:
    """Do the steps up to `stage` with their checklists, and move there by the menu."""
    page.goto(placement.get_absolute_url())
    led_here = COURSE[: RANK[stage] + 1]
    for step in PlacementStep.objects.waiting().filter(placement=placement, stage__in=led_here):
        row = page.locator(f"#step-{step.pk}")
        row.locator("summary").click()
        for box in row.get_by_role("checkbox").all():
            box.check()
        row.get_by_role("button", name="Done", exact=True).click()
        expect(row.locator(".badge-good")).to_be_visible()
    page.get_by_label("Move to").select_option(stage.value)
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("moved.")).to_be_visible()
    placement.refresh_from_db()
    assert placement.stage == stage


def ask_market(page: Page, placement: Placement, market: str, specification: str = "") -> str:
    """Put a market on the list and note that it was sent; gives its address."""
    page.goto(f"/placements/{placement.pk}/markets/add/")
    page.get_by_label("Market*").select_option(label=market)
    page.get_by_role("button", name="Add", exact=True).click()
    form = page.get_by_role("form", name="Send the submission")
    form.get_by_label("How*").select_option("other")
    form.get_by_label("Message").fill("Through the carrier’s portal")
    if specification:
        form.get_by_label("Specification").select_option(label=specification)
    form.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The submission is on its way.")).to_be_visible()
    return page.url


def enter_quote(page: Page, said: Mapping[str, str]) -> None:
    """Enter the quote of the market whose page is open; `said`: label → what is typed."""
    page.get_by_role("link", name="Enter quote").click()
    for label, words in said.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_label("Commission %").fill("15")
    page.get_by_label("Key exclusions").fill("Pollution")
    page.get_by_label("Subjectivity 1").fill("Signed application")
    page.get_by_role("button", name="Save the quote").click()
    expect(page.get_by_text("Can be bound until")).to_be_visible()


def clear(page: Page, wanted: str, evidence: str) -> None:
    """The market whose quote is open has what it asked for."""
    page.get_by_label(f"Clear {wanted}").click()
    form = page.get_by_role("form", name=wanted)
    form.get_by_label("What clears it").fill(evidence)
    form.get_by_role("button", name="Cleared").click()
    expect(page.get_by_text(evidence)).to_be_visible()


def note_decline(page: Page) -> None:
    """Note that the market whose page is open declined for the losses; who is yet to be said."""
    step = page.get_by_role("form", name="Note a step")
    step.get_by_label("What happened").select_option("declined")
    step.get_by_label("Reason of a declination").select_option(label="Loss experience")
    step.get_by_role("button", name="Note it").click()


def open_check(page: Page, placement: Placement, line: str) -> None:
    """Go to the issued policy of `line` from where it was bound."""
    page.goto(f"/placements/{placement.pk}/binding/")
    row = page.locator(".table-frame tbody tr", has_text=line).first
    row.locator("td").nth(2).get_by_role("link").click()


def answer_checklist(page: Page, number: str) -> None:
    """The policy came under `number`, and everything in it matches so far."""
    page.get_by_label("Number on the policy").fill(number)
    page.get_by_role("button", name="Received").click()
    page.locator(".checklist").wait_for()
    for item in page.locator(".checklist fieldset").all():
        item.get_by_label("Match").check()


def correct(page: Page, label: str) -> None:
    """Ask the carrier by telephone to correct `label`, and close it as corrected."""
    expect(page.locator("#corrections")).to_be_visible()
    ask = page.get_by_role("form", name="Ask the carrier")
    ask.get_by_label("How").select_option("phone")
    ask.get_by_label("Whom").fill("Uma Park")
    ask.get_by_role("button").click()
    page.get_by_role("button", name=f"Close {label}").click()


def read_as_second(page: Page, second: Page) -> None:
    """Somebody else reads the check that is open, and agrees."""
    expect(page.get_by_text("Waits for a second person")).to_be_visible()
    second.goto(page.url)
    second.get_by_role("button", name="I have read it and agree").click()
    second.wait_for_load_state()
    page.reload()


def deliver(page: Page, to_whom: str) -> None:
    """The checked policy reaches the client, and the next renewal starts from it."""
    page.get_by_label("To whom").fill(to_whom)
    page.get_by_role("button", name="Delivered").click()
    expect(page.get_by_text(f"Delivered to {to_whom}")).to_be_visible()
    page.get_by_role("button", name="Update the renewal base").click()


def keep_lessons(page: Page, placement: Placement, words: str, carrier: str) -> None:
    """Write what the placement taught, and that `carrier` did poorly."""
    page.goto(f"/placements/{placement.pk}/lessons/")
    page.get_by_label("What to do again").fill(words)
    page.get_by_role("combobox", name=carrier).select_option("poor")
    page.get_by_role("button", name="Keep lessons").click()


def without_refusals(*pages: Page) -> list[str]:
    """The faults of the pages; a refusal is an answer, which the browser mentions."""
    return [fault for page in pages for fault in page.faults if "422" not in fault]
