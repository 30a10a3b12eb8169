"""Budgets: kept by month, brought in from tables, and set beside what was booked."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from config.lib.errors import DomainError
from reports.budgets import importing
from reports.budgets.comparison import against_budget, year_forecast
from reports.budgets.rules import Variance, forecast
from reports.budgets.services import save_budget
from reports.models import Budget
from reports.production.figures import figures
from tests.cast import make_client, make_term
from tests.reports.production_book import OCTOBER, october

DOLLARS = st.decimals(min_value=-(10**7), max_value=10**7, places=2)


def plan(cast, amounts, person=None, part="house", by=None):
    """A budget of 2026 with `amounts`: (month number, measure) → dollars."""
    return save_budget(
        budget=Budget(year=2026, part=part, person=person),
        amounts={(date(2026, m, 1), of): Decimal(a) for (m, of), a in amounts.items()},
        opened_with=1,
        by=by or cast.dora,
    )


def table(*rows) -> io.BytesIO:
    lines = ["For,Month,Commission (all),ignored", *rows]
    return io.BytesIO("\n".join(lines).replace("Commission (all)", WORDS).encode())


WORDS = '"Commission, all business"'


@given(DOLLARS, DOLLARS)
def test_budget_and_variance_add_up_to_what_was_booked(actual, budget):
    found = Variance(actual, budget)
    assert found.budget + found.amount == actual
    assert (found.percent is None) == (budget == 0)


def test_a_variance_is_a_percentage_of_the_budget():
    assert Variance(Decimal("255.00"), Decimal("300.00")).percent == Decimal("-15.0")


def test_the_forecast_adds_what_is_retained_of_the_renewals_still_due():
    assert forecast(Decimal("1110.00"), Decimal("180.00"), Decimal("55.6")) == Decimal("1210.08")
    assert forecast(Decimal("1110.00"), Decimal("180.00"), None) is None


def test_the_month_and_the_year_stand_beside_what_was_booked(cast):
    october(cast)
    plan(cast, {(9, "commission"): "100", (10, "commission"): "300", (11, "commission"): "50",
                (10, "new_premium"): "500"})  # fmt: skip
    found = {line.measure: line for line in against_budget(cast.dora, figures(cast.dora, OCTOBER))}
    all_of_it = found["commission"]
    assert all_of_it.month == Variance(Decimal("255.00"), Decimal("300"))
    assert all_of_it.ytd == Variance(Decimal("1110.00"), Decimal("400"))
    assert all_of_it.year == 450
    assert found["new_premium"].month.amount == Decimal("100.00")


def test_a_person_s_budget_is_compared_with_that_person_s_clients(cast):
    october(cast)
    make_term(
        make_client(cast, "Valley Steel", team=cast.valley), effective_on=date(2026, 10, 1),
        premium="999.00",
    )  # fmt: skip
    plan(cast, {(10, "premium"): "2000"}, person=cast.ana, part="executive")
    (line,) = against_budget(cast.dora, figures(cast.dora, OCTOBER))
    assert line.month == Variance(Decimal("1700.00"), Decimal("2000"))


def test_the_forecast_of_the_year_rests_on_terms_that_expire_in_it(cast):
    book = october(cast)
    make_term(book.stayed.client, line="EPLI", effective_on=date(2025, 12, 1), commission="180.00")
    plan(cast, {(10, "commission"): "1200"})
    found = figures(cast.dora, OCTOBER)
    expected = year_forecast(cast.dora, found, against_budget(cast.dora, found))
    assert (expected.booked, expected.due) == (Decimal("1110.00"), Decimal("180.00"))
    assert expected.retention == Decimal("55.6")
    assert expected.amount == Decimal("1210.08")
    assert expected.against_plan.amount == Decimal("10.08")


def test_an_executive_sees_the_plans_of_her_team_and_not_the_house_s(cast):
    plan(cast, {(10, "premium"): "1"})
    own = plan(cast, {(10, "premium"): "2"}, person=cast.ana, part="executive")
    plan(cast, {(10, "premium"): "3"}, person=cast.cora, part="executive")
    assert list(Budget.objects.visible_to(cast.ana)) == [own]


def test_a_manager_plans_for_the_department_and_for_nobody_else(cast):
    plan(cast, {(10, "premium"): "2"}, person=cast.ana, part="executive", by=cast.max)
    with pytest.raises(DomainError, match="Cora Chen is in none of your teams"):
        plan(cast, {}, person=cast.cora, part="executive", by=cast.max)
    with pytest.raises(DomainError, match="for the whole house"):
        plan(cast, {}, by=cast.max)


def test_the_grid_keeps_what_was_typed_and_says_what_is_no_money(cast, sign_in):
    budget = plan(cast, {(1, "premium"): "10"})
    browser = sign_in(cast.dora)
    address = budget.get_absolute_url()
    answer = browser.post(address, {"version": 1, "2026-01-premium": "12x", "2026-02-premium": "5"})
    assert answer.status_code == 422
    assert "“12x” is not an amount of money" in answer.content.decode()
    assert browser.post(address, {"version": 1, "2026-02-premium": "$1,500"}).status_code == 302
    amounts = budget.amounts.values_list("month", "measure", "amount")
    assert list(amounts) == [(date(2026, 2, 1), "premium", Decimal("1500.00"))]


def test_a_budget_somebody_else_saved_meanwhile_is_not_overwritten(cast, sign_in):
    budget = plan(cast, {})
    browser = sign_in(cast.dora)
    browser.post(budget.get_absolute_url(), {"version": 1, "2026-01-premium": "1"})
    late = browser.post(budget.get_absolute_url(), {"version": 1, "2026-01-premium": "2"})
    assert late.status_code == 409
    assert "Somebody else saved this record" in late.content.decode()
    assert budget.amounts.get().amount == 1


def test_a_table_replaces_its_months_and_leaves_the_others(cast):
    budget = plan(cast, {(1, "commission"): "10", (2, "commission"): "20"})
    file = table('house,2026-02,"25,000.00",', "ana@steward.example,2026-02,900,")
    importing.keep(reading=importing.read(file, len(file.getvalue())), by=cast.dora)
    assert [a.amount for a in budget.amounts.all()] == [10, 25000]
    ana = Budget.objects.get(person=cast.ana)
    assert (ana.part, ana.amounts.get().amount) == ("executive", 900)


def test_one_bad_row_keeps_the_whole_table_out_and_is_named(cast, sign_in):
    file = table("house,2026-13,1,", "nobody@x.example,2026-01,1,", "house,2026-01,1,")
    upload = SimpleUploadedFile("budget.csv", file.getvalue())
    answer = sign_in(cast.dora).post("/reports/budgets/import/", {"file": upload})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nothing was kept" in page
    assert "is neither “house” nor the e-mail address" in page
    assert not Budget.objects.exists()


def test_a_table_without_its_headings_is_refused(cast):
    file = io.BytesIO(b"Who,When\nhouse,2026-01\n")
    with pytest.raises(DomainError, match="For and Month are missing"):
        importing.read(file, 27)


def test_the_dashboard_shows_variance_and_forecast(cast, sign_in):
    october(cast)
    plan(cast, {(10, "commission"): "300"})
    page = sign_in(cast.dora).get("/reports/production/?month=2026-10").content.decode()
    assert "Against the budget" in page
    assert "-15.0" in page
    assert "Forecast of the year’s commission" in page
