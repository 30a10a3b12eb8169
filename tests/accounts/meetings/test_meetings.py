"""Meetings from the plan to the minutes; calendars hear of every change."""

from datetime import date, datetime, timedelta
from email import message_from_bytes
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from accounts.meetings.feeds import new_feed, revoke_feed
from accounts.meetings.services import (
    Guest,
    act_on,
    cancel_meeting,
    change_meeting,
    decide,
    hold_meeting,
    plan_meeting,
)
from accounts.models import Commitment, Contact, FollowUp, Meeting, MeetingKind
from accounts.service_plans.gathering import gather, settle
from accounts.service_plans.planning import plan_clients
from config.lib.errors import DomainError
from reports.jobs.models import Job
from reports.jobs.runner import run_job
from reports.meetings.services import ask_for_packs
from reports.meetings.tasks import look_for_meetings
from reports.models import Document
from teams.models import Notification, OutboundEmail
from teams.notifications.services import send_due_emails
from tests.cast import make_client, make_term

PACIFIC = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 10, 26, 9, 0, tzinfo=PACIFIC)


def at(*parts):
    return datetime(*parts, tzinfo=PACIFIC)


def kind(code):
    return MeetingKind.objects.get(code=code)


def plan(client, by, starts=None, code="prerenewal", **more):
    starts = starts or timezone.now() + timedelta(days=7)
    return plan_meeting(
        kind=kind(code), client=client, starts_at=starts, ends_at=starts + timedelta(hours=1),
        by=by, **more,
    )  # fmt: skip


def invitations(address) -> list:
    rows = OutboundEmail.objects.filter(to=address).order_by("pk")
    return [Calendar.from_ical(row.calendar) for row in rows]


def event(calendar):
    (found,) = calendar.walk("VEVENT")
    return found


@pytest.fixture
def bakery(cast):
    client = make_client(cast)
    make_term(client, effective_on=date(2026, 3, 1))
    return client


@pytest.fixture
def october():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.usefixtures("october")
def test_the_agenda_is_filled_in_from_the_file(cast, bakery):
    meeting = plan(bakery, cast.ana)
    points = dict(meeting.agenda.values_list("heading", "text"))
    assert len(points) == 11
    assert "PN00000" in points["Current program"]
    assert "03/01/2027" in points["Renewal timeline with dates both sides owe"]
    assert points["Last year’s goals and results"] == "No earlier meeting is on file."


@pytest.mark.usefixtures("october")
def test_everybody_gets_an_invitation_their_calendar_understands(cast, bakery):
    pat = Contact.objects.create(client=bakery, name="Pat Doe", email="pat@bakery.example")
    plan(
        bakery, cast.ana, at(2026, 11, 2, 10, 0), place="Their office", colleagues=[cast.ben],
        guests=[Guest("Pat Doe", pat.email, pat), Guest("Bob Bare")],
    )  # fmt: skip
    assert sorted(OutboundEmail.objects.values_list("to", flat=True)) == [
        cast.ana.email, cast.ben.email, "pat@bakery.example",
    ]  # fmt: skip
    email = OutboundEmail.objects.get(to="pat@bakery.example")
    assert "Bakery" not in email.subject
    (calendar,) = invitations("pat@bakery.example")
    found = event(calendar)
    assert calendar["METHOD"] == "REQUEST"
    assert [z["TZID"] for z in calendar.walk("VTIMEZONE")] == ["America/Los_Angeles"]
    assert found["DTSTART"].params["TZID"] == "America/Los_Angeles"
    assert found["DTSTART"].dt == at(2026, 11, 2, 10, 0)
    # Daylight saving ended the day before: ten o'clock is 18:00 UTC now.
    assert found["DTSTART"].dt.astimezone(ZoneInfo("UTC")).hour == 18
    assert len(found["ATTENDEE"]) == 3
    assert Notification.objects.get(user=cast.ben).text.startswith("Invitation: Pre-renewal")


