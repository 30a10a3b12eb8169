"""Plans are made for each client and policy year, and met by what was done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from accounts.activities.services import log_contact
from accounts.escalations.raising import raise_due
from accounts.models import Client, Commitment, Escalation, Evidence, ServicePlan, Tier
from accounts.service_plans.candidates import meet_with
from accounts.service_plans.gathering import Found, gather, settle, write_down
from accounts.service_plans.planning import plan_clients
from accounts.service_plans.services import meet, promise_call, resume, wait, waive
from accounts.service_plans.tasks import ask_for_plans
from config.lib.errors import DomainError
from reports.jobs.models import Job
from reports.jobs.runner import run_job
from tests.accounts.test_orders import give, move
from tests.cast import make_client, make_term

PACIFIC = ZoneInfo("America/Los_Angeles")
BOUND = date(2026, 3, 1)


def plan(client, on=BOUND):
    return plan_clients(ids=[client.pk], today=on)


def promised(client) -> dict[str, date]:
    rows = Commitment.objects.filter(client=client, key__startswith="year")
    return dict(rows.values_list("code", "due_on"))


def one(client, code) -> Commitment:
    return Commitment.objects.get(client=client, code=code)


def done(client, deliverable, on, key="x:1"):
    write_down([Found(client.pk, deliverable, on, "What was done", key)])


@pytest.fixture
def bakery(cast):
    client = make_client(cast)
    make_term(client, effective_on=BOUND)
    return client


def test_a_world_class_client_is_promised_everything_of_its_tier(bakery):
    plan(bakery)
    assert promised(bakery) == {
        "TEAM": date(2026, 3, 31),
        "SUMM": date(2026, 3, 1),
        "COW": date(2026, 3, 1),
        "CLM3": date(2026, 5, 30),
        "CLM6": date(2026, 8, 28),
        "CLM9": date(2026, 11, 26),
        "MID": date(2026, 7, 29),
        "STEW": date(2026, 11, 16),
        "PRM": date(2026, 11, 1),
    }
    assert one(bakery, "PROP").due_on == date(2027, 2, 8)
    assert one(bakery, "BIND").due_on == date(2027, 2, 28)


def test_planning_again_changes_nothing(bakery):
    plan(bakery)
    rows = list(Commitment.objects.order_by("pk").values())
    again = plan(bakery)
    assert (again.added, again.moved, again.withdrawn) == (0, 0, 0)
    assert list(Commitment.objects.order_by("pk").values()) == rows


def test_a_book_that_comes_in_the_middle_of_its_year_is_not_late_at_once(bakery):
    plan(bakery, date(2026, 9, 1))
    assert min(Commitment.objects.values_list("due_on", flat=True)) >= date(2026, 9, 1)


def test_a_new_tier_changes_only_what_is_still_to_come(bakery):
    plan(bakery)
    bakery.tier = Tier.objects.get(name="Standard")
    bakery.save()
    plan(bakery, date(2026, 7, 1))
    assert set(promised(bakery)) == {"TEAM", "SUMM", "COW", "CLM3"}
    bakery.tier = Tier.objects.get(name="World Class")
    bakery.save()
    plan(bakery, date(2026, 9, 10))
    assert set(promised(bakery)) == {"TEAM", "SUMM", "COW", "CLM3", "CLM9", "STEW", "PRM"}


def test_a_moved_expiration_moves_what_hangs_on_it_but_nothing_that_was_met(bakery):
    plan(bakery)
    done(bakery, "prerenewal", date(2026, 10, 1))
    settle(today=date(2026, 10, 2))
    bakery.terms.update(expires_on=date(2027, 4, 1))
    plan(bakery, date(2026, 10, 2))
    assert one(bakery, "STEW").due_on == date(2026, 12, 17)
    assert one(bakery, "PRM").due_on == date(2026, 11, 1)


def test_the_next_year_follows_when_the_renewal_is_in_force(bakery):
    plan(bakery)
    first = bakery.terms.get()
    make_term(bakery, policy=first.policy, effective_on=date(2027, 3, 1), kind="REN", number="N2")
    plan(bakery, date(2027, 3, 4))
    years = ServicePlan.objects.filter(client=bakery).order_by("year_on")
    assert [p.year_on for p in years] == [BOUND, date(2027, 3, 1)]
    # The beat was down for three days; what those days promised is promised all the same.
    assert years[1].commitments.get(code="COW").due_on == date(2027, 3, 1)


def test_a_client_without_cover_keeps_its_past_and_loses_its_future(bakery):
    plan(bakery)
    bakery.terms.update(expires_on=date(2026, 8, 1))
    plan(bakery, date(2026, 8, 2))
    assert set(promised(bakery)) == {"TEAM", "SUMM", "COW", "CLM3", "MID"}


def test_a_summary_meets_every_promise_of_one_it_fits(bakery):
    plan(bakery)
    done(bakery, "summary", date(2026, 3, 20))
    assert settle(today=date(2026, 3, 20)) == 2
    met = Commitment.objects.filter(met_on=date(2026, 3, 20)).values_list("code", flat=True)
    assert sorted(met) == ["SUMM", "SUMMBIND"]


def test_one_claims_review_is_not_another(bakery):
    plan(bakery)
    done(bakery, "claims_review", date(2026, 6, 10))
    settle(today=date(2026, 9, 1))
    assert one(bakery, "CLM3").met_on == date(2026, 6, 10)
    assert one(bakery, "CLM6").met_on is None


def test_a_finished_order_is_found_and_met_late_counts_as_late(cast, bakery):
    plan(bakery)
    with time_machine.travel(datetime(2026, 6, 3, 10, tzinfo=PACIFIC), tick=False):
        order = give(bakery, cast.ana, "certificate")
        plan(bakery, date(2026, 6, 3))
        assert one(bakery, "COI").due_on == date(2026, 6, 3)
    with time_machine.travel(datetime(2026, 6, 4, 10, tzinfo=PACIFIC), tick=False):
        order = move(order, "take", cast.ben)
        move(order, "complete", cast.ben, text="Sent")
        gather(today=date(2026, 6, 4))
        settle(today=date(2026, 6, 4))
    row = Commitment.objects.with_standing(date(2026, 6, 5)).get(code="COI")
    assert (row.standing, row.met_by) == ("met_late", cast.ben)


@time_machine.travel(datetime(2026, 6, 10, 12, tzinfo=PACIFIC), tick=False)
def test_somebody_shows_by_the_file_that_it_was_done(cast, bakery, sign_in):
    plan(bakery)
    entry = log_contact(client=bakery, kind="meeting", subject="Claims gone through", by=cast.ana)
    row = one(bakery, "CLM3")
    page = sign_in(cast.ana).get(f"/commitments/{row.pk}/").content.decode()
    assert "Claims gone through" in page
    answer = sign_in(cast.ana).post(
        f"/commitments/{row.pk}/meet/", {"evidence": f"entry:{entry.pk}"}
    )
    assert answer.status_code == 302
    assert one(bakery, "CLM3").met_on == date(2026, 6, 10)


def test_another_clients_paper_shows_nothing(cast, bakery):
    plan(bakery)
    other = make_client(cast, "Second")
    done(other, "claims_review", BOUND)
    with pytest.raises(DomainError, match="another client"):
        meet(commitment=one(bakery, "CLM3"), evidence=Evidence.objects.get(), by=cast.ana)
    with pytest.raises(DomainError, match="this client’s file"):
        meet_with(commitment=one(bakery, "CLM3"), name="file:999999", by=cast.ana)


def test_a_waiver_needs_its_reason_and_the_right(cast, bakery, sign_in):
    plan(bakery)
    row = one(bakery, "MID")
    address = f"/commitments/{row.pk}/waive/"
    assert sign_in(cast.ben).post(address, {"reason": "No"}).status_code == 403
    assert sign_in(cast.ana).post(address, {"reason": " "}).status_code == 422
    waive(commitment=row, reason="The client travels all year", by=cast.ana)
    with pytest.raises(DomainError, match="met or waived already"):
        waive(commitment=row, reason="Again", by=cast.ana)
    plan(bakery, date(2026, 3, 2))
    assert one(bakery, "MID").waiver == "The client travels all year"


def test_days_spent_waiting_for_the_carrier_are_added(cast, bakery):
    with time_machine.travel(datetime(2026, 3, 25, 9, tzinfo=PACIFIC), tick=False):
        plan(bakery)
        row = wait(commitment=one(bakery, "TEAM"), waits_for="carrier", by=cast.ana)
    paused = Commitment.objects.with_standing(date(2026, 5, 1)).get(pk=row.pk)
    assert paused.standing == "paused"
    with time_machine.travel(datetime(2026, 4, 4, 9, tzinfo=PACIFIC), tick=False):
        row = resume(commitment=row, by=cast.ana)
    assert (row.due_on, row.waited_days) == (date(2026, 4, 10), 10)


def test_a_call_on_friday_after_the_cut_off_is_returned_by_tuesday(cast, bakery):
    plan(bakery)
    with time_machine.travel(datetime(2026, 3, 6, 16, tzinfo=PACIFIC), tick=False):
        now = datetime(2026, 3, 6, 15, 30, tzinfo=PACIFIC)
        row = promise_call(client=bakery, called_at=now, about="Audit", by=cast.ana)
        later = now + timedelta(hours=2)
        with pytest.raises(DomainError, match="not happened yet"):
            promise_call(client=bakery, called_at=later, about="", by=cast.ana)
    # Daylight saving begins on the Sunday between.
    assert row.due_on == date(2026, 3, 10)


def test_the_standing_in_sql_is_that_of_the_rules(cast, bakery):
    from accounts.service_plans.rules import standing_of

    plan(bakery)
    done(bakery, "claims_review", date(2026, 7, 1))
    settle(today=date(2026, 7, 1))
    waive(commitment=one(bakery, "MID"), reason="Away", by=cast.ana)
    for days in range(0, 400, 13):
        on = BOUND + timedelta(days=days)
        for row in Commitment.objects.with_standing(on):
            assert row.standing == standing_of(
                due_on=row.due_on, late_after=row.late_after, met_on=row.met_on,
                waived=bool(row.waived_at), waits=bool(row.waits_since), on=on,
            )  # fmt: skip


def test_the_score_leaves_out_what_was_waived_and_what_is_not_due(cast, bakery):
    plan(bakery)
    done(bakery, "claims_review", date(2026, 5, 20))
    settle(today=date(2026, 5, 20))
    may = list(Commitment.objects.score(date(2026, 5, 1), date(2026, 5, 31), date(2026, 5, 31)))
    assert [(row["due"], row["met"], row["late"]) for row in may] == [(1, 1, 0)]
    march = Commitment.objects.score(date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 20))
    assert [(row["due"], row["met"], row["late"]) for row in march][0][2] >= 1


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 8, 3, 30),
        datetime(2026, 11, 1, 1, 30),
        datetime(2026, 11, 1, 1, 30, fold=1),
    ],
)
def test_the_clock_asks_once_a_day_on_days_that_are_23_or_25_hours_long(cast, now):
    with time_machine.travel(now.replace(tzinfo=PACIFIC), tick=False):
        ask_for_plans()
        ask_for_plans()
    assert Job.objects.filter(kind="service-plans").count() == 1


def test_one_run_after_three_silent_days_plans_and_settles_everything(cast, bakery):
    with time_machine.travel(datetime(2026, 3, 4, 8, tzinfo=PACIFIC), tick=False):
        ask_for_plans()
        run_job(Job.objects.get(kind="service-plans").pk)
        job = Job.objects.get(kind="service-plans")
    assert job.state == "done", job.error
    assert ServicePlan.objects.filter(client=bakery).exists()


@pytest.mark.slow
def test_two_runs_at_once_promise_everything_once(live_cast):
    clients = [make_client(live_cast, f"Client {n}") for n in range(4)]
    for client in clients:
        make_term(client, effective_on=BOUND)

    def run(ids):
        try:
            plan_clients(ids=ids, today=BOUND)
        finally:
            connection.close()

    ids = [client.pk for client in clients]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, [ids, ids[::-1], ids]))
    assert ServicePlan.objects.count() == 4
    assert Commitment.objects.filter(code="PRM").count() == 4


def test_merged_clients_keep_what_was_met_and_lose_nothing_else(cast, bakery):
    from accounts.merging.services import merge_clients

    other = make_client(cast, "Twin")
    make_term(other, effective_on=BOUND)
    plan(bakery)
    plan(other)
    for client in (bakery, other):
        done(client, "claims_review", date(2026, 5, 20), key=f"x:{client.pk}")
    settle(today=date(2026, 5, 20))
    merge_clients(kept=bakery, gone=Client.objects.get(pk=other.pk), take=set(), by=cast.dora)
    assert Commitment.objects.filter(client=bakery, code="CLM3").count() == 2
    assert Commitment.objects.filter(client=bakery, code="PRM").count() == 1


def test_owners_are_told_once_a_week_what_is_late_or_due(cast, bakery):
    from accounts.service_plans.telling import tell_owners
    from teams.models import Notification

    plan(bakery)
    for day in (date(2026, 5, 20), date(2026, 5, 21), date(2026, 5, 22)):
        tell_owners(today=day)
    (told,) = Notification.objects.filter(user=cast.ana)
    assert "late" in told.text
    assert told.kind == "commitments"
    tell_owners(today=date(2026, 5, 26))
    assert Notification.objects.filter(user=cast.ana).count() == 2


def test_what_is_late_for_some_days_is_escalated_once_until_it_waits(cast, bakery):
    plan(bakery)
    Commitment.objects.exclude(code="TEAM").delete()
    late_from = one(bakery, "TEAM").late_after + timedelta(days=6)

    def raised(on: date) -> int:
        now = datetime(on.year, on.month, on.day, 9, tzinfo=PACIFIC)
        with time_machine.travel(now, tick=False):
            raise_due(now)
        return Escalation.objects.filter(rule="commitment-late").count()

    assert raised(late_from - timedelta(days=1)) == 0
    assert raised(late_from) == 1
    assert raised(late_from + timedelta(days=3)) == 1
    row = Escalation.objects.get(rule="commitment-late")
    assert (row.client, row.standing) == (bakery, "raised")
    wait(commitment=one(bakery, "TEAM"), waits_for="carrier", by=cast.ana)
    raised(late_from + timedelta(days=4))
    row.refresh_from_db()
    assert row.standing == "resolved"
