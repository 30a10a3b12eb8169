"""Escalations: raised once per cause, passed on in time, resolved with what was done."""

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from accounts.escalations import help, services
from accounts.escalations.raising import pass_on_due, raise_due
from accounts.models import Binder, Escalation, EscalationRule
from accounts.service_team.services import cover
from config.lib.errors import DomainError
from reports.jobs.models import Job
from teams.models import Notification
from tests.accounts.test_orders import give, move
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term, transact

PACIFIC = ZoneInfo("America/Los_Angeles")
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=PACIFIC)


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PACIFIC)


def run(now: datetime) -> int:
    with time_machine.travel(now, tick=False):
        return raise_due(now)


def by_hand(client, by, **fields) -> Escalation:
    fields.setdefault("form_key", uuid.uuid4())
    return services.raise_escalation(
        client=client, by=by, subject="The carrier is silent", **fields
    )


def told(user) -> list[str]:
    return list(Notification.objects.filter(user=user).values_list("text", flat=True))


def test_what_a_person_raises_goes_to_the_manager_of_the_department(cast, bakery):
    key = uuid.uuid4()
    row = by_hand(bakery, cast.ana, form_key=key)
    assert by_hand(bakery, cast.ana, form_key=key) == row
    assert (row.to, row.level, row.standing) == (cast.max, "manager", "raised")
    assert told(cast.max) == ["Escalated: The carrier is silent"]


def test_the_manager_s_own_escalation_goes_to_the_director_at_once(cast, bakery):
    assert by_hand(bakery, cast.max).to == cast.dora
    quarry = make_client(cast, "Quarry Ltd.", team=cast.valley)
    assert by_hand(quarry, cast.cora).to == cast.dora  # nobody manages Construction


def test_an_absent_manager_s_deputy_is_told(cast, bakery):
    today = date.today()
    cover(person=cast.max, deputy=cast.dora, from_on=today, last_on=today, by=cast.dora)
    assert by_hand(bakery, cast.ana).to == cast.dora


def test_an_order_is_escalated_after_its_business_hours_in_the_queue_and_once(cast, bakery):
    with time_machine.travel(at(16, 9, 30), tick=False):
        order = give(bakery, cast.ana)
    assert run(at(16, 23)) == 0
    assert run(at(17, 8, 59)) == 0  # half past seven hours on Monday, the night does not count
    assert run(at(17, 9)) == 1
    assert run(at(17, 12)) == 0
    row = Escalation.objects.get()
    assert row.rule == "order-untouched"
    assert str(order.pk) in row.subject
    assert row.to == cast.max


def test_a_cause_that_is_gone_before_anybody_looked_settles_itself(cast, bakery):
    with time_machine.travel(MONDAY, tick=False):
        order = give(bakery, cast.ana)
    run(at(18, 10))
    with time_machine.travel(at(18, 11), tick=False):
        move(order, "take", cast.ben)
    run(at(18, 12))
    assert Escalation.objects.get().standing == "resolved"


def test_an_acknowledged_escalation_stays_until_somebody_says_what_was_done(cast, bakery):
    with time_machine.travel(MONDAY, tick=False):
        order = give(bakery, cast.ana)
    run(at(18, 10))
    row = Escalation.objects.get()
    with time_machine.travel(at(18, 11), tick=False):
        services.acknowledge(escalation=row, by=cast.max)
        move(order, "take", cast.ben)
        run(at(18, 12))
        row.refresh_from_db()
        assert row.standing == "acknowledged"
        with pytest.raises(DomainError, match="what was done"):
            services.resolve(escalation=row, text=" ", by=cast.max)
        services.resolve(escalation=row, text="Ben has taken it.", by=cast.max)
        with pytest.raises(DomainError, match="resolved already"):
            services.resolve(escalation=row, text="Again.", by=cast.max)


def test_an_old_receivable_a_binder_and_an_expired_policy_are_raised_by_rule(cast, bakery):
    today = date(2026, 11, 16)
    bill(cast, bakery, "A-1", invoice_on=today - timedelta(days=61))
    bill(cast, bakery, "A-2", invoice_on=today - timedelta(days=60))
    term = make_term(bakery, effective_on=date(2025, 11, 10))
    Binder.objects.create(
        client=bakery, line=term.policy.line, executed_on=date(2026, 9, 1),
        effective_on=date(2026, 9, 1), expires_on=date(2026, 11, 20), insured_amount=100,
    )  # fmt: skip
    assert run(MONDAY) == 3
    assert set(Escalation.objects.values_list("rule", flat=True)) == {
        "receivable-old", "binder-running-out", "expired-without-disposition",
    }  # fmt: skip
    assert run(MONDAY + timedelta(days=1)) == 0


