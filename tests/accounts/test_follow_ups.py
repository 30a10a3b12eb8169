"""Follow-ups: what somebody comes back to, closed with an outcome, put off, handed over."""

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.activities.services import log_event
from accounts.follow_ups import services
from accounts.follow_ups.rules import check_rhythm, next_planned, rhythm_of, rhythm_words, shifted
from accounts.models import FollowUp, FollowUpKind, FollowUpOutcome
from accounts.service_team.services import cover
from config.lib.errors import DomainError
from teams.calendar.rules import OfficeCalendar
from teams.models import Notification
from tests.cast import make_client, make_term

PACIFIC = ZoneInfo("America/Los_Angeles")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=PACIFIC)
TODAY = TUESDAY.date()
OFFICE = OfficeCalendar()


@pytest.fixture
def bakery(cast):
    return make_client(cast)


@pytest.fixture(autouse=True)
def on_tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


def add(client, by, **fields) -> FollowUp:
    fields.setdefault("subject", "Chase the loss runs")
    fields.setdefault("due_on", date(2026, 12, 1))
    return services.add_follow_up(client=client, by=by, **fields)


def ends(code: str) -> FollowUpOutcome:
    return FollowUpOutcome.objects.get(code=code)


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        ("FREQ=HOURLY", "once a day"),
        ("FREQ=MINUTELY;INTERVAL=5", "once a day"),
        ("FREQ=DAILY;BYHOUR=8,9,10", "once a day"),
        ("FREQ=WEEKLY;INTERVAL=0", "stands still"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never reaches"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=9", "never reaches"),
        ("FREQ=DAILY;UNTIL=20261124", "never reaches"),
        ("FREQ=DAILY;UNTIL=20260101", "ends before it begins"),
        ("FREQ=DAILY;FREQ=WEEKLY", "twice"),
        ("FREQ=WEEKLY;BYDAY=XX", "no rhythm"),
        ("FREQ=WEEKLY;DTSTART=20200101", "no rhythm"),
        ("every other Tuesday", "no rhythm"),
        ("FREQ=DAILY\nFREQ=WEEKLY", "no rhythm|once a day"),
    ],
)
def test_a_rhythm_that_turns_in_a_circle_or_makes_no_sense_is_refused(rhythm, words):
    with pytest.raises(DomainError, match=words) as refusal:
        check_rhythm(rhythm, TODAY)
    assert refusal.value.field == "rhythm"


def test_a_rhythm_gives_its_days_and_says_itself_in_words():
    second_tuesday = check_rhythm("rrule:freq=monthly;byday=2TU", TODAY)
    assert next_planned(second_tuesday, TODAY, TODAY) == date(2026, 12, 8)
    month_ends = rhythm_of("MONTHLY", 1, None)
    assert next_planned(month_ends, date(2027, 1, 31), date(2027, 1, 31)) == date(2027, 3, 31)
    assert next_planned("FREQ=WEEKLY;COUNT=2", TODAY, TODAY) == date(2026, 12, 1)
    assert next_planned("FREQ=WEEKLY;COUNT=2", TODAY, date(2026, 12, 1)) is None
    assert (
        rhythm_words(rhythm_of("WEEKLY", 2, date(2027, 6, 1))) == "every 2 weeks until 06/01/2027"
    )


def test_what_is_planned_for_a_day_off_moves_as_one_says():
    thanksgiving = date(2026, 11, 26)
    assert shifted(thanksgiving, "next", OFFICE) == date(2026, 11, 30)
    assert shifted(thanksgiving, "before", OFFICE) == date(2026, 11, 25)
    assert shifted(thanksgiving, "none", OFFICE) == thanksgiving


@settings(max_examples=40, deadline=None)
@given(
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 30),
    st.integers(0, 200),
)
def test_the_next_day_of_a_rhythm_is_always_later_and_never_skips_one(start, unit, every, gap):
    rhythm = rhythm_of(unit, every, None)
    after = start + timedelta(days=gap)
    found = next_planned(rhythm, start, after)
    if found is None:
        # 30 years, or a February 29th: beyond the ten years that are looked through.
        assert unit == "YEARLY"
        return
    assert found > after
    before = next_planned(rhythm, start, start)
    while before is not None and before <= after:
        before = next_planned(rhythm, start, before)
    assert found == before


def test_a_follow_up_is_kept_with_what_it_is_about_and_moved_to_a_business_day(cast, bakery):
    term, entry = make_term(bakery), log_event(client=bakery, subject="Call", by=cast.ana)
    row = add(bakery, cast.ana, due_on=date(2026, 11, 26), term=term, entry=entry)
    assert (row.planned_on, row.due_on) == (date(2026, 11, 26), date(2026, 11, 30))
    assert row.owner == cast.ana
    assert row.standing == "ahead"
    assert [step.move for step in row.events.all()] == ["add"]


