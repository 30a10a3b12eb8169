"""Executives are told of coming expirations: once, and late rather than never."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PolicyTerm, ServiceAssignment
from renewals.expirations import services
from renewals.expirations.querysets import to_tell
from renewals.expirations.services import tell_due
from renewals.expirations.tasks import ask_for_alerts
from renewals.models import AlertRule, ExpirationAlert
from reports.jobs.runner import run_job
from reports.models import Job
from teams.models import Notification, OutboundEmail, User
from tests.cast import make_client, make_term, transact

PACIFIC = ZoneInfo("America/Los_Angeles")
EXPIRES = date(2027, 3, 31)


def before(days: int) -> date:
    return EXPIRES - timedelta(days=days)


def term_of(client, **fields) -> PolicyTerm:
    fields.setdefault("effective_on", EXPIRES.replace(year=2026))
    return make_term(client, expires_on=EXPIRES, **fields)


def tellings(term) -> list[int]:
    return sorted(term.alerts.values_list("days_before", flat=True))


@pytest.fixture
def bakery(cast):
    return make_client(cast)


@pytest.fixture
def term(bakery):
    return term_of(bakery)


@pytest.mark.parametrize(
    ("days", "told"),
    [(121, 0), (120, 1), (119, 1), (91, 1), (90, 1), (60, 1), (30, 1), (1, 1), (0, 0), (-5, 0)],
)
def test_a_term_is_told_from_the_day_of_its_first_rule_to_its_last_day(term, days, told):
    assert tell_due(before(days)) == told


def test_the_executive_is_told_four_times_as_the_day_comes_nearer(cast, term):
    counts = [tell_due(before(days)) for days in range(130, 0, -1)]
    assert sum(counts) == 4
    assert [130 - i for i, count in enumerate(counts) if count] == [120, 90, 60, 30]
    assert tellings(term) == [30, 60, 90, 120]
    assert Notification.objects.filter(user=cast.ana).count() == 4
    assert OutboundEmail.objects.filter(to=cast.ana.email).count() == 4


def test_what_is_due_by_several_rules_at_first_sight_is_told_once(cast, term):
    assert tell_due(before(20)) == 1
    assert tellings(term) == [30, 60, 90, 120]
    assert Notification.objects.get().text == "1 policy needs attention: 1 within 30 days"
    assert sum(tell_due(before(days)) for days in range(20, 0, -1)) == 0


def test_a_term_whose_expiration_moves_is_told_again_of_the_new_day(cast, term):
    assert tell_due(before(60)) == 1
    term.expires_on += timedelta(days=45)
    term.save()
    assert tell_due(before(60)) == 1
    assert tell_due(before(59)) == 0
    newest = ExpirationAlert.objects.filter(expires_on=term.expires_on)
    assert sorted(newest.values_list("days_before", flat=True)) == [120]


def test_a_notice_names_the_numbers_and_leads_to_the_list(cast, bakery):
    term_of(bakery)
    term_of(bakery, line="PROP")
    make_term(bakery, line="WORK", effective_on=before(45).replace(year=2026),
              expires_on=before(45))  # fmt: skip
    assert tell_due(before(70)) == 3
    notice = Notification.objects.get()
    assert notice.user == cast.ana
    assert notice.text == "3 policies need attention: 1 within 30 days, 2 within 90 days"
    assert notice.url == "/expirations/?days=90"


def test_the_digest_lists_each_policy_the_nearest_first(cast, bakery, settings):
    settings.SITE_ADDRESS = "https://steward.example"
    term_of(bakery, number="GL-1", premium="12000.00")
    soon = before(60)
    make_term(bakery, line="WORK", number="WC-9", premium="-1234.50", expires_on=soon,
              effective_on=soon.replace(year=2026))  # fmt: skip
    tell_due(before(90))
    email = OutboundEmail.objects.get()
    assert (email.to, email.subject) == (
        "ana@steward.example",
        "Expirations on 12/31/2026: 2 policies",
    )
    assert email.body.splitlines() == [
        "Ana Alvarez,",
        "",
        "2 policies need attention: 1 within 30 days, 1 within 90 days.",
        "",
        "01/30/2027 (30 days)  Harbor Bakery Inc. · Workers’ compensation · WC-9 · "
        "premium (1,234.50)",
        "03/31/2027 (90 days)  Harbor Bakery Inc. · General liability · GL-1 · premium 12,000.00",
        "",
        "The list: https://steward.example/expirations/?days=90",
    ]


def test_a_long_digest_is_cut_and_says_so(cast, bakery, monkeypatch):
    monkeypatch.setattr(services, "LINES_IN_A_DIGEST", 2)
    for _ in range(5):
        term_of(bakery)
    assert tell_due(before(90)) == 5
    body = OutboundEmail.objects.get().body
    assert body.count("premium") == 2
    assert "… and 3 more in the list." in body


def test_running_ten_times_a_day_tells_once(cast, term):
    assert [tell_due(before(90)) for _ in range(10)] == [1] + [0] * 9
    assert Notification.objects.count() == OutboundEmail.objects.count() == 1


def test_after_three_days_without_a_run_the_missed_ones_are_told(cast, bakery):
    terms = [
        make_term(bakery, effective_on=day.replace(year=2026), expires_on=day)
        for day in (EXPIRES + timedelta(days=n) for n in range(5))
    ]
    assert tell_due(before(120)) == 1
    assert tell_due(before(117)) == 3
    assert [len(tellings(term)) for term in terms] == [1, 1, 1, 1, 0]
    assert Notification.objects.filter(user=cast.ana).count() == 2


def test_what_comes_in_later_the_same_day_is_told_the_same_day(cast, bakery, term):
    assert tell_due(before(90)) == 1
    term_of(bakery)
    assert tell_due(before(90)) == 1
    assert Notification.objects.filter(user=cast.ana).count() == 2
    assert OutboundEmail.objects.count() == 2


def test_each_executive_hears_of_their_own_clients(cast, term):
    quarry = make_client(cast, "Quarry Ltd.", team=cast.valley)
    term_of(quarry, number="Q-1")
    assert tell_due(before(90)) == 2
    assert Notification.objects.filter(user__in=[cast.ana, cast.cora]).count() == 2
    assert "Q-1" in OutboundEmail.objects.get(to=cast.cora.email).body
    assert "Q-1" not in OutboundEmail.objects.get(to=cast.ana.email).body


def told_person(term) -> User:
    tell_due(before(90))
    return ExpirationAlert.objects.get(term=term, days_before=90).user


def test_without_an_executive_the_sales_executive_is_told(cast, bakery, term):
    bakery.assignments.filter(role="account_executive").update(until_on=date(2026, 12, 1))
    assert told_person(term) == cast.sam


def test_an_executive_who_has_left_is_not_told(cast, bakery, term):
    User.objects.filter(pk=cast.ana.pk).update(is_active=False)
    assert told_person(term) == cast.sam


def test_without_either_the_departments_manager_is_told(cast, bakery, term):
    bakery.assignments.all().delete()
    assert told_person(term) == cast.max


def test_without_anybody_the_term_waits_and_is_told_late(cast):
    quarry = make_client(cast, "Quarry Ltd.", team=cast.valley)
    quarry.assignments.all().delete()
    term = term_of(quarry)
    assert tell_due(before(90)) == 0
    assert to_tell(before(90)).filter(told_to=None).get() == term
    ServiceAssignment.objects.create(
        client=quarry, user=cast.cora, role="account_executive", from_on=before(80)
    )
    assert tell_due(before(75)) == 1


def test_a_new_executive_is_told_of_the_next_rule_not_of_the_last_again(cast, bakery, term):
    assert tell_due(before(90)) == 1
    bakery.assignments.filter(role="account_executive").update(user=cast.max)
    assert tell_due(before(89)) == 0
    assert tell_due(before(60)) == 1
    assert term.alerts.get(days_before=60).user == cast.max


def test_cancelled_future_continuous_and_expired_terms_are_not_told(cast, bakery):
    cancelled = term_of(bakery)
    transact(cancelled, "CAN", before(200), "-6000.00")
    continuous = term_of(bakery, line="SURE")
    PolicyTerm.objects.filter(pk=continuous.pk).update(expires_on=None)
    make_term(bakery, effective_on=before(50), expires_on=EXPIRES, line="PROP")
    make_term(bakery, effective_on=date(2025, 1, 1), expires_on=date(2026, 1, 1), line="WORK")
    assert tell_due(before(90)) == 0
    transact(cancelled, "REI", before(85), "6000.00")
    assert tell_due(before(80)) == 1


def test_a_renewed_term_needs_no_telling_until_its_renewal_is_gone(cast, bakery, term):
    renewal = make_term(bakery, policy=term.policy, effective_on=EXPIRES, kind="REN")
    assert tell_due(before(90)) == 0
    earlier = {"effective_on": date(2025, 3, 31), "expires_on": date(2026, 3, 31)}
    PolicyTerm.objects.filter(pk=renewal.pk).update(**earlier)
    assert tell_due(before(80)) == 1


def test_rules_count_from_their_first_day_to_before_their_last(cast, term):
    AlertRule.objects.all().update(until_on=before(100))
    AlertRule.objects.create(days_before=45, from_on=before(40))
    assert [day for day in range(119, 0, -1) if tell_due(before(day))] == [119, 40]
    assert tellings(term) == [45, 120]


def test_without_rules_nobody_is_told(cast, term):
    AlertRule.objects.all().delete()
    assert tell_due(before(30)) == 0


def test_a_chunk_takes_the_same_queries_however_many_terms_it_has(cast, bakery):
    def queries(on: date) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            tell_due(on)
        return len(captured)

    term_of(bakery)
    few = queries(before(90))
    for _ in range(30):
        term_of(bakery)
    assert queries(before(60)) == few


def test_every_chunk_is_told_and_its_progress_said(cast, bakery, monkeypatch):
    monkeypatch.setattr(services, "CHUNK", 2)
    terms = [term_of(bakery) for _ in range(5)]
    seen = []
    assert tell_due(before(90), lambda done, total, message: seen.append((done, total))) == 5
    assert seen == [(2, 5), (4, 5), (5, 5)]
    assert ExpirationAlert.objects.filter(days_before=90).count() == len(terms)
    assert Notification.objects.count() == OutboundEmail.objects.count() == 1


def test_runs_at_the_same_moment_tell_once(live_cast):
    bakery = make_client(live_cast)
    for _ in range(40):
        term_of(bakery)
    start = threading.Barrier(6)

    def run(_) -> int:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return tell_due(before(90))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        told = sorted(pool.map(run, range(6)))
    assert told == [0, 0, 0, 0, 0, 40]
    assert Notification.objects.count() == OutboundEmail.objects.count() == 1
    assert ExpirationAlert.objects.count() == 80


def test_a_run_that_fails_tells_nothing_and_the_next_one_tells_all(live_cast, monkeypatch):
    term_of(make_client(live_cast))

    def break_down(**kwargs) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(services, "queue_email", break_down)
        with pytest.raises(ConnectionError):
            tell_due(before(90))
    assert not ExpirationAlert.objects.exists()
    assert not Notification.objects.exists()
    assert tell_due(before(90)) == 1


def test_the_clock_asks_for_one_run_an_hour_and_makes_up_for_none(cast, term):
    with time_machine.travel(datetime(2026, 12, 31, 9, 0, tzinfo=PACIFIC)) as clock:
        for _ in range(5):
            ask_for_alerts()
        assert Job.objects.get().key == "expiration-alerts:2026-12-31:09"
        clock.move_to(datetime(2027, 1, 3, 14, 59, tzinfo=PACIFIC))
        ask_for_alerts()
        assert Job.objects.count() == 2


def test_the_job_tells_what_is_due_on_the_day_it_runs(live_cast):
    term_of(make_client(live_cast))
    quarry = make_client(live_cast, "Quarry Ltd.", team=live_cast.valley)
    quarry.assignments.all().delete()
    term_of(quarry)
    with time_machine.travel(datetime(2026, 11, 20, 9, 0, tzinfo=PACIFIC)) as clock:
        ask_for_alerts()
        clock.move_to(datetime(2026, 12, 31, 9, 0, tzinfo=PACIFIC))
        run_job(Job.objects.get().pk)
    job = Job.objects.get()
    assert job.state == Job.State.DONE, job.error
    assert job.result == {"told": 1, "nobody": 1}
    assert job.message == "1 told; 1 wait because nobody serves their client"
