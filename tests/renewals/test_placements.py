"""Placements: opened in time, moved through guarded stages, their steps done in place."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from accounts.escalations.raising import raise_due
from accounts.models import Activity, ChangeReason, Escalation, Policy, PolicyTerm, Tier
from config.lib.errors import DomainError
from renewals.dispositions.services import record_disposition
from renewals.models import (
    Opening,
    OpeningLine,
    Placement,
    PlacementStep,
    PlacementTemplate,
    PolicyCheck,
)
from renewals.placements.guards import facts_of, missing_for
from renewals.placements.opening import open_chosen, open_due, open_new
from renewals.placements.rules import in_windows, plan
from renewals.placements.services import (
    NotYet,
    assign_step,
    finish_step,
    move_placement,
    reopen_step,
    waive_step,
)
from renewals.placements.tasks import ask_for_openings
from reports.jobs.runner import run_job
from reports.models import Job
from tests.accounts.test_receivables import bill
from tests.cast import make_client, make_term, transact
from tests.renewals.information import complete_information

PACIFIC = ZoneInfo("America/Los_Angeles")
TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
EXPIRES = TODAY + timedelta(days=120)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def expiring(client, days: int = 120, **fields) -> PolicyTerm:
    expires = TODAY + timedelta(days=days)
    return make_term(
        client, effective_on=expires - timedelta(days=365), expires_on=expires, **fields
    )


@pytest.fixture
def term(bakery):
    return expiring(bakery, number="GL-1")


@pytest.fixture
def placement(term, cast):
    with time_machine.travel(NOON):
        open_chosen(terms=[term], by=cast.ana)
    return Placement.objects.get()


def move(placement, stage, by, **more):
    placement.refresh_from_db()
    return move_placement(
        placement=placement, stage=stage, by=by, version=placement.version, **more
    )


def settle_steps(placement, through: str, by) -> None:
    """Mark all steps that `through` asks for as done, and complete the information."""
    complete_information(placement, by)
    for missing in missing_for(facts_of(placement), through):
        if missing.url.startswith("#step-"):
            PlacementStep.objects.filter(pk=missing.url[6:]).update(done_on=TODAY, done_by=by)


# --- days


def test_steps_fall_on_their_days_when_the_placement_opens_in_time():
    found = plan([-120, -30, 45], date(2027, 3, 31), date(2026, 12, 1))
    assert found.late_days == 0
    assert [d.due_on for d in found.days] == [
        date(2026, 12, 1),
        date(2027, 3, 1),
        date(2027, 5, 15),
    ]


def test_a_late_start_shares_the_days_that_are_left_and_says_by_how_much():
    found = plan([-120, -60, 0, 45], date(2027, 3, 31), date(2027, 1, 30))
    assert found.late_days == 60
    assert [d.due_on for d in found.days] == [
        date(2027, 1, 30), date(2027, 3, 1), date(2027, 3, 31), date(2027, 5, 15),
    ]  # fmt: skip


@given(
    offsets=st.lists(st.integers(-200, 90), min_size=1, max_size=12),
    opened=st.integers(-250, 60),
)
def test_however_late_no_step_is_due_before_it_opened_or_before_its_plan_or_out_of_order(
    offsets, opened
):
    target = date(2027, 6, 1)
    opened_on = target + timedelta(days=opened)
    found = plan(sorted(offsets), target, opened_on)
    dues = [d.due_on for d in found.days]
    assert dues == sorted(dues)
    assert all(d.due_on >= d.planned_on for d in found.days)
    assert all(d.due_on >= opened_on for d in found.days) or not found.late_days
    assert all(d.due_on <= max(target, opened_on) for d in found.days if d.planned_on <= target)


@given(st.lists(st.tuples(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers()), max_size=9))
def test_every_term_is_in_exactly_one_group_no_wider_than_the_window(days):
    keyed = [(day, n) for n, (day, _) in enumerate(days)]
    groups = in_windows(keyed, 45)
    assert sorted(key for group in groups for key in group) == list(range(len(keyed)))
    on = {key: day for day, key in keyed}
    for group in groups:
        assert (max(on[k] for k in group) - min(on[k] for k in group)).days <= 45


# --- opening


@pytest.mark.parametrize(
    ("tier", "premium", "days", "template"),
    [
        ("World Class", "12000.00", 160, "World Class renewal"),
        ("World Class", "12000.00", 161, None),
        ("Standard", "90000.00", 120, "Standard renewal"),
        ("Standard", "90000.00", 121, None),
        ("Standard", "12000.00", 90, "Short renewal of small accounts"),
        ("Standard", "12000.00", 91, None),
    ],
)
def test_a_renewal_opens_by_itself_at_the_lead_time_of_its_tier_and_size(
    bakery, tier, premium, days, template
):
    bakery.tier = Tier.objects.get(name=tier)
    bakery.save()
    expiring(bakery, days, premium=premium)
    open_due(TODAY)
    found = Placement.objects.first()
    assert (found and found.template.name) == template


def test_running_again_opens_nothing_twice(term):
    assert open_due(TODAY)[0] is not None
    assert open_due(TODAY) == (None, 0)
    assert Placement.objects.count() == 1


def test_policies_that_expire_close_together_are_one_renewal(bakery):
    for days, line in ((100, "CGL"), (140, "PROP"), (155, "WORK")):
        expiring(bakery, days, line=line)
    open_due(TODAY)
    assert sorted(p.terms.count() for p in Placement.objects.all()) == [1, 2]


def test_more_than_one_run_takes_is_left_for_the_next(cast):
    for n in range(3):
        expiring(make_client(cast, f"Bakery {n}"), 100)
    assert open_due(TODAY, most=2)[1] == 1
    assert Placement.objects.count() == 2


def test_the_clock_asks_once_an_hour(cast):
    today = date.today()  # noqa: DTZ011
    make_term(make_client(cast), effective_on=today - timedelta(days=300),
              expires_on=today + timedelta(days=65))  # fmt: skip
    ask_for_openings()
    ask_for_openings()
    (job,) = Job.objects.filter(kind="open-placements")
    run_job(job.pk)
    assert Placement.objects.count() == 1


def test_steps_belong_to_who_serves_the_client_else_to_its_executive(cast, placement):
    owners = dict(placement.steps.values_list("name", "owner__name"))
    assert owners["Proposal reviewed by a second person"] == "Sam Sato"
    assert owners["Invoiced"] == "Ben Brooks"
    assert owners["Submissions sent"] == "Ana Alvarez"


def test_a_late_start_is_compressed_and_said(placement):
    assert placement.late_days == 40
    first = placement.steps.first()
    assert (first.planned_on, first.due_on) == (EXPIRES - timedelta(days=160), TODAY)


def test_bulk_opening_logs_every_policy_and_refuses_those_that_cannot(cast, bakery, term):
    done, bond = expiring(bakery, 100, number="DONE"), make_term(bakery, expires_on=None)
    transact(done, "CAN", TODAY, "-1.00")
    opening = open_chosen(terms=[term, done, bond], by=cast.ana)
    assert dict(opening.lines.values_list("term", "says")) == {
        term.pk: "Opened with World Class renewal; late start, 40 days behind.",
        done.pk: "Refused: it ended already: cancelled.",
        bond.pk: "Refused: the policy is continuous and does not expire.",
    }
    again = open_chosen(terms=[term], by=cast.ana)
    assert again.lines.get().says.startswith("Refused: it is in a placement already")
    assert OpeningLine.objects.filter(placement__isnull=False).count() == 1


def test_another_team_s_policies_are_not_opened(cast, term):
    assert open_chosen(terms=[term], by=cast.cora).lines.count() == 0
    assert not Placement.objects.exists()


def test_new_business_needs_no_expiring_policy(cast, bakery):
    with pytest.raises(DomainError, match="is past"):
        open_new(client=bakery, kind="new_business", target_on=date(2020, 1, 1), by=cast.sam)
    with pytest.raises(DomainError, match="Choose the line"):
        open_new(client=bakery, kind="additional_line", target_on=date(2030, 1, 1), by=cast.sam)
    made = open_new(client=bakery, kind="new_business", target_on=date(2030, 1, 1), by=cast.sam)
    assert made.steps.count() == 12


# --- moving


def test_a_stage_says_everything_that_is_missing_before_it(cast, placement):
    with pytest.raises(NotYet) as refused:
        move(placement, "info_complete", cast.ana)
    assert [m.says for m in refused.value.missing] == [
        "Client strategy meeting (Info requested)",
        "File reviewed, loss runs ordered (Info requested)",
        "Information request sent (Info requested)",
        "Information chased (Info complete)",
        "Information complete (Info complete)",
    ]


def test_a_placement_moves_once_its_steps_are_settled_and_the_timeline_tells(cast, placement):
    settle_steps(placement, "submitted", cast.ana)
    moved = move(placement, "submitted", cast.ana)
    assert moved.stage == "submitted"
    assert Activity.objects.filter(subject="Renewal: Identified → Submitted").exists()


def test_pressing_twice_moves_once_and_a_stale_page_is_told(cast, placement):
    settle_steps(placement, "submitted", cast.ana)
    opened = Placement.objects.get()
    for _ in range(2):
        move_placement(placement=opened, stage="submitted", by=cast.ana, version=1)
    with pytest.raises(DomainError, match="it is “Submitted” now"):
        move_placement(placement=opened, stage="quoted", by=cast.ana, version=1)
    assert move(placement, "identified", cast.ana).stage == "identified"


def renew(term, **fields):
    return make_term(
        term.client, policy=term.policy, kind="REN", effective_on=term.expires_on, **fields
    )


def hand_over(placement, by) -> None:
    """Bind the placement, and let its policies come, be checked and delivered."""
    move(placement, "bound", by)
    for check in placement.policy_checks.all():
        PolicyCheck.objects.filter(pk=check.pk).update(
            received_on=TODAY, received_by=by, finished_on=TODAY, finished_by=by, delivered_on=TODAY
        )


def says(placement, stage) -> list[str]:
    return [m.says for m in missing_for(facts_of(placement), stage)]


def test_bound_needs_a_renewal_or_a_binder(cast, term, placement):
    settle_steps(placement, "closed", cast.ana)
    assert says(placement, "bound") == ["GL-1 has neither a renewal nor a binder"]
    renew(term)
    assert says(placement, "bound") == []


def test_invoiced_needs_an_invoice_unless_the_carrier_bills(cast, term, placement):
    settle_steps(placement, "closed", cast.ana)
    following = renew(term, number="GL-2")
    assert says(placement, "invoiced") == ["GL-2 is agency bill and has no invoice"]
    bill(cast, term.client, "I-1", term=following)
    assert says(placement, "invoiced") == []


def test_direct_bill_needs_no_invoice_and_a_policy_without_number_is_not_received(
    cast, term, placement
):
    settle_steps(placement, "closed", cast.ana)
    Policy.objects.update(bill_mode="direct")
    renew(term, number="TBA")
    assert says(placement, "invoiced") == []
    assert says(placement, "policy_received") == ["General liability: the policy is not in"]


def test_a_placement_closes_only_when_every_expiring_term_has_its_disposition(cast, bakery, term):
    other = expiring(bakery, 125, number="PR-1", line="PROP")
    open_chosen(terms=[term, other], by=cast.ana)
    placement = Placement.objects.get()
    settle_steps(placement, "closed", cast.ana)
    Policy.objects.update(bill_mode="direct")
    renew(term)
    assert "PR-1 has no disposition" in says(placement, "closed")
    renew(other, number="PR-2")
    assert "PR-2: the policy is not in" in says(placement, "closed")
    hand_over(placement, cast.ana)
    closed = move(placement, "closed", cast.ana, lessons="Begin earlier")
    assert (closed.closed_on is not None, closed.lessons) == (True, "Begin earlier")


def test_lost_is_an_exit_only_for_what_is_gone(cast, term, placement):
    assert says(placement, "lost") == ["GL-1 has no disposition"]
    record_disposition(
        term=term, outcome="lost", evidence="E-mail", by=cast.ana,
        reason=ChangeReason.objects.get(code="price"),
    )  # fmt: skip
    assert says(placement, "non_renewed") == ["No policy of it is non-renewed"]
    assert says(placement, "bound")[-1] == (
        "Every policy of it is gone; move it to Lost or Non-renewed"
    )
    assert move(placement, "lost", cast.ana).is_final


def test_lost_new_business_says_why(cast, bakery):
    made = open_new(client=bakery, kind="new_business", target_on=date(2030, 1, 1), by=cast.sam)
    with pytest.raises(DomainError, match="Say why it was lost"):
        move(made, "lost", cast.sam)
    assert move(made, "lost", cast.sam, why="Stayed with their broker").is_final


# --- steps


def step_of(placement, name):
    return placement.steps.get(name=name)


def test_a_step_is_done_once_its_checklist_is(cast, placement):
    step = step_of(placement, "Client strategy meeting")
    with pytest.raises(DomainError, match="Not ticked yet: Changes in operations; Service"):
        finish_step(step=step, by=cast.ana, version=1, ticked={0})
    done = finish_step(step=step, by=cast.ana, version=1, ticked={0, 1, 2})
    assert done.done_by == cast.ana
    with pytest.raises(DomainError, match="changed this step meanwhile"):
        reopen_step(step=step, by=cast.ana, version=1)
    assert reopen_step(step=step, by=cast.ana, version=2).done_on is None


def test_a_step_is_waived_with_a_reason_and_given_to_who_sees_the_client(cast, placement):
    step = step_of(placement, "Client strategy meeting")
    with pytest.raises(DomainError, match="Say why"):
        waive_step(step=step, by=cast.ana, version=1, why=" ")
    waive_step(step=step, by=cast.ana, version=1, why="Met in October")
    assert "Client strategy meeting (Info requested)" not in says(placement, "info_requested")
    with pytest.raises(DomainError, match="does not see this client"):
        assign_step(step=step, by=cast.ana, version=2, owner=cast.cora)
    assert assign_step(step=step, by=cast.ana, version=2, owner=cast.bea).owner == cast.bea


# --- pages


def test_the_board_shows_each_placement_in_its_stage_and_refuses_with_what_is_missing(
    cast, placement, sign_in
):
    browser = sign_in(cast.ana)
    assert "Harbor Bakery" in browser.get("/renewals/").content.decode()
    refused = browser.post(
        f"/placements/{placement.pk}/move/", {"stage": "quoted", "version": placement.version},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert refused.status_code == 422
    assert "Client strategy meeting (Info requested)" in refused.content.decode()


def test_the_page_of_a_placement_draws_its_steps_and_does_them_in_place(cast, placement, sign_in):
    browser = sign_in(cast.ana)
    shown = browser.get(f"/placements/{placement.pk}/").content.decode()
    assert shown.count('class="step ') == 20
    assert "Late start: 40 days behind" in shown
    step = step_of(placement, "Information chased")
    answer = browser.post(f"/placement-steps/{step.pk}/", {"do": "finish", "version": 1})
    assert answer.status_code == 302
    step.refresh_from_db()
    assert step.done_by == cast.ana
    refused = browser.post(f"/placement-steps/{step.pk}/", {"do": "waive", "version": 2})
    assert refused.status_code == 422
    assert "Say why this step is not needed." in refused.content.decode()


@pytest.mark.parametrize("view", ["board", "calendar"])
def test_the_totals_of_a_board_and_a_calendar_are_no_page_within_the_page(
    cast, placement, sign_in, view
):
    asked = {"view": view, "month": "2026-12", "_totals": "1"}
    answer = sign_in(cast.ana).get("/renewals/", asked)
    assert answer.status_code == 200
    assert "<h1" not in answer.content.decode()
    assert "Placements" in answer.content.decode()


def test_the_calendar_and_the_client_s_page_show_the_placement(cast, placement, sign_in):
    browser = sign_in(cast.ana)
    month = f"{placement.target_on:%Y-%m}"
    sheet = browser.get("/renewals/", {"view": "calendar", "month": month}).content.decode()
    assert f"/placements/{placement.pk}/" in sheet
    section = browser.get(f"/clients/{placement.client_id}/renewals/").content.decode()
    assert f"/placements/{placement.pk}/" in section


def test_the_expiration_list_knows_what_was_not_worked_yet(cast, term, placement, sign_in):
    browser = sign_in(cast.ana)
    ask = {"as_of": f"{TODAY}", "days": "160"}

    def listed(**more):
        items = browser.get("/api/v1/expirations/", {**ask, **more}).json()["items"]
        return [(i["policy"], i["stage"], i["next"]) for i in items]

    assert listed(work="none") == [("GL-1", "Identified", "Client strategy meeting")]
    waive_step(step=placement.steps.first(), by=cast.ana, version=1, why="Met already")
    assert listed(work="none") == []
    assert listed(work="begun")[0][2] == "File reviewed, loss runs ordered"


def test_an_opening_page_is_shown_to_who_opened(cast, bakery, term, sign_in):
    browser = sign_in(cast.ana)
    response = browser.post("/renewals/open/", {"term": [term.pk]})
    assert response.status_code == 302
    assert "Opened with World Class renewal" in browser.get(response["Location"]).content.decode()
    assert Opening.objects.get().by == cast.ana
    empty = browser.post("/renewals/open/", {})
    assert empty.status_code == 422
    assert "Choose at least one policy." in empty.content.decode()


def test_a_template_of_the_tier_goes_before_one_of_the_size(db):
    names = set(PlacementTemplate.objects.values_list("name", flat=True))
    assert {"World Class renewal", "Standard renewal", "New business"} <= names
    assert PlacementTemplate.objects.get(name__startswith="Short").most_revenue == Decimal(7500)


def test_a_required_step_a_week_late_is_escalated_once_for_its_placement(placement):
    step = placement.steps.filter(required=True).order_by("due_on", "position").first()
    late = datetime.combine(step.due_on + timedelta(days=8), time(9), tzinfo=PACIFIC)

    def raised(now: datetime) -> list[Escalation]:
        with time_machine.travel(now, tick=False):
            raise_due(now)
        return list(Escalation.objects.filter(rule="placement-step-late"))

    assert raised(late - timedelta(days=1)) == []
    (row,) = raised(late)
    assert (row.client, row.link) == (placement.client, placement.get_absolute_url())
    assert raised(late) == [row]
