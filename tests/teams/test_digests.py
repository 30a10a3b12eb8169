"""Notices reach people by e-mail as each of them wants it, once, over every change of the clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.jobs.models import Job
from reports.jobs.runner import run_job
from teams.calendar.rules import OfficeCalendar
from teams.models import NoticeSettings, Notification, OutboundEmail
from teams.notifications.catalogue import kind_of
from teams.notifications.digests import decide_moments, save_wishes, send_digests, something_due
from teams.notifications.rules import Quiet, mail_moment
from teams.notifications.services import mark_read, notify
from teams.notifications.tasks import ask_for_digests

PACIFIC = ZoneInfo("America/Los_Angeles")
OPEN = OfficeCalendar().is_business_day
NIGHT = Quiet(time(20, 0), time(7, 0))


def at(*parts, fold=0):
    return datetime(*parts, fold=fold, tzinfo=PACIFIC)


def leaves(created, delivery, quiet=NIGHT):
    return mail_moment(created, delivery, quiet, OPEN)


def test_at_once_is_now_by_day_and_the_morning_by_night():
    assert leaves(at(2026, 6, 3, 14, 5), "at_once") == at(2026, 6, 3, 14, 5)
    assert leaves(at(2026, 6, 3, 22, 0), "at_once") == at(2026, 6, 4, 7, 0)
    assert leaves(at(2026, 6, 4, 2, 0), "at_once") == at(2026, 6, 4, 7, 0)
    assert leaves(at(2026, 6, 3, 14, 5), "off") is None


def test_hourly_is_the_next_full_hour_also_in_the_hour_that_comes_twice():
    first, second = at(2026, 11, 1, 1, 30), at(2026, 11, 1, 1, 30, fold=1)
    none = Quiet()
    assert leaves(first, "hourly", none).astimezone(UTC) == datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert leaves(second, "hourly", none).astimezone(UTC) == datetime(2026, 11, 1, 10, tzinfo=UTC)


def test_a_daily_time_that_the_clock_skips_is_an_hour_later():
    quiet = Quiet(daily_at=time(2, 30))
    moment = leaves(at(2026, 3, 7, 12, 0), "daily", quiet)
    assert moment == at(2026, 3, 8, 3, 30)
    assert leaves(at(2026, 3, 8, 12, 0), "daily", quiet) == at(2026, 3, 9, 2, 30)


def test_days_off_may_be_quiet_as_a_whole():
    quiet = Quiet(closed_days=True)
    # Friday before Memorial Day: the digest of Saturday leaves on Tuesday.
    assert leaves(at(2026, 5, 22, 16, 0), "daily", quiet) == at(2026, 5, 26, 0, 0)


@settings(max_examples=80, deadline=None)
@given(
    created=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    begins=st.times(),
    ends=st.times(),
    delivery=st.sampled_from(["at_once", "hourly", "daily"]),
    closed=st.booleans(),
)
def test_nothing_leaves_before_it_was_told_nor_in_quiet_hours(
    created, begins, ends, delivery, closed
):
    begins, ends = begins.replace(microsecond=0), ends.replace(microsecond=0)
    made = created.replace(tzinfo=PACIFIC).astimezone(UTC).astimezone(PACIFIC)
    quiet = Quiet(begins, ends, closed)
    moment = mail_moment(made, delivery, quiet, OPEN)
    assert moment.astimezone(UTC) >= made.astimezone(UTC)
    assert moment - made < timedelta(days=12)
    if not any(date(2026, 3, 8) <= d <= date(2026, 3, 9) for d in (moment.date(),)):
        assert not quiet.covers(moment.time()) or moment.fold


def test_the_kind_follows_from_the_key():
    assert kind_of("mention:12") == "mentions"
    assert kind_of("order:1:2") == "orders"
    assert kind_of("something") == "other"


def run(now):
    while decide_moments(now=now):
        pass
    return send_digests(now=now)


def test_one_email_gathers_what_is_due_by_client_and_names_nobody_in_its_subject(cast):
    notify([cast.ana], "mention:1", "Ben named you", "/clients/1/", about="Harbor Bakery Inc.")
    notify([cast.ana], "mention:2", "Bea named you", "/clients/2/", about="Valley Steel")
    notify([cast.ana], "mention:3", "Sam named you", "/clients/1/", about="Harbor Bakery Inc.")
    notify([cast.ana], "expirations:x", "A policy expires")
    assert run(timezone.now()) == 1
    email = OutboundEmail.objects.get()
    assert email.subject == "Steward: 3 notices for you"
    blocks = email.body.split("\n\n")
    assert blocks[1].startswith("Harbor Bakery Inc.")
    assert "Sam named you" in blocks[1]
    assert "policy expires" not in email.body
    assert run(timezone.now() + timedelta(days=2)) == 0


def test_what_was_read_meanwhile_is_not_mailed(cast):
    notify([cast.ana], "order:1:1", "Order taken")
    mark_read(by=cast.ana)
    assert run(timezone.now() + timedelta(days=2)) == 0


def test_wishes_hold_for_what_already_waits(cast):
    notify([cast.ana], "order:1:1", "Order taken")
    decide_moments(now=timezone.now())
    save_wishes(by=cast.ana, deliveries={"orders": "off"}, quiet={})
    assert run(timezone.now() + timedelta(days=2)) == 0
    assert Notification.objects.get().settled_at is not None


def test_a_digest_of_three_silent_days_is_one_email(cast):
    NoticeSettings.objects.create(user=cast.ana, daily_at=time(7, 30))
    for day in (6, 7, 8):
        with time_machine.travel(at(2026, 3, day, 16, 0), tick=False):
            notify([cast.ana], f"bulletin:{day}", f"Bulletin {day}")
    with time_machine.travel(at(2026, 3, 9, 8, 0), tick=False):
        ask_for_digests()
        ask_for_digests()
        run_job(Job.objects.get(kind="notice-digests").pk)
        assert not something_due(timezone.now())
    assert OutboundEmail.objects.get().subject == "Steward: 3 notices for you"


@pytest.mark.slow
def test_many_runs_at_once_mail_each_notice_once(live_cast):
    for n in range(6):
        notify([live_cast.ana, live_cast.ben], f"mention:{n}", f"Number {n}")
    decide_moments(now=timezone.now())

    def send(_):
        try:
            return send_digests(now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 2
    assert OutboundEmail.objects.count() == 2


def test_quiet_hours_need_both_ends(cast, sign_in):
    browser = sign_in(cast.ana)
    page = browser.get("/notices/settings/")
    values = {f.name: f.value() for f in page.context["form"] if f.value() is not None}
    answer = browser.post("/notices/settings/", values | {"quiet_from": "20:00"})
    assert answer.status_code == 422
    answer = browser.post(
        "/notices/settings/",
        values | {"quiet_from": "20:00", "quiet_until": "07:00", "kind-orders": "off"},
    )
    assert answer.status_code == 302
    assert NoticeSettings.objects.get(user=cast.ana).quiet_from == time(20, 0)
