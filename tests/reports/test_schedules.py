"""Reports that come by themselves: on the right day, once, to those who may have them."""

import threading
import uuid
from datetime import date, datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from config.lib.errors import DomainError
from reports.documents.kinds.listing import moved_along
from reports.jobs.models import Job
from reports.models import Document, ReportRun, ReportSchedule, ScheduledReport
from reports.schedules.rules import due_days, moment, next_due
from reports.schedules.sending import KIND, send_now, start_due
from reports.schedules.services import leave, let_rest, save_schedule
from teams.calendar.rules import OfficeCalendar
from teams.models import Notification, OutboundEmail, User
from tests.cast import make_term
from tests.reports.test_batches import bill, make_client, work_off

PACIFIC = ZoneInfo("America/Los_Angeles")
OFFICE = OfficeCalendar()
MONDAY = "2026-10-12T09:00:00-07:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def days(rhythm, since, count, weekday=1, nth=1):
    found = due_days(rhythm, weekday=weekday, nth=nth, calendar=OFFICE, since=since)
    return list(islice(found, count))


def keep(by, *, to=None, kind="aging", **more) -> ReportSchedule:
    schedule = ReportSchedule(name="Aging", kind=kind, rhythm="weekly", weekday=2, at=time(7))
    for name, value in more.items():
        setattr(schedule, name, value)
    return save_schedule(schedule=schedule, recipients=to or [by], opened_with=1, by=by)


@pytest.mark.parametrize(
    ("rhythm", "more", "expected"),
    [
        ("monthly", {"nth": 1}, [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 2)]),
        ("monthly", {"nth": 5}, [date(2026, 9, 8), date(2026, 10, 7), date(2026, 11, 6)]),
        ("monthly", {"nth": -1}, [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 30)]),
        ("quarterly", {"nth": 2}, [date(2026, 10, 2), date(2027, 1, 5), date(2027, 4, 2)]),
        ("quarterly", {"nth": -1}, [date(2026, 9, 30), date(2026, 12, 31), date(2027, 3, 30)]),
        ("weekly", {"weekday": 1}, [date(2026, 8, 31), date(2026, 9, 8), date(2026, 9, 14)]),
        ("daily", {}, [date(2026, 8, 28), date(2026, 8, 31), date(2026, 9, 1)]),
    ],
)
def test_a_report_is_due_on_business_days(rhythm, more, expected):
    assert days(rhythm, date(2026, 8, 28), 3, **more) == expected


def test_a_week_whose_day_is_closed_is_not_lost_for_one_who_asks_on_the_day_after():
    # Labor Day is Monday, September 7, 2026.
    assert days("weekly", date(2026, 9, 8), 1, weekday=1) == [date(2026, 9, 8)]


@given(
    st.sampled_from(["daily", "weekly", "monthly", "quarterly"]),
    st.integers(1, 5),
    st.sampled_from([1, 2, 5, 10, -1]),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.integers(0, 60),
)
def test_asking_from_a_later_day_gives_the_same_days(rhythm, weekday, nth, since, skipped):
    whole = days(rhythm, since, 8, weekday, nth)
    later = date.fromordinal(since.toordinal() + skipped)
    kept = [day for day in whole if day >= later]
    assert days(rhythm, later, len(kept), weekday, nth) == kept
    assert all(OFFICE.is_business_day(day) for day in whole)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.times())
def test_moments_of_days_are_a_day_apart_and_hold_the_clock_time(day, clock):
    """Twenty-three to twenty-five hours, whatever daylight saving does."""
    clock = clock.replace(second=0, microsecond=0, fold=0)
    one = moment(day, clock, PACIFIC)
    two = moment(date.fromordinal(day.toordinal() + 1), clock, PACIFIC)
    assert 22 * 3600 < (two - one).total_seconds() < 26 * 3600


def test_an_hour_that_the_clocks_leave_out_still_has_its_moment():
    found = next_due(
        iter([date(2026, 3, 8), date(2026, 3, 9)]),
        time(2, 30),
        PACIFIC,
        at("2026-03-08T01:00-08:00"),
    )
    assert found == (date(2026, 3, 8), at("2026-03-08T10:30+00:00"))


def test_what_was_missed_comes_late_each_day_once_with_its_own_figures(cast):
    with time_machine.travel(MONDAY, tick=False):
        schedule = keep(cast.ana)
    with time_machine.travel("2026-11-04T12:00:00-08:00", tick=False) as clock:
        assert start_due(at("2026-11-04T20:00:00+00:00")) == 4
        assert start_due(at("2026-11-04T20:00:00+00:00")) == 0
        assert [run.due_on.day for run in schedule.runs.order_by("due_on")] == [13, 20, 27, 3]
        clock.shift(0)
        job = Job.objects.get(key=f"{KIND}:{schedule.runs.last().reports.get().pk}")
        work_off(job)
    assert Document.objects.get(job__parent=job).as_of == date(2026, 10, 13)