def test_a_renewed_or_non_renewed_policy_is_no_cause(cast, bakery):
    ended = make_term(bakery, effective_on=date(2025, 11, 10))
    make_term(bakery, effective_on=date(2026, 11, 10), policy=ended.policy)
    left = make_term(bakery, effective_on=date(2025, 11, 10))
    transact(left, "NRN", date(2026, 11, 10), "0.00")
    assert run(MONDAY) == 0


def test_thresholds_are_dated_rows(cast, bakery):
    with time_machine.travel(MONDAY, tick=False):
        give(bakery, cast.ana)
    rule = EscalationRule.objects.get(code="order-untouched")
    rule.until_on = date(2026, 11, 1)
    rule.save()
    assert run(at(18, 10)) == 0
    EscalationRule.objects.create(
        code=rule.code, threshold=30, unit=rule.unit, director_after=8, from_on=date(2026, 11, 1)
    )
    assert run(at(18, 10)) == 0
    assert run(at(20, 10)) == 1


def test_what_no_manager_acknowledges_goes_to_the_director_in_business_hours(cast, bakery):
    friday = at(20, 15)
    with time_machine.travel(friday, tick=False):
        row = by_hand(bakery, cast.ana)
        seen = by_hand(bakery, cast.ana)
        services.acknowledge(escalation=seen, by=cast.max)
        assert pass_on_due(at(23, 14, 29)) == 0  # two hours on Friday, six on Monday
        assert pass_on_due(at(23, 14, 30)) == 1
        assert pass_on_due(at(23, 15)) == 0
    row.refresh_from_db()
    assert (row.to, row.level) == (cast.dora, "director")
    assert told(cast.dora) == ["Escalated: The carrier is silent"]


def test_patience_is_counted_over_the_end_of_daylight_saving_and_a_holiday(cast, bakery):
    with time_machine.travel(at(30, 16, month=10), tick=False):  # Friday before the change
        by_hand(bakery, cast.ana)
        assert pass_on_due(at(2, 15, 29)) == 0
        assert pass_on_due(at(2, 15, 30)) == 1
    with time_machine.travel(at(25, 16), tick=False):  # Wednesday before Thanksgiving
        by_hand(bakery, cast.ana)
        assert pass_on_due(at(30, 15, 29)) == 0
        assert pass_on_due(at(30, 15, 30)) == 1


def test_a_beat_that_was_down_for_three_days_raises_everything_once(cast, bakery):
    from accounts.escalations.tasks import ask_for_escalations, escalate
    from reports.jobs.registry import Work

    with time_machine.travel(MONDAY, tick=False):
        give(bakery, cast.ana)
        ask_for_escalations()
        ask_for_escalations()
    with time_machine.travel(MONDAY + timedelta(days=3), tick=False):
        ask_for_escalations()
        job = Job.objects.latest("pk")
        assert escalate(Work(job)).result == {"raised": 1, "passed_on": 0}
        assert escalate(Work(job)).result == {"raised": 0, "passed_on": 0}
    assert Job.objects.count() == 2


def test_strangers_neither_see_nor_answer(cast, bakery):
    row = by_hand(bakery, cast.ana)
    assert not Escalation.objects.visible_to(cast.cora).exists()
    with pytest.raises(DomainError, match="role"):
        services.acknowledge(escalation=row, by=cast.ana)
    with pytest.raises(DomainError, match="role"):
        by_hand(bakery, cast.rita)


def test_help_is_asked_of_the_manager_and_granted_or_declined_with_words(cast, bakery):
    due = date.today() + timedelta(days=5)
    ask = {"what": "A second pair of hands", "needed_on": due, "form_key": uuid.uuid4()}
    row = help.ask_for_help(**ask, by=cast.ana, client=bakery)
    assert help.ask_for_help(**ask, by=cast.ana, client=bakery) == row
    assert row.to == cast.max
    with pytest.raises(DomainError, match="why not"):
        help.answer_help(request=row, grant=False, text="", by=cast.max)
    help.answer_help(request=row, grant=True, text="Bea helps on Thursday.", by=cast.max)
    row.refresh_from_db()
    assert row.standing == "granted"
    assert told(cast.ana) == ["Max Moreno granted your request for help"]
    with pytest.raises(DomainError, match="granted already"):
        help.answer_help(request=row, grant=False, text="No.", by=cast.max)
    with pytest.raises(DomainError, match="past"):
        help.ask_for_help(
            what="Time", needed_on=date(2020, 1, 1), form_key=uuid.uuid4(), by=cast.ana
        )
    own = help.ask_for_help(what="Time", needed_on=due, form_key=uuid.uuid4(), by=cast.max)
    assert own.to == cast.dora
    with pytest.raises(DomainError, match="Somebody else"):
        help.answer_help(request=own, grant=True, text="", by=cast.max)


