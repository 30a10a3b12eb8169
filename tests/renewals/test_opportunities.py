"""Opportunities: shared, weighted by their stage, won into a placement, lost with a reason."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from accounts.follow_ups.services import complete_follow_up
from accounts.models import ChangeReason, FollowUpOutcome, LineOfBusiness
from config.lib.errors import DomainError
from config.lib.money import share
from renewals.models import Opportunity, SalesStage
from renewals.opportunities.hits import all_hits, hits_by
from renewals.opportunities.querysets import next_steps
from renewals.opportunities.rules import Hits
from renewals.opportunities.services import move_opportunity, open_opportunity, plan_step
from tests.cast import make_client

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def hope(cast, client, line="CYBER", **more):
    facts = {
        "client": client, "kind": "additional_line", "source": "client", "by": cast.ana,
        "line": line and LineOfBusiness.objects.get(code=line),
        "expected_on": TODAY + timedelta(30),
        "expected_premium": Decimal("8000"), "expected_revenue": Decimal("1200"),
    }  # fmt: skip
    return open_opportunity(**(facts | more))


def move(row, code, by, **more):
    row.refresh_from_db()
    stage = SalesStage.objects.get(code=code)
    return move_opportunity(opportunity=row, stage=stage, by=by, version=row.version, **more)


def lose(row, by):
    return move(row, "lost", by, lost_reason=ChangeReason.objects.get(code="price"))


# --- arithmetic


def test_hit_ratio_is_won_over_quoted_by_count_and_by_premium():
    hits = Hits("Ana", submitted=10, quoted=8, won=3, quoted_premium=Decimal(90000),
                won_premium=Decimal(60000))  # fmt: skip
    assert (hits.by_count, hits.by_premium, hits.to_quote) == (
        Decimal("37.5"), Decimal("66.7"), Decimal("80.0"),
    )  # fmt: skip


def test_without_quotes_there_is_no_ratio_rather_than_none_won():
    assert Hits("Ana").by_count is None


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_ratio_of_what_was_won_never_leaves_0_to_100(won, more):
    assert 0 <= share(won, won + more) <= 100


# --- pipeline


def test_the_clients_own_executives_share_it_and_it_begins_in_the_first_stage(cast, bakery):
    row = hope(cast, bakery)
    assert (row.executive, row.seller, row.stage.code) == (cast.ana, cast.sam, "lead")


def test_the_weighted_pipeline_counts_revenue_by_the_probability_of_the_stage(cast, bakery):
    move(hope(cast, bakery), "quoted", cast.ana)
    hope(cast, bakery, line="CRIM", expected_revenue=Decimal("500"))
    sums = Opportunity.objects.visible_to(cast.sam).open().sums()
    assert sums["weighted"] == Decimal("1200") * 60 / 100 + Decimal("500") * 10 / 100


def test_the_weighted_pipeline_is_the_sum_of_what_its_rows_show(cast, bakery):
    rows = [hope(cast, bakery, line=line, expected_revenue=Decimal("10.05"))
            for line in ("CRIM", "PROP")]  # fmt: skip
    sums = Opportunity.objects.visible_to(cast.sam).open().sums()
    assert sums["weighted"] == sum(row.weighted_revenue for row in rows) == Decimal("2.02")


def test_an_executive_of_another_team_sees_none_of_it(cast, bakery):
    hope(cast, bakery)
    assert not Opportunity.objects.visible_to(cast.cora).exists()
    with pytest.raises(DomainError, match="no such client"):
        hope(cast, bakery, by=cast.cora)


def test_won_it_becomes_a_placement_of_its_line_and_stays_won(cast, bakery):
    row = move(hope(cast, bakery), "won", cast.sam)
    assert (row.placement.kind, row.placement.line.code) == ("additional_line", "CYBER")
    assert row.placement.estimated_premium == Decimal("8000")
    assert (row.submitted_on, row.quoted_on, row.decided_on) == (TODAY, TODAY, TODAY)
    with pytest.raises(DomainError, match="placement is under way"):
        lose(row, cast.ana)


def test_new_business_of_a_prospect_is_won_the_same_way(cast, bakery):
    row = hope(cast, bakery, kind="new_business", line=None)
    assert move(row, "won", cast.sam).placement.kind == "new_business"


def test_what_is_lost_says_why(cast, bakery):
    row = hope(cast, bakery)
    with pytest.raises(DomainError, match="Say why it was lost"):
        move(row, "lost", cast.ana)
    assert lose(row, cast.ana).lost_reason.code == "price"


def test_a_second_person_who_moves_it_is_told_where_it_stands(cast, bakery):
    row, stage = hope(cast, bakery), SalesStage.objects.get(code="quoted")
    move(row, "qualified", cast.ana)
    with pytest.raises(DomainError, match="it is “Qualified” now"):
        move_opportunity(opportunity=row, stage=stage, by=cast.sam, version=1)


def test_the_next_step_is_a_follow_up_and_what_follows_it_stays_with_the_opportunity(cast, bakery):
    row = hope(cast, bakery)
    first = plan_step(opportunity=row, subject="Call Pat", due_on=TODAY, by=cast.ana)
    done = FollowUpOutcome.objects.get(code="done")
    complete_follow_up(
        follow_up=first, outcome=done, by=cast.ana, next_on=TODAY + timedelta(7),
        next_subject="Call Pat again",
    )  # fmt: skip
    assert next_steps([row])[row.pk].subject == "Call Pat again"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"expected_on": TODAY - timedelta(1)}, "is past"),
        ({"line": None}, "Choose the line"),
        ({"kind": "renewal"}, "open by themselves"),
        ({"expected_revenue": Decimal("-1")}, "not below zero"),
    ],
)
def test_bad_input_is_refused_with_its_reason(cast, bakery, change, says):
    with pytest.raises(DomainError, match=says):
        hope(cast, bakery, **change)
    assert not Opportunity.objects.exists()


# --- hit ratio


def test_hits_by_line_leave_out_what_was_never_quoted_and_add_up(cast, bakery):
    for line, ends in (("CYBER", "won"), ("CRIM", "lost after quote"), ("EPLI", "lost")):
        row = hope(cast, bakery, line=line)
        if "quote" in ends:
            move(row, "quoted", cast.ana)
        move(row, "won", cast.ana) if ends == "won" else lose(row, cast.ana)
    decided = Opportunity.objects.visible_to(cast.ana).decided_in(TODAY, TODAY)
    rows = {r.label: r for r in hits_by(decided, "line", TODAY, TODAY)}
    assert {label: (r.quoted, r.won, r.lost_unquoted) for label, r in rows.items()} == {
        "Cyber": (1, 1, 0), "Crime": (1, 0, 0), "Employment practices": (0, 0, 1),
    }  # fmt: skip
    together = all_hits(decided)
    assert (together.quoted, together.won, together.by_count) == (2, 1, Decimal("50.0"))


# --- pages


def test_a_refused_move_says_so_at_its_field_and_the_board_goes_on(cast, bakery, sign_in):
    row, browser = hope(cast, bakery), sign_in(cast.ana)
    told = browser.post(f"/opportunities/{row.pk}/move/", {"stage": "lost", "version": 1})
    assert told.status_code == 422
    assert "Say why it was lost." in told.text
    for cut in ("executive", "seller", "line", "source", "month"):
        assert browser.get(f"/opportunities/hit-ratio/?by={cut}").status_code == 200
    board = browser.get("/opportunities/").text
    assert "Harbor Bakery" in board


def test_bad_words_in_the_address_are_a_sentence(cast, sign_in):
    browser = sign_in(cast.ana)
    sheet = browser.get("/opportunities/hit-ratio/?_export=csv").getvalue().decode()
    assert sheet.splitlines()[0].endswith("Won revenue,Lost unquoted")
    assert browser.get("/opportunities/hit-ratio/?_export=xlsx").getvalue().startswith(b"PK")
    assert browser.get("/opportunities/hit-ratio/?_export=doc").status_code == 422
    assert browser.get("/opportunities/hit-ratio/?by=moon").status_code == 422
    assert browser.get("/opportunities/hit-ratio/?first=moon").status_code == 422
