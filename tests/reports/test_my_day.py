"""My day: each person's own work, in the order of urgency, acted on in place."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from accounts.escalations import help
from accounts.escalations.services import raise_escalation
from accounts.follow_ups.services import add_follow_up
from accounts.models import (
    Activity,
    FollowUp,
    Meeting,
    MeetingKind,
    PolicyTerm,
    WriteOff,
)
from renewals.models import Placement
from renewals.placements.opening import open_chosen
from reports.documents.delivering import review_document
from reports.documents.services import make_document, request_document
from reports.jobs.registry import Work
from reports.my_day.work import to_do, waiting_on_others
from teams.day.sections import day_sections
from tests.accounts.test_orders import give, move
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term

PACIFIC = ZoneInfo("America/Los_Angeles")
TUESDAY = datetime(2026, 11, 17, 10, 0, tzinfo=PACIFIC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def bakery(cast):
    return make_client(cast)


@pytest.fixture(autouse=True)
def on_tuesday():
    with time_machine.travel(TUESDAY, tick=False) as clock:
        yield clock


def follow_up(client, by, day: int, **fields) -> FollowUp:
    return add_follow_up(
        client=client, subject=f"Due on the {day}th", due_on=date(2026, 11, day), by=by, **fields
    )


def test_work_stands_under_overdue_today_and_this_week(cast, bakery, on_tuesday):
    late, now = follow_up(bakery, cast.ben, 17), follow_up(bakery, cast.ben, 19)
    soon = follow_up(bakery, cast.ben, 20)
    order = move(give(bakery, cast.ana), "take", cast.ben)
    follow_up(bakery, cast.ben, 30)
    on_tuesday.move_to(datetime(2026, 11, 19, 9, 0, tzinfo=PACIFIC))
    groups = to_do(cast.ben, date(2026, 11, 19))
    assert [(g.label, [row for _, row in g.rows]) for g in groups] == [
        ("Overdue", [late, order]), ("Today", [now]), ("This week", [soon]),
    ]  # fmt: skip
    assert not to_do(cast.vic, date(2026, 11, 19))


def test_what_others_must_do_first_stands_apart(cast, bakery):
    order = move(give(bakery, cast.ana), "take", cast.ben)
    row = follow_up(bakery, cast.ana, 20, owner=cast.ben)
    assert waiting_on_others(cast.ana) == ([order], [row])
    assert waiting_on_others(cast.ben) == ([], [])
    order = move(order, "wait_client", cast.ben)
    assert waiting_on_others(cast.ben) == ([order], [])


def test_each_role_has_the_sections_it_can_act_on(cast):
    def labels(user) -> list[str]:
        return [section.label for section in day_sections(user)]

    lead = ["Escalations", "To approve", "Exceptions"]
    assert labels(cast.dora)[:3] == lead
    assert not set(lead) & set(labels(cast.ana))
    assert "Orders waiting for me" not in labels(cast.ben)
    assert "To do" not in labels(cast.rita)


def test_a_row_is_done_put_off_and_undone_in_its_place(cast, bakery, sign_in):
    row = follow_up(bakery, cast.ana, 17)
    browser, url = sign_in(cast.ana), reverse("follow-up-done", args=[row.pk])
    text = browser.get(reverse("day-todo"), headers=HTMX).content.decode()
    assert url in text
    assert "<html" not in text
    gone = browser.post(url, {"version": 1, "start_next": "on"}, headers=HTMX)
    assert "Done: Due on the 17th" in gone.content.decode()
    row.refresh_from_db()
    assert row.outcome.code == "done"
    back = browser.post(gone.context["undo"], headers=HTMX).content.decode()
    assert url in back
    put_off = reverse("follow-up-snooze", args=[row.pk])
    refused = browser.post(put_off, {"to": "2026-11-17"}, headers=HTMX)
    assert refused.status_code == 422
    assert "after today" in refused.content.decode()
    answer = browser.post(put_off, {"to": "2026-11-20", "next": "/"}, follow=True)
    assert "Undo" in answer.content.decode()


def test_a_section_is_a_page_of_its_own_without_javascript(cast, bakery, sign_in):
    follow_up(bakery, cast.ana, 17)
    text = sign_in(cast.ana).get(reverse("day-todo")).content.decode()
    assert "<html" in text
    assert "Due on the 17th" in text


def test_a_director_s_day_shows_escalations_approvals_and_exceptions(cast, bakery, sign_in):
    row = raise_escalation(client=bakery, subject="Silence", by=cast.max, form_key=uuid.uuid4())
    wish = WriteOff.objects.create(
        invoice=bill(cast, bakery, "A-1"), amount=Decimal("50"), reason="small", asked_by=cast.ana
    )
    asked = help.ask_for_help(
        what="More hands", needed_on=date(2026, 11, 30), by=cast.max, form_key=uuid.uuid4()
    )
    lonely = make_client(cast, "Lonely Ltd.")
    lonely.assignments.all().delete()
    browser = sign_in(cast.dora)
    assert "Silence" in browser.get(reverse("day-escalations")).content.decode()
    approvals = browser.get(reverse("day-approvals")).content.decode()
    assert "invoice A-1" in approvals
    assert "More hands" in approvals
    assert browser.get(reverse("day-exceptions")).context["without"] == 1
    acknowledged = browser.post(
        reverse("escalation-acknowledge", args=[row.pk]), headers=HTMX
    ).content.decode()
    assert "Acknowledged" in acknowledged
    grant = {"answer": "grant", "next": "/"}
    assert browser.post(reverse("help-answer", args=[asked.pk]), grant).url == "/"
    refuse = {"answer": "refuse", "next": "/"}
    assert browser.post(reverse("write-off-decide", args=[wish.pk]), refuse).url == "/"


def test_many_follow_ups_are_previewed_changed_and_undone(cast, bakery, sign_in):
    rows = [follow_up(bakery, cast.ana, 17 + n) for n in range(3)]
    browser, url = sign_in(cast.ana), reverse("follow-up-many")
    ids = {"chosen": [row.pk for row in rows], "verb": "reassign"}
    assert "Hand over 3 follow-ups" in browser.get(url, ids).content.decode()
    answer = browser.post(url, {**ids, "owner": cast.cora.pk})
    assert answer.status_code == 422
    assert "does not see" in answer.content.decode()
    browser.post(url, {**ids, "owner": cast.ben.pk})
    assert FollowUp.objects.filter(owner=cast.ben).count() == 3


def test_an_entry_of_the_timeline_becomes_a_follow_up_in_one_click(cast, bakery, sign_in):
    from accounts.activities.services import log_event

    entry = log_event(client=bakery, subject="Driver list received", by=cast.ana)
    url = reverse("entry-follow-up", args=[entry.pk])
    for _ in range(2):
        sign_in(cast.ana).post(url)
    row = FollowUp.objects.get()
    assert (row.entry, row.due_on) == (entry, date(2026, 11, 20))


def test_a_filter_is_kept_under_a_name_and_forgotten(cast, sign_in):
    browser = sign_in(cast.ana)
    form = {"place": "follow-up-list", "query": "when=overdue&after=x", "name": "Late ones"}
    assert browser.post(reverse("filter-keep"), form).url == "/follow-ups/?when=overdue"
    text = browser.get(reverse("follow-up-list")).content.decode()
    assert "Late ones" in text
    assert "Late ones" not in sign_in(cast.sam).get(reverse("follow-up-list")).content.decode()


def test_a_renewal_is_seen_to_from_its_row(cast, bakery, sign_in):
    term = make_term(bakery, effective_on=date(2025, 12, 20))
    browser = sign_in(cast.ana)
    key = {"form_key": uuid.uuid4()}
    url = reverse("day-term-contact", args=[term.pk])
    said = {"kind": "call", "text": "They want the umbrella quoted too", **key}
    for _ in range(2):
        answer = browser.post(url, said, headers=HTMX)
    assert "Noted on the timeline" in answer.content.decode()
    entry = Activity.objects.get(text__contains="umbrella")
    assert (entry.term, entry.subject) == (term, f"Renewal of {term.number}")
    said = said | {"text": "Ask @Cora Chen about it", "form_key": uuid.uuid4()}
    refused = browser.post(url, said, headers=HTMX)
    assert refused.status_code == 422
    assert "Ask @Cora Chen about it" in refused.content.decode()
    later = reverse("day-term-later", args=[term.pk])
    assert browser.post(later, {"due_on": "2026-11-20", **key}).url == "/"
    assert FollowUp.objects.get(term=term).due_on == date(2026, 11, 20)


def test_a_placement_moves_and_its_step_is_done_and_handed_over_from_the_row(cast, bakery, sign_in):
    term = make_term(bakery, effective_on=date(2025, 12, 20))
    open_chosen(terms=PolicyTerm.objects.filter(pk=term.pk), by=cast.ana)
    placement = Placement.objects.get()
    placement.steps.update(checklist=[])
    step = placement.steps.waiting().order_by("due_on", "position").first()
    browser, url = sign_in(cast.ana), reverse("day-term-renewal", args=[term.pk])
    page = browser.get(reverse("day-expirations"), headers=HTMX).content.decode()
    assert step.name in page
    far = {"do": "move", "stage": "bound", "version": placement.version}
    refused = browser.post(url, far, headers=HTMX)
    assert refused.status_code == 422
    assert "Missing for" in refused.content.decode()
    assert browser.post(url, far).status_code == 422, "without JavaScript it is told on a page"
    give_away = {"do": "assign", "step": step.pk, "version": step.version, "owner": cast.ben.pk}
    assert "Handed over" in browser.post(url, give_away, headers=HTMX).content.decode()
    step.refresh_from_db()
    assert step.owner == cast.ben
    done = {"do": "finish", "step": step.pk, "version": step.version}
    browser.post(url, done, headers=HTMX)
    step.refresh_from_db()
    assert step.done_by == cast.ana


def test_what_is_owed_is_chased_promised_and_handed_over_from_its_row(cast, bakery, sign_in):
    invoice = bill(cast, bakery, "A-1", invoice_on=date(2026, 9, 1))
    browser = sign_in(cast.ana)
    page = browser.get(reverse("day-receivables"), headers=HTMX).content.decode()
    assert "Invoice A-1" in page
    url = reverse("day-invoice-contact", args=[invoice.pk])
    said = {"how": "call", "note": "They pay on Friday", "amount": "50", "due_on": "2026-11-20",
            "form_key": uuid.uuid4()}  # fmt: skip
    refused = browser.post(url, said | {"amount": "lots"}, headers=HTMX)
    assert refused.status_code == 422
    assert "They pay on Friday" in refused.content.decode()
    answer = browser.post(url, said, headers=HTMX).content.decode()
    assert "Noted, with the promise" in answer
    assert "50.00 by 11/20/2026" in answer
    later = reverse("day-invoice-later", args=[invoice.pk])
    for _ in range(2):
        browser.post(later, {}, headers=HTMX)
    browser.post(later, {"due_on": "2026-11-23", "owner": cast.ben.pk}, headers=HTMX)
    rows = FollowUp.objects.filter(invoice=invoice).order_by("pk")
    assert [(row.owner, row.due_on.day) for row in rows] == [(cast.ana, 17), (cast.ben, 23)]
    assert sign_in(cast.cora).post(later, {}, headers=HTMX).status_code == 404


def test_minutes_that_are_missing_and_documents_to_review_wait_among_the_papers(cast, sign_in):
    client = make_client(cast)
    for kind, days in (("claims", 3), ("midterm", -3)):
        starts = TUESDAY - timedelta(days=days)
        Meeting.objects.create(
            kind=MeetingKind.objects.get(code=kind), client=client, organizer=cast.ana,
            starts_at=starts, ends_at=starts + timedelta(hours=1),
        )  # fmt: skip
    asked = request_document(kind="stewardship", by=cast.ana, client=client)
    document = make_document(work=Work(asked))
    mine = sign_in(cast.ana).get(reverse("day-papers"), headers=HTMX).content.decode()
    assert "Claims review with" in mine
    assert "Mid-term" not in mine
    assert document.title not in mine
    address = reverse("day-papers")
    assert document.title in sign_in(cast.ben).get(address, headers=HTMX).content.decode()
    review_document(document=document, by=cast.ben)
    assert "no document waits" in sign_in(cast.ben).get(address, headers=HTMX).content.decode()