@pytest.mark.usefixtures("october")
def test_the_email_carries_the_invitation_as_a_calendar_part(cast, bakery):
    plan(bakery, cast.ana)
    send_due_emails()
    message = message_from_bytes(mail.outbox[0].message().as_bytes())
    (part,) = [p for p in message.walk() if p.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert b"BEGIN:VCALENDAR" in part.get_payload(decode=True)


@pytest.mark.usefixtures("october")
def test_a_change_keeps_the_uid_and_raises_the_sequence_and_who_is_out_is_told(cast, bakery):
    meeting = plan(bakery, cast.ana, colleagues=[cast.ben, cast.bea])
    starts = at(2026, 11, 20, 14, 0)
    change_meeting(
        meeting=meeting, version=1, by=cast.ana, starts_at=starts,
        ends_at=starts + timedelta(hours=2), colleagues=[cast.bea],
    )  # fmt: skip
    first, second = invitations(cast.bea.email)
    assert event(first)["UID"] == event(second)["UID"]
    assert (event(first)["SEQUENCE"], event(second)["SEQUENCE"]) == (0, 1)
    assert event(second)["DTSTART"].dt == starts
    _, out = invitations(cast.ben.email)
    assert (out["METHOD"], event(out)["STATUS"]) == ("CANCEL", "CANCELLED")


@pytest.mark.usefixtures("october")
def test_a_cancelled_meeting_leaves_every_calendar(cast, bakery):
    meeting = cancel_meeting(meeting=plan(bakery, cast.ana), why="Client ill", by=cast.ana)
    first, last = invitations(cast.ana.email)
    assert last["METHOD"] == "CANCEL"
    assert event(last)["SEQUENCE"] == event(first)["SEQUENCE"] + 1
    with pytest.raises(DomainError, match="was cancelled"):
        cancel_meeting(meeting=meeting, why="Again", by=cast.ana)


@pytest.mark.usefixtures("october")
def test_an_invitation_to_the_past_is_said_plainly_and_the_form_keeps_what_was_typed(
    cast, bakery, sign_in
):
    answer = sign_in(cast.ana).post(
        f"/meetings/new/?client={bakery.pk}",
        {"kind": kind("prerenewal").pk, "starts_at": "2026-10-20T10:00", "goal": "Higher umbrella"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This moment is past" in page
    assert "Higher umbrella" in page
    assert not Meeting.objects.exists()


@pytest.mark.usefixtures("october")
def test_a_clock_time_that_does_not_exist_is_refused(cast, bakery, sign_in):
    answer = sign_in(cast.ana).post(
        f"/meetings/new/?client={bakery.pk}",
        {"kind": kind("prerenewal").pk, "starts_at": "2027-03-14T02:30"},
    )
    assert answer.status_code == 422
    assert not Meeting.objects.exists()


@pytest.mark.usefixtures("october")
def test_people_who_cannot_see_the_client_and_guests_among_colleagues_are_refused(cast, bakery):
    with pytest.raises(DomainError, match="cannot see this client"):
        plan(bakery, cast.ana, colleagues=[cast.cora])
    with pytest.raises(DomainError, match="colleagues only"):
        plan(bakery, cast.ana, code="strategy", guests=[Guest("Pat", "p@x.example")])
    with pytest.raises(DomainError, match="about one client"):
        plan(None, cast.ana)
    assert not OutboundEmail.objects.exists()


@pytest.mark.usefixtures("october")
def test_a_holiday_is_allowed_with_a_word_of_caution(cast, bakery, sign_in):
    answer = sign_in(cast.ana).post(
        f"/meetings/new/?client={bakery.pk}",
        {"kind": kind("prerenewal").pk, "starts_at": "2026-11-26T10:00"},
        follow=True,
    )
    assert "The office is closed on Thursday 11/26/2026" in answer.content.decode()


def test_held_minutes_decide_act_and_meet_the_commitment(cast, bakery):
    with time_machine.travel(NOW, tick=False):
        plan_clients(ids=[bakery.pk], today=timezone.localdate())
        meeting = plan(bakery, cast.ana, colleagues=[cast.ben])
        with pytest.raises(DomainError, match="has not begun"):
            hold_meeting(meeting=meeting, minutes="Early", came=[], by=cast.ana)
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        with pytest.raises(DomainError, match="cannot see this client"):
            hold_meeting(meeting=meeting, minutes="Ask @Cora Chen", came=[], by=cast.ana)
        came = meeting.attendees.filter(user=cast.ana).values_list("pk", flat=True)
        hold_meeting(meeting=meeting, minutes="All well, @Ben Brooks", came=came, by=cast.ana)
        decide(meeting=meeting, text="Market the umbrella", by=cast.ana)
        made = act_on(
            meeting=meeting, subject="Get the payroll", due_on=date(2026, 11, 9), owner=cast.ben,
            by=cast.ana,
        )  # fmt: skip
        gather(today=timezone.localdate())
        settle(today=timezone.localdate())
    assert FollowUp.objects.get().owner == cast.ben
    assert meeting.actions.get().follow_up == made
    assert [a.came for a in meeting.attendees.order_by("name")] == [True, False]
    assert Commitment.objects.get(code="PRM").met_on == date(2026, 11, 2)
    assert Notification.objects.filter(user=cast.ben, kind="mentions").exists()


@pytest.mark.usefixtures("october")
def test_the_pack_is_made_once_a_day_before(cast, bakery):
    meeting = plan(bakery, cast.ana, at(2026, 11, 2, 10, 0))
    # From 10:00 daylight time to 10:00 standard time the day after is 25 hours.
    assert ask_for_packs(now=at(2026, 11, 1, 8, 59)) == 0
    with time_machine.travel(at(2026, 11, 1, 11, 0), tick=False):
        look_for_meetings()
        run_job(Job.objects.get(kind="meeting-packs").pk)
        ask_for_packs(now=timezone.now())
        job = Job.objects.get(kind="document")
        run_job(job.pk)
        job.refresh_from_db()
        assert job.state == "done", job.error
    pack = Document.objects.get()
    assert (pack.kind, pack.subject, pack.client) == ("meeting_pack", str(meeting.pk), bakery)


@pytest.mark.usefixtures("october")
def test_the_briefing_says_on_one_page_what_changed_on_the_shared_book(cast, bakery):
    from reports.documents.kinds.sales_briefing import build
    from reports.documents.registry import Ask

    other = make_client(cast, "Lone Wolf")
    other.assignments.filter(user=cast.sam).delete()
    make_term(other, effective_on=date(2026, 3, 1))
    make_term(bakery, effective_on=date(2026, 1, 15), line="PROP")
    meeting = plan(None, cast.ana, code="sales", colleagues=[cast.sam])
    found = build(Ask(about=meeting, key=str(meeting.pk), as_of=date(2026, 10, 26), by=cast.ana))
    assert (found.clients, found.since, found.seller) == (1, date(2026, 9, 26), "Sam Sato")
    blocks = {block.heading: block for block in found.blocks}
    assert [row[0] for row in blocks["Renewals within 120 days"].rows] == [bakery.name]
    assert blocks["Bound, changed and lost"].count == 2


@pytest.mark.usefixtures("october")
def test_the_private_calendar_has_meetings_renewals_and_due_work_and_can_be_revoked(
    cast, bakery, client
):
    make_term(bakery, effective_on=date(2026, 1, 15), line="PROP")
    plan_clients(ids=[bakery.pk], today=timezone.localdate())
    gone = cancel_meeting(meeting=plan(bakery, cast.ana), why="Ill", by=cast.ana)
    secret = new_feed(by=cast.ana)
    answer = client.get(f"/calendar/{secret}.ics")
    assert answer.status_code == 200
    events = {str(e["UID"]): e for e in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert events[f"{gone.uid}@steward"]["STATUS"] == "CANCELLED"
    expires = next(e for e in events.values() if "Expires" in e["SUMMARY"])
    assert expires["DTSTART"].dt == date(2027, 1, 15)
    assert expires["DTEND"].dt == date(2027, 1, 16)
    assert any("Pre-renewal" in e["SUMMARY"] for e in events.values())
    revoke_feed(by=cast.ana)
    assert client.get(f"/calendar/{secret}.ics").status_code == 404


def test_a_new_address_ends_the_old_and_one_who_left_has_none(cast, client):
    old = new_feed(by=cast.ana)
    new = new_feed(by=cast.ana)
    assert client.get(f"/calendar/{old}.ics").status_code == 404
    assert client.get(f"/calendar/{new}.ics").status_code == 200
    cast.ana.is_active = False
    cast.ana.save()
    assert client.get(f"/calendar/{new}.ics").status_code == 404


@pytest.mark.usefixtures("october")
def test_a_meeting_of_another_team_is_not_there(cast, bakery, sign_in):
    meeting = plan(bakery, cast.ana)
    assert sign_in(cast.cora).get(f"/meetings/{meeting.pk}/").status_code == 404
    assert sign_in(cast.rita).get(f"/meetings/{meeting.pk}/").status_code == 200
    assert sign_in(cast.rita).post(f"/meetings/{meeting.pk}/cancel/").status_code == 403