def test_the_same_key_makes_one_follow_up(cast, bakery):
    first, second = add(bakery, cast.ana, key="form:1"), add(bakery, cast.ana, key="form:1")
    assert first == second
    with pytest.raises(DomainError, match="already used"):
        add(bakery, cast.sam, key="form:1")


def test_bad_input_is_refused_at_its_field(cast, bakery):
    quarry = make_client(cast, "Quarry Ltd.", team=cast.valley)
    for fields, field in [
        ({"subject": "  "}, "subject"),
        ({"due_on": date(2026, 11, 23)}, "due_on"),
        ({"due_on": date(2036, 1, 1)}, "due_on"),
        ({"owner": cast.cora}, "owner"),
        ({"owner": cast.ben, "team": cast.bay}, "owner"),
        ({"term": make_term(quarry)}, "term"),
        ({"rhythm": "FREQ=SECONDLY"}, "rhythm"),
    ]:
        with pytest.raises(DomainError) as refusal:
            add(bakery, cast.ana, **fields)
        assert refusal.value.field == field
    with pytest.raises(DomainError, match="among yours"):
        add(quarry, cast.ana)
    with pytest.raises(DomainError, match="role"):
        add(bakery, cast.rita)
    assert not FollowUp.objects.exists()


def test_a_team_or_a_colleague_may_own_it_and_the_colleague_is_told(cast, bakery):
    mine, teams = add(bakery, cast.ana, owner=cast.ben), add(bakery, cast.ana, team=cast.bay)
    assert list(FollowUp.objects.of(cast.ben)) == [mine, teams]
    assert list(FollowUp.objects.of(cast.bea)) == [teams]
    assert not FollowUp.objects.of(cast.cora).exists()
    assert Notification.objects.get(user=cast.ben).text == (
        "Ana Alvarez gave you a follow-up at Harbor Bakery Inc."
    )


def test_the_deputy_sees_to_the_follow_ups_of_an_absent_person(cast, bakery):
    row = add(bakery, cast.ana)
    assert not FollowUp.objects.of(cast.bea).exists()
    cover(person=cast.ana, deputy=cast.bea, from_on=TODAY, last_on=TODAY, by=cast.max)
    assert list(FollowUp.objects.of(type(cast.bea).objects.get(pk=cast.bea.pk))) == [row]


def test_closing_needs_an_outcome_of_its_kind_and_starts_the_next_step(cast, bakery):
    row = add(bakery, cast.ana, kind="call", subject="Call about the audit")
    with pytest.raises(DomainError, match="no outcome of") as refusal:
        services.complete_follow_up(follow_up=row, outcome=ends("paid"), by=cast.ana)
    assert refusal.value.field == "outcome"
    services.complete_follow_up(follow_up=row, outcome=ends("voicemail"), by=cast.ana)
    after = FollowUp.objects.get(follows=row)
    # Two business days later; Thursday and Friday are Thanksgiving.
    assert (after.subject, after.due_on) == ("Call again", date(2026, 11, 30))
    with pytest.raises(DomainError, match="closed already: Left a message"):
        services.complete_follow_up(follow_up=row, outcome=ends("reached"), by=cast.ana)


def test_one_may_say_otherwise_than_the_outcome_about_the_next_step(cast, bakery):
    first, second = add(bakery, cast.ana, kind="call"), add(bakery, cast.ana, kind="call")
    services.complete_follow_up(
        follow_up=first, outcome=ends("voicemail"), by=cast.ana, start_next=False
    )
    assert not FollowUp.objects.filter(follows=first).exists()
    services.complete_follow_up(
        follow_up=second, outcome=ends("reached"), by=cast.ana,
        next_on=date(2026, 12, 12), next_subject="Send the summary",
    )  # fmt: skip
    after = FollowUp.objects.get(follows=second)
    assert (after.subject, after.due_on) == ("Send the summary", date(2026, 12, 14))


def test_some_outcomes_ask_for_words(cast, bakery):
    row = add(bakery, cast.ana, kind="payment")
    with pytest.raises(DomainError) as refusal:
        services.complete_follow_up(follow_up=row, outcome=ends("promised"), by=cast.ana)
    assert refusal.value.field == "text"
    assert FollowUp.objects.get(pk=row.pk).done_at is None