def untouched(client, by, count: int) -> list:
    with time_machine.travel(MONDAY, tick=False):
        return [give(client, by) for _ in range(count)]


def test_many_at_once_are_one_escalation_for_each_manager_and_rule(cast, bakery):
    quarry = make_client(cast, "Quarry Ltd.", team=cast.valley)
    orders = untouched(bakery, cast.ana, 6)
    untouched(quarry, cast.cora, 1)
    assert run(at(18, 10)) == 2
    row = Escalation.objects.get(gathered=True)
    assert (row.to, row.client, row.subject) == (
        cast.max, None, "6 together: Order nobody has taken",
    )  # fmt: skip
    assert [matter.link for matter in row.matters.all()] == [
        order.get_absolute_url() for order in orders
    ]
    assert Escalation.objects.get(gathered=False).client == quarry
    assert told(cast.max) == ["Escalated: 6 together: Order nobody has taken"]
    assert run(at(18, 11)) == 0


def test_what_comes_later_joins_until_somebody_has_acknowledged_it(cast, bakery):
    untouched(bakery, cast.ana, 6)
    run(at(18, 10))
    with time_machine.travel(at(18, 9), tick=False):
        give(bakery, cast.ana)
    assert run(at(19, 10)) == 0
    row = Escalation.objects.get()
    assert row.subject == "7 together: Order nobody has taken"
    services.acknowledge(escalation=row, by=cast.max)
    with time_machine.travel(at(19, 9), tick=False):
        give(bakery, cast.ana)
    assert run(at(20, 10)) == 1
    assert Escalation.objects.filter(gathered=False, client=bakery).count() == 1


def test_few_a_run_are_gathered_when_they_pile_up(cast, bakery):
    for day in (16, 17, 18):
        with time_machine.travel(at(day, 9), tick=False):
            give(bakery, cast.ana)
            give(bakery, cast.ana)
    assert [run(at(day, 10)) for day in (17, 18, 19)] == [2, 2, 1]
    assert list(Escalation.objects.order_by("pk").values_list("gathered", flat=True)) == [
        False, False, False, False, True,
    ]  # fmt: skip


def test_a_gathered_escalation_shrinks_and_settles_itself_when_all_is_seen_to(cast, bakery):
    orders = untouched(bakery, cast.ana, 6)
    run(at(18, 10))
    row = Escalation.objects.get()
    with time_machine.travel(at(18, 11), tick=False):
        move(orders[0], "take", cast.ben)
    run(at(18, 12))
    assert row.matters.counted() == {"count": 6, "holding": 5}
    with time_machine.travel(at(18, 13), tick=False):
        for order in orders[1:]:
            move(order, "take", cast.ben)
    run(at(18, 14))
    row.refresh_from_db()
    assert (row.standing, row.matters.counted()["holding"]) == ("resolved", 0)


def test_a_gathered_escalation_goes_to_the_director_as_one(cast, bakery):
    untouched(bakery, cast.ana, 6)
    run(at(18, 10))
    assert pass_on_due(at(19, 10)) == 1
    assert Escalation.objects.get().to == cast.dora


def test_a_gathered_escalation_shows_each_reader_the_matters_of_their_clients(
    cast, bakery, sign_in
):
    quarry = make_client(cast, "Quarry Ltd.", team=cast.valley)
    EscalationRule.objects.filter(code="order-untouched").update(gather_above=1)
    cast.valley.department = cast.bay.department
    cast.valley.save()
    untouched(bakery, cast.ana, 2)
    untouched(quarry, cast.cora, 1)
    run(at(18, 10))
    url = Escalation.objects.get().get_absolute_url()
    hers = sign_in(cast.ana).get(url).content.decode()
    assert "2 of 2 still hold" in hers
    assert "Quarry" not in hers
    assert "3 of 3 still hold" in sign_in(cast.max).get(url).content.decode()
    assert list(Escalation.objects.about(quarry)) == [Escalation.objects.get()]


def test_what_nobody_has_seen_comes_first_and_is_resolved_in_its_row(cast, bakery, sign_in):
    seen, fresh = by_hand(bakery, cast.ana), by_hand(bakery, cast.ana)
    services.acknowledge(escalation=seen, by=cast.max)
    assert list(Escalation.objects.waiting_for(cast.max)) == [fresh, seen]
    browser, url = sign_in(cast.max), f"/escalations/{seen.pk}/resolve/"
    htmx = {"HX-Request": "true"}
    refused = browser.post(url, {"text": " "}, headers=htmx)
    assert (refused.status_code, "what was done" in refused.content.decode()) == (422, True)
    answer = browser.post(url, {"text": "The carrier called back."}, headers=htmx).content.decode()
    assert "Resolved." in answer
    assert "<html" not in answer