def test_everybody_gets_the_report_of_their_own_clients_by_one_email(cast):
    bill(cast, make_client(cast, "Bay Debtor"), "B-1")
    bill(cast, make_client(cast, "Valley Debtor", team=cast.valley), "V-1")
    with time_machine.travel(MONDAY, tick=False):
        schedule = keep(cast.dora, to=[cast.ana, cast.dora], form="both")
    with time_machine.travel("2026-10-13T08:00:00-07:00", tick=True):
        start_due(at("2026-10-13T15:00:00+00:00"))
        for report in ScheduledReport.objects.all():
            assert work_off(report.job).state == "done"
            work_off(report.job)
    emails = {e.to: e for e in OutboundEmail.objects.filter(key__startswith=KIND)}
    assert set(emails) == {cast.ana.email, cast.dora.email}
    assert [a.name[-4:] for a in emails[cast.ana.email].attachments.all()] == [".pdf", "xlsx"]
    made = {d.made_by: d.built_from for d in Document.objects.all()}
    assert made[cast.ana] != made[cast.dora]
    assert schedule.runs.count() == 1


def test_two_clocks_at_once_start_a_day_once(live_cast):
    with time_machine.travel(MONDAY, tick=False):
        keep(live_cast.ana)
    now, started = at("2026-10-13T15:00:00+00:00"), []

    def tick():
        started.append(start_due(now))
        connection.close()

    clocks = [threading.Thread(target=tick) for _ in range(6)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()
    assert sorted(started) == [0, 0, 0, 0, 0, 1]
    assert ReportRun.objects.count() == ScheduledReport.objects.count() == 1


def test_a_resting_schedule_makes_nothing_and_does_not_catch_up(cast):
    with time_machine.travel(MONDAY, tick=False) as clock:
        schedule = keep(cast.ana)
        save_schedule(schedule=schedule, recipients=[cast.ana], opened_with=1, resting=True,
                      by=cast.ana)  # fmt: skip
        clock.move_to("2026-11-05T12:00:00-08:00")
        assert start_due(at("2026-11-05T20:00:00+00:00")) == 0
        save_schedule(schedule=schedule, recipients=[cast.ana], opened_with=2, by=cast.ana)
    assert schedule.next_on == date(2026, 11, 10)


def test_nobody_is_sent_what_their_role_does_not_have(cast):
    with pytest.raises(DomainError, match="role has no such reports"):
        keep(cast.dora, to=[cast.rita])
    assert not ReportSchedule.objects.exists()


def test_only_the_owner_changes_it_and_a_recipient_may_leave(cast):
    schedule = keep(cast.dora, to=[cast.ana, cast.dora])
    with pytest.raises(DomainError, match="keeps this schedule"):
        save_schedule(schedule=schedule, recipients=[cast.ana], opened_with=1, by=cast.ana)
    leave(schedule=schedule, by=cast.ana)
    with pytest.raises(DomainError, match="the only one"):
        leave(schedule=schedule, by=cast.dora)


def test_who_receives_it_last_may_leave_and_takes_over_from_a_keeper_who_left(cast):
    schedule = keep(cast.dora, to=[cast.ana])
    leave(schedule=schedule, by=cast.ana)
    schedule.refresh_from_db()
    assert schedule.next_at is None
    told = Notification.objects.get(user=cast.dora)
    assert told.text == "Nobody receives “Aging” any more; it rests."
    other = keep(cast.dora, to=[cast.ana], name="Other")
    User.objects.filter(pk=cast.dora.pk).update(is_active=False)
    let_rest(schedule=other, resting=True, by=cast.ana)
    other.refresh_from_db()
    save_schedule(schedule=other, recipients=[cast.ana], opened_with=other.version, by=cast.ana)
    assert ReportSchedule.objects.get(name="Other").owner == cast.ana


def test_one_sent_out_of_turn_is_mailed_once_and_takes_no_period_s_place(cast, sign_in):
    with time_machine.travel(MONDAY, tick=False):
        schedule = keep(cast.dora, to=[cast.ana, cast.dora])
    press = {"to": "everybody", "form_key": str(uuid.uuid4())}
    address = reverse("schedule-send", args=[schedule.pk])
    with time_machine.travel("2026-10-13T06:30:00-07:00", tick=True):
        dora = sign_in(cast.dora)
        dora.post(address, press)
        page = dora.post(address, press, follow=True).content.decode()
        assert start_due(at("2026-10-13T15:00:00+00:00")) == 1
        asked, due = schedule.runs.get(asked_by=cast.dora), schedule.runs.get(asked_by=None)
        report = asked.reports.get(recipient=cast.ana)
        work_off(report.job)
        assert work_off(report.job).state == "done"
    assert "It is made now and mailed to Ana Alvarez, Dora Diaz." in page
    assert page.count("Dora Diaz asked") == 2
    assert asked.due_on == due.due_on == date(2026, 10, 13)
    assert asked.reports.count() == due.reports.count() == 2
    schedule.refresh_from_db()
    assert schedule.next_on == date(2026, 10, 20)
    body = OutboundEmail.objects.get(key=f"{KIND}:{report.pk}").body
    assert f"{cast.dora} asked for it. The schedule comes every week on Tuesday" in body


def test_who_receives_it_has_it_sent_to_themselves_alone_also_while_it_rests(cast):
    schedule = keep(cast.dora, to=[cast.ana, cast.dora])
    let_rest(schedule=schedule, resting=True, by=cast.dora)

    def send(by, everybody=False):
        return send_now(schedule=schedule, everybody=everybody, form_key=uuid.uuid4(), by=by)

    assert [report.recipient for report in send(cast.ana).reports.all()] == [cast.ana]
    with pytest.raises(DomainError, match="alone sends it to everybody"):
        send(cast.ana, everybody=True)
    with pytest.raises(DomainError, match="Only who keeps or receives"):
        send(cast.cora)
    schedule.refresh_from_db()
    assert schedule.next_at is None


def test_a_schedule_is_made_on_its_page_with_the_report_s_own_choices(cast, sign_in):
    ana = sign_in(cast.ana)
    typed = {"version": 1, "name": "Aging by carrier", "by": "carrier", "form": "xlsx",
             "rhythm": "monthly", "weekday": 1, "nth": 2, "at": "07:30",
             "recipients": [cast.ana.pk]}  # fmt: skip
    answer = ana.post(reverse("schedule-new", args=["aging"]), typed, follow=True)
    page = answer.content.decode()
    assert "Every month on the 2nd business day" in page
    assert "It has not come due yet." in page
    assert ReportSchedule.objects.get().options == {"by": "carrier"}
    refused = ana.post(reverse("schedule-new", args=["aging"]), typed | {"recipients": []})
    assert refused.status_code == 422


def test_a_list_with_its_filters_comes_to_each_with_their_own_clients(cast, sign_in):
    bay, valley = make_client(cast, "Bay Bakery"), make_client(cast, "Valley", team=cast.valley)
    for client, line in ((bay, "CGL"), (bay, "PROP"), (valley, "CGL")):
        make_term(client, line=line, effective_on=date(2026, 3, 1))
    line = bay.terms.get(policy__line__code="CGL").policy.line
    address = f"/policies/?line={line.pk}"
    dora = sign_in(cast.dora)
    form = dora.get(reverse("schedule-new", args=["list"]), {"address": address}).content.decode()
    assert f"Policies, {line.name}" in form
    typed = {"version": 1, "name": "Liability", "address": address, "form": "both", "nth": 1,
             "rhythm": "weekly", "weekday": 2, "at": "07:00",
             "recipients": [cast.ana.pk, cast.dora.pk]}  # fmt: skip
    with time_machine.travel(MONDAY, tick=False):
        dora.post(reverse("schedule-new", args=["list"]), typed)
    with time_machine.travel("2026-10-13T08:00:00-07:00", tick=True):
        for _ in range(2):
            start_due(at("2026-10-13T15:00:00+00:00"))
        for report in ScheduledReport.objects.all():
            work_off(report.job)
            work_off(report.job)
    made = {document.made_by: document for document in Document.objects.all()}
    assert {person: d.built_from["rows"] for person, d in made.items()} == {
        cast.ana: 1, cast.dora: 2,
    }  # fmt: skip
    sheet = openpyxl.load_workbook(made[cast.ana].sheet)
    heads, *rows = sheet["Policies"].iter_rows(values_only=True)
    assert [row[heads.index("Client")] for row in rows] == ["Bay Bakery"]
    about = {row[0].value: row[1].value for row in sheet["About"].iter_rows()}
    assert (about["Line"], about["As of"].date()) == (line.name, date(2026, 10, 13))


def test_a_month_in_a_list_s_address_moves_along_and_what_is_no_list_is_refused(cast, sign_in):
    october = date(2026, 10, 1)
    assert moved_along("/reports/production/rows/?month=2026-03&kind=new", october) == (
        "/reports/production/rows/?month=2026-10&kind=new"
    )
    assert "month=2026-01&through=2026-10" in moved_along(
        "/reports/production/rows/?month=2026-01&through=2026-03", october
    )
    for address, words in (
        ("/no/such/", "There is no list at this address"),
        ("https://elsewhere.example/", "There is no list at this address"),
        ("/policies/?moon=1", "no filter called"),
        ("/reports/production/?month=2026-10", "There is no list at this address"),
    ):
        with pytest.raises(DomainError, match=words):
            keep(cast.dora, kind="list", options={"address": address})
    with pytest.raises(DomainError, match="may not see this list"):
        keep(
            cast.dora, to=[cast.ben], kind="list", options={"address": "/reports/production/rows/"}
        )
    answer = sign_in(cast.dora).get(reverse("schedule-new", args=["list"]), {"address": "/nowhere"})
    assert answer.status_code == 422
