"""Gaps: found from the client's file, explained, asked about, and decided with evidence."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import (
    Coverage,
    CoverageDetail,
    CoverageField,
    Equipment,
    Exposure,
    FollowUp,
    Location,
    Vehicle,
    WorkClass,
)
from config.lib.errors import DomainError
from renewals.gaps.catalogue import RULES
from renewals.gaps.finding import gaps_of, refresh_some
from renewals.gaps.rules import Known, check_condition, is_covered, judge
from renewals.gaps.services import Said, answer_fact, decide_gap
from renewals.gaps.tasks import ask_for_gaps
from renewals.models import ClientFact, GapDecision, GapFinding, GapRule, Opportunity
from reports.jobs.runner import run_job
from reports.models import Job
from tests.cast import make_client, make_term
from tests.renewals.test_opportunities import lose

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
NEXT_YEAR = TODAY + timedelta(days=300)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def bakery(cast):
    return make_client(cast, state="CA")


def answer(client, by, fact, **value):
    facts = {"source": "Call with Pat", "known_on": TODAY}
    return answer_fact(client=client, fact=fact, by=by, **(facts | value))


def found(client) -> dict[str, str]:
    """Rule → because, of the gaps to decide."""
    return {gap.rule.code: gap.because for gap in gaps_of(client, TODAY).open}


def asked(client) -> set[str]:
    return {question.code for question in gaps_of(client, TODAY).questions}


def decide(client, code, by, **said):
    return decide_gap(client=client, rule=GapRule.objects.get(code=code), said=Said(**said), by=by)


# --- conditions, without a database


def yes(fact, value=True):
    return {"fact": fact, "is": value}


KNOWN = {
    "flood": Known(True, "flood"), "board": Known(False, "no board"),
    "employees": Known(Decimal(5), "5 employees"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "holds", "because", "asks"),
    [
        (yes("flood"), True, ("flood",), ()),
        (yes("board"), False, (), ()),
        (yes("alcohol"), None, (), ("alcohol",)),
        ({"fact": "employees", "at_least": 5}, True, ("5 employees",), ()),
        ({"fact": "employees", "more_than": 5}, False, (), ()),
        ({"any": [yes("alcohol"), yes("flood")]}, True, ("flood",), ()),
        ({"any": [yes("alcohol"), yes("board")]}, None, (), ("alcohol",)),
        ({"all": [yes("alcohol"), yes("board")]}, False, (), ()),
        ({"all": [yes("alcohol"), yes("flood")]}, None, (), ("alcohol",)),
        ({"fact": "contract_limit", "more_than": {"fact": "liability_limit"}}, None, (),
         ("contract_limit", "liability_limit")),
        ({"any": [{"fact": "vehicles", "at_least": 1}, yes("employees_drive")]}, None, (),
         ("employees_drive",)),
    ],
)  # fmt: skip
def test_a_rule_holds_with_its_reasons_fails_or_asks_for_what_is_missing(
    condition, holds, because, asks
):
    verdict = judge(condition, KNOWN)
    assert verdict.holds is holds
    assert verdict.asks == asks
    if holds:
        assert verdict.because == because


YES_NO = ["flood", "board", "alcohol", "foreign"]
# A handful of facts is enough to meet every combination.
CONDITIONS = st.recursive(
    st.builds(yes, st.sampled_from(YES_NO), st.booleans()),
    lambda parts: st.builds(
        lambda word, found: {word: found},
        st.sampled_from(["any", "all"]),
        st.lists(parts, min_size=1, max_size=2),
    ),
    max_leaves=4,
)


@given(CONDITIONS, st.dictionaries(st.sampled_from(YES_NO), st.booleans()), st.data())
def test_learning_more_never_overturns_what_was_certain(condition, values, data):
    known = {code: Known(value, code) for code, value in values.items()}
    before = judge(condition, known)
    more = data.draw(st.dictionaries(st.sampled_from(YES_NO), st.booleans()))
    after = judge(condition, {code: Known(v, code) for code, v in more.items()} | known)
    if before.holds is not None:
        assert after.holds is before.holds
    everything = {code: Known(True, code) for code in YES_NO} | known
    assert judge(condition, everything).holds is not None


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ({"fact": "moon", "is": True}, "no fact called “moon”"),
        ({"fact": "flood"}, "needs one of"),
        ({"fact": "flood", "at_least": 1}, "is no number"),
        ({"fact": "employees", "is": True}, "yes-or-no"),
        ({"fact": "employees", "at_least": "five"}, "compared with a number"),
        ({"any": []}, "holds a list"),
        (["flood"], "written in braces"),
    ],
)
def test_a_condition_nobody_could_judge_is_refused_with_its_reason(condition, says):
    with pytest.raises(ValueError, match=says):
        check_condition(condition)


def test_every_rule_of_the_domain_is_there_and_can_be_judged():
    assert [rule[0] for rule in RULES] == [f"R{n}" for n in range(1, 24)]
    for rule in RULES:
        check_condition(rule[2])


def test_fiduciary_is_closed_only_by_both_liability_and_bond():
    assert not is_covered(["FIDUC", "ERISA"], True, {"FIDUC"})
    assert is_covered(["FIDUC", "ERISA"], True, {"FIDUC", "ERISA"})
    assert is_covered(["UMBRC", "EXLIA"], False, {"EXLIA"})


# --- the client's file


def test_vehicles_without_auto_are_a_gap_that_says_why_and_auto_closes_it(bakery):
    for n in range(14):
        Vehicle.objects.create(
            client=bakery, number=str(n), year=2020, make="Ford", garaging_zip="94103"
        )
    assert found(bakery)["R3"] == "14 vehicles"
    make_term(bakery, line="AUTOB")
    assert "R3" not in found(bakery)


def test_a_cancelled_or_expired_policy_closes_no_gap(bakery):
    make_term(bakery, line="EQ", effective_on=date(2025, 1, 1))
    assert "R11" in found(bakery)


def test_a_line_within_a_package_counts(bakery):
    answer(bakery, bakery.assignments.first().user, "stores_data", yes=True)
    term = make_term(bakery, line="CPKGE")
    line = GapRule.objects.get(code="R4").proposes
    assert "R4" in found(bakery)
    Coverage.objects.create(term=term, line=line, premium=0)
    assert "R4" not in found(bakery)


def test_the_file_speaks_for_itself_in_schedules_exposures_and_the_trade(bakery, cast):
    bakery.naics = "312130"
    bakery.save()
    WorkClass.objects.create(
        client=bakery, year=2026, state="CA", class_code="2003", payroll=1, full_time=4, part_time=2
    )
    Location.objects.create(
        client=bakery, number="1", street="1 Main", city="Napa", state="CA", zip="94558",
        building=900_000, contents=150_000,
    )  # fmt: skip
    Equipment.objects.create(
        client=bakery, number="1", description="Press", value=50_000, holding="owned"
    )
    for year, amount in ((2025, 100), (2026, 125)):
        Exposure.objects.create(client=bakery, kind="revenue", year=year, amount=amount)
    gaps = found(bakery)
    assert gaps["R1"].startswith("6 employees in the payroll classes of 2026; 1 location in Cal")
    assert gaps["R2"] == "6 employees in the payroll classes of 2026"
    assert gaps["R10"] == "buildings and contents of $1,050,000"
    assert gaps["R13"] == "1 piece of equipment worth $50,000"
    assert gaps["R15"] == "its trade sells or serves alcohol (NAICS 312130)"
    assert gaps["R18"] == "its trade makes products (NAICS 312130)"
    assert gaps["R23"] == "revenue +25.0 % from 2025 to 2026"
    assert "R5" not in gaps, "an umbrella needs something beneath it"


def liability(client, line, **amounts):
    term = make_term(client, line=line)
    coverage = term.coverages.get()
    for code, amount in amounts.items():
        field = CoverageField.objects.get(line__code=line, code=code)
        CoverageDetail.objects.create(coverage=coverage, field=field, amount=amount)
    return term


def test_a_contract_that_asks_for_more_than_is_in_force_is_critical(bakery, cast):
    liability(bakery, "CGL", each_occurrence=1_000_000)
    answer(bakery, cast.ana, "contract_limit", number=Decimal(5_000_000))
    assert "contract asks for: 5,000,000 (Call with Pat, 11/24/2026)" in found(bakery)["R20"]
    liability(bakery, "UMBRC", each_occurrence=4_000_000)
    assert "R20" not in found(bakery)


def test_a_limit_beneath_the_umbrella_that_is_too_low_is_found(bakery):
    liability(bakery, "UMBRC", each_occurrence=5_000_000)
    liability(bakery, "CGL", each_occurrence=500_000, general_aggregate=2_000_000)
    assert "$500,000 is less than the $1,000,000 required" in found(bakery)["R21"]


# --- questions


def test_what_is_not_known_is_asked_and_never_suggested(bakery):
    assert "R12" not in found(bakery)
    assert {"flood", "employees", "employees_drive", "foreign"} <= asked(bakery)
    assert "vehicles" not in asked(bakery), "a schedule is filled in, not asked"


def test_an_answer_is_remembered_with_source_and_date_and_asked_no_more(bakery, cast):
    answer(bakery, cast.ana, "flood", yes=True)
    assert found(bakery)["R12"] == (
        "flood zone or basement: yes (Call with Pat, 11/24/2026)"
    )  # fmt: skip
    assert "flood" not in asked(bakery)
    assert GapFinding.objects.filter(client=bakery, rule__code="R12").exists()
    answer(bakery, cast.sam, "flood", yes=False, source="FEMA map")
    assert "R12" not in found(bakery)
    assert ClientFact.objects.get(fact="flood").version == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"source": " "}, "who said so"),
        ({"known_on": TODAY + timedelta(1)}, "today or earlier"),
        ({"yes": None}, "yes or no"),
        ({"fact": "vehicles"}, "Nobody asks"),
        ({"fact": "employees", "number": Decimal(-1)}, "zero or more"),
    ],
)
def test_a_bad_answer_is_refused_and_nothing_is_kept(bakery, cast, change, says):
    said = {"fact": "flood", "yes": True} | change
    with pytest.raises(DomainError, match=says):
        answer(bakery, cast.ana, **said)
    assert not ClientFact.objects.exists()


# --- decisions


def test_proposed_it_becomes_an_opportunity_that_names_its_reason(bakery, cast):
    make_term(bakery, line="CGL")
    row = decide(bakery, "R5", cast.ana, choice="proposed", expected_premium=Decimal(9000))
    assert (row.opportunity.line.code, row.opportunity.kind) == ("UMBRC", "additional_line")
    assert "1 liability line in force" in row.opportunity.note
    assert "R5" not in found(bakery)
    with pytest.raises(DomainError, match="move the opportunity to lost first"):
        decide(bakery, "R5", cast.ana, choice="not_applicable", evidence="x")


def test_lost_it_comes_up_again_at_once_so_that_why_is_put_down(bakery, cast):
    make_term(bakery, line="CGL")
    row = decide(bakery, "R5", cast.ana, choice="proposed")
    lose(Opportunity.objects.get(pk=row.opportunity_id), cast.ana)
    assert "R5" in found(bakery)
    decide(bakery, "R5", cast.ana, choice="declined", evidence="E-mail of Pat, 11/23")
    assert "R5" not in found(bakery)


def test_a_line_placed_elsewhere_comes_up_again_before_its_x_date(bakery, cast):
    decide(bakery, "R11", cast.ana, choice="elsewhere", carrier="Travelers", x_on=NEXT_YEAR)
    gaps = found(bakery)
    assert "R11" not in gaps
    assert "with Travelers until" in gaps["R22"]
    reminder = FollowUp.objects.get()
    assert reminder.owner == cast.ana
    assert reminder.planned_on == NEXT_YEAR - timedelta(days=120)
    later = NEXT_YEAR - timedelta(days=120)
    assert "R11" in {gap.rule.code for gap in gaps_of(bakery, later).open}


def test_what_was_declined_is_offered_again_as_the_house_says(bakery, cast):
    row = decide(bakery, "R11", cast.ana, choice="declined", evidence="Signed form in the file")
    assert row.again_on == date(2028, 11, 24)
    answer(bakery, cast.ana, "stores_data", yes=True)
    row = decide(bakery, "R4", cast.ana, choice="declined", evidence="E-mail")
    assert row.again_on == date(2027, 11, 24), "cyber is offered at every renewal"


def test_deciding_anew_closes_what_the_earlier_decision_left(bakery, cast):
    decide(bakery, "R11", cast.ana, choice="elsewhere", carrier="Chubb", x_on=NEXT_YEAR)
    decide(bakery, "R11", cast.ana, choice="not_applicable", evidence="No building of its own")
    assert GapDecision.objects.get().version == 2
    assert FollowUp.objects.get().outcome.code == "dropped"


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"choice": "declined"}, "Say who declined"),
        ({"choice": "not_applicable"}, "why this does not apply"),
        ({"choice": "elsewhere", "x_on": NEXT_YEAR}, "with whom"),
        ({"choice": "elsewhere", "carrier": "Chubb"}, "x-date"),
        ({"choice": "elsewhere", "carrier": "Chubb", "x_on": TODAY}, "is ahead"),
        ({"choice": "later"}, "Choose what becomes"),
    ],
)
def test_a_decision_without_its_evidence_is_refused(bakery, cast, said, says):
    with pytest.raises(DomainError, match=says):
        decide(bakery, "R11", cast.ana, **said)
    assert not GapDecision.objects.exists()


def test_a_gap_that_is_not_there_cannot_be_decided(bakery, cast):
    with pytest.raises(DomainError, match="no longer show this gap"):
        decide(bakery, "R17", cast.ana, choice="declined", evidence="x")


def test_nobody_decides_for_the_clients_of_another_team(bakery, cast):
    with pytest.raises(DomainError, match="no such client"):
        decide(bakery, "R11", cast.cora, choice="declined", evidence="x")


# --- the book


def test_the_book_is_judged_by_a_job_as_often_as_one_likes_with_the_same_rows(cast, bakery):
    make_client(cast, "Valley Steel", team=cast.valley, state="CA")
    ask_for_gaps()
    ask_for_gaps()
    run_job(Job.objects.get(kind="gaps").pk)
    rows = set(GapFinding.objects.values_list("pk", "because"))
    refresh_some(TODAY)
    assert set(GapFinding.objects.values_list("pk", "because")) == rows
    assert {f.client.name for f in GapFinding.objects.visible_to(cast.ana)} == {bakery.name}
    make_term(bakery, line="EQ")
    refresh_some(TODAY)
    assert not GapFinding.objects.filter(client=bakery, rule__code="R11").exists()


def test_a_large_book_is_judged_in_short_runs_that_follow_each_other(cast, monkeypatch):
    for n in range(3):
        make_client(cast, f"Firm {n}", state="CA")
    monkeypatch.setattr("renewals.gaps.finding.refresh_some.__defaults__", (0, 2))
    ask_for_gaps()
    for _ in range(3):
        if job := Job.objects.filter(kind="gaps", state=Job.State.QUEUED).first():
            run_job(job.pk)
    assert Job.objects.filter(kind="gaps").count() == 2
    assert GapFinding.objects.filter(rule__code="R11").count() == 3


def test_a_hundred_clients_cost_as_many_queries_as_one(cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            refresh_some(TODAY)
        return len(made)

    make_term(make_client(cast, "First", state="CA"))
    one = queries()
    for n in range(30):
        make_term(make_client(cast, f"Firm {n}", state="CA"))
    assert queries() <= one + 1  # bulk_update of nothing asks nothing


# --- pages


def test_the_section_asks_remembers_and_decides_in_place(bakery, cast, sign_in):
    browser, home = sign_in(cast.ana), f"/clients/{bakery.pk}/"
    page = browser.get(f"{home}gaps/").text
    assert "Is a location in a flood zone" in page
    refused = browser.post(f"{home}facts/", {"fact": "flood", "yes": "yes", "known_on": TODAY})
    assert refused.status_code == 422
    assert "Say who said so" in refused.text
    browser.post(
        f"{home}facts/", {"fact": "flood", "yes": "yes", "known_on": TODAY, "source": "Pat"}
    )
    rule = GapRule.objects.get(code="R12")
    told = browser.post(f"{home}gaps/{rule.pk}/", {"choice": "declined"})
    assert told.status_code == 422
    done = browser.post(f"{home}gaps/{rule.pk}/", {"choice": "declined", "evidence": "E-mail"})
    assert done.status_code == 302
    assert "declined 11/24/2026 by Ana Alvarez" in browser.get(f"{home}gaps/").text
    assert bakery.name in browser.get("/gaps/").text
    assert "Flood" in browser.get("/gaps/?state=settled").text


def test_a_manager_edits_a_rule_and_nonsense_is_told_at_its_field(cast, sign_in):
    browser, rule = sign_in(cast.max), GapRule.objects.get(code="R12")
    facts = {
        "code": "R12", "name": "Flood", "condition": '{"fact": "moon", "is": true}',
        "lines": "FLOOD,MOON", "weight": 3, "lead_days": 90, "source": "House", "version": 1,
        "active": "on",
    }  # fmt: skip
    told = browser.post(f"/gaps/rules/{rule.pk}/", facts)
    assert told.status_code == 422
    assert "There is no line MOON." in told.text
    told = browser.post(f"/gaps/rules/{rule.pk}/", facts | {"lines": "FLOOD"})
    assert "There is no fact called “moon”." in told.text
    good = facts | {"lines": "flood", "condition": '{"fact": "flood", "is": true}'}
    assert browser.post(f"/gaps/rules/{rule.pk}/", good).status_code == 302
    rule.refresh_from_db()
    assert (rule.lines, rule.lead_days) == (["FLOOD"], 90)
    assert Job.objects.filter(kind="gaps").count() == 1