def test_a_rhythm_comes_again_without_making_up_for_missed_days(cast, bakery):
    row = add(bakery, cast.ana, rhythm="FREQ=WEEKLY")
    with time_machine.travel(TUESDAY + timedelta(days=30), tick=False):
        services.complete_follow_up(follow_up=row, outcome=ends("done"), by=cast.ana)
        after = FollowUp.objects.get(follows=row)
        assert after.planned_on == date(2026, 12, 29)
        services.complete_follow_up(
            follow_up=after, outcome=ends("done"), by=cast.ana, end_series=True
        )
    assert not FollowUp.objects.filter(follows=after).exists()


def test_putting_off_keeps_the_rhythm_s_own_days(cast, bakery):
    row = add(bakery, cast.ana, rhythm="FREQ=WEEKLY")
    services.snooze(follow_ups=[row], to=date(2026, 12, 5), by=cast.ana)
    row.refresh_from_db()
    assert (row.planned_on, row.due_on) == (date(2026, 12, 1), date(2026, 12, 7))
    with pytest.raises(DomainError, match="after today"):
        services.snooze(follow_ups=[row], to=TODAY, by=cast.ana)


def test_many_are_put_off_or_handed_over_together_or_not_at_all(cast, bakery):
    rows = [add(bakery, cast.ana) for _ in range(3)]
    quarry = make_client(cast, "Quarry Ltd.", team=cast.valley)
    with pytest.raises(DomainError, match="does not see"):
        services.reassign(follow_ups=rows, owner=cast.cora, by=cast.ana)
    foreign = add(quarry, cast.cora)
    with pytest.raises(DomainError, match="among yours"):
        services.snooze(follow_ups=[*rows, foreign], to=date(2026, 12, 8), by=cast.ana)
    services.reassign(follow_ups=rows, owner=cast.ben, by=cast.ana, text="I am away.")
    assert FollowUp.objects.filter(owner=cast.ben).count() == 3
    assert Notification.objects.filter(user=cast.ben).count() == 1


def test_what_one_press_did_is_undone_as_a_whole(cast, bakery):
    rows = [add(bakery, cast.ana), add(bakery, cast.ana)]
    batch = services.snooze(follow_ups=rows, to=date(2026, 12, 8), by=cast.ana)
    assert services.undo(batch=batch, by=cast.ana) == 2
    assert set(FollowUp.objects.values_list("due_on", flat=True)) == {date(2026, 12, 1)}
    with pytest.raises(DomainError, match="changed since"):
        services.undo(batch=batch, by=cast.ana)
    with pytest.raises(DomainError, match="nothing to undo"):
        services.undo(batch=uuid.uuid4(), by=cast.ana)


def test_undoing_a_closing_takes_its_next_step_away_unless_somebody_touched_it(cast, bakery):
    row = add(bakery, cast.ana, kind="call")
    batch = services.complete_follow_up(follow_up=row, outcome=ends("voicemail"), by=cast.ana)
    with pytest.raises(DomainError, match="nothing to undo"):
        services.undo(batch=batch, by=cast.ben)
    services.undo(batch=batch, by=cast.ana)
    row.refresh_from_db()
    assert row.done_at is None
    assert list(FollowUp.objects.open()) == [row]
    batch = services.complete_follow_up(follow_up=row, outcome=ends("voicemail"), by=cast.ana)
    after = FollowUp.objects.get(follows=row)
    services.snooze(follow_ups=[after], to=date(2026, 12, 20), by=cast.ana)
    with pytest.raises(DomainError, match="changed since"):
        services.undo(batch=batch, by=cast.ana)


def test_undo_is_for_the_next_quarter_of_an_hour(cast, bakery):
    batch = services.snooze(follow_ups=[add(bakery, cast.ana)], to=date(2026, 12, 8), by=cast.ana)
    later = TUESDAY + timedelta(minutes=16)
    with time_machine.travel(later, tick=False), pytest.raises(DomainError, match="too far back"):
        services.undo(batch=batch, by=cast.ana)


def test_a_stale_page_changes_nothing(cast, bakery):
    row = add(bakery, cast.ana)
    services.snooze(follow_ups=[row], to=date(2026, 12, 8), by=cast.ben)
    with pytest.raises(DomainError, match="meanwhile"):
        services.complete_follow_up(
            follow_up=row, outcome=ends("done"), by=cast.ana, version=row.version
        )


def test_a_next_step_on_the_same_day_cannot_be_entered(cast):
    from django.db import IntegrityError, transaction

    kind = FollowUpKind.objects.get(code="call")
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpOutcome.objects.create(code="loop", name="Again", next_kind=kind, next_days=0)
