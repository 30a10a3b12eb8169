"""Retention by four formulas, rounding, rate and exposure, growth; frozen with the month."""

from datetime import date
from decimal import Decimal

import time_machine
from django.urls import reverse

from accounts.models import ChangeReason, Exposure, PolicyTransaction
from renewals.models import Disposition, Opportunity, OpportunitySource, SalesStage
from reports.budgets.comparison import against_budget, year_forecast
from reports.documents.kinds.production import ProductionReport, sheets
from reports.models import Budget, BudgetAmount
from reports.production import rules
from reports.production.figures import figures
from reports.production.services import close_month
from tests.cast import make_client, make_term, transact
from tests.reports.production_book import OCTOBER, october

NOVEMBER = date(2026, 11, 20)


def retained(found) -> dict[str, tuple]:
    rows = {r.label: (r.policies, r.premium) for r in found.measures.retained}
    return rows | {"month": (found.renewal.policies, found.renewal.premium)}


def test_the_four_formulas_disagree_as_they_should(cast):
    october(cast)
    client = make_client(cast, "Mover Inc.")
    make_term(client, line="EPLI", effective_on=date(2025, 9, 1), expires_on=date(2026, 9, 1),
              premium="500.00")  # fmt: skip
    make_term(client, line="EPLI", effective_on=date(2026, 9, 1), company="Moved Mutual",
              kind="REN", premium="550.00")  # fmt: skip
    found = figures(cast.dora, OCTOBER)
    assert found.renewal.policies == Decimal("50.0")
    # In the book a year ago: PROP 2000 (renewed), WORK 3000 (lost), EPLI 500 (moved).
    assert retained(found)["Same line, even with another carrier"] == (
        Decimal("66.7"), Decimal("45.5"),
    )  # fmt: skip
    # Ending 5: of them CGL, CYBER, UMBRC new within the year; the renewals are not new.
    assert retained(found)["Policies in force"][0] == Decimal("66.7")
    # 2 renewals, 1 cancellation within twelve months.
    assert retained(found)["Cancellations"][0] == Decimal("66.7")


def test_new_is_new_business_rounding_or_more_of_a_line(cast):
    old, fresh = make_client(cast), make_client(cast, "Fresh LLC")
    make_term(old, effective_on=date(2026, 1, 1), premium="1000.00")
    make_term(old, line="CYBER", effective_on=date(2026, 10, 5), premium="200.00")
    make_term(old, effective_on=date(2026, 10, 6), premium="300.00")
    make_term(fresh, effective_on=date(2026, 10, 1), premium="40.00")
    make_term(fresh, line="PROP", effective_on=date(2026, 10, 20), premium="50.00")
    found = figures(cast.dora, OCTOBER).measures.fresh
    told = {what: (spans["month"].count, spans["month"].premium) for what, spans in found.items()}
    assert told == {
        "business": (2, Decimal("90.00")),
        "rounding": (1, Decimal("200.00")),
        "more": (1, Decimal("300.00")),
    }
    assert found["business"]["ytd"].premium == Decimal("1090.00")


def test_a_premium_change_is_split_into_exposure_and_rate_where_both_are_known(cast):
    client = make_client(cast)
    first = make_term(client, line="WORK", effective_on=date(2025, 10, 15), premium="10000.00")
    make_term(client, line="WORK", kind="REN", policy=first.policy, premium="12100.00",
              effective_on=date(2026, 10, 15))  # fmt: skip
    for year, payroll in ((2025, 1_000_000), (2026, 1_100_000)):
        Exposure.objects.create(client=client, kind="payroll", year=year, amount=payroll)
    other = make_client(cast, "No Exposure")
    make_term(other, effective_on=date(2025, 10, 15), premium="1000.00")
    make_term(other, kind="REN", effective_on=date(2026, 10, 15), premium="1000.00",
              company="Moved Mutual")  # fmt: skip
    found = figures(cast.dora, OCTOBER)
    renewed, how = found.measures.renewed, found.measures.how
    assert (renewed.count, renewed.percent) == (2, Decimal("19.1"))
    assert (renewed.known, renewed.exposure, renewed.rate) == (1, Decimal(1000), Decimal(1100))
    assert renewed.exposure + renewed.rate == Decimal("12100") - Decimal("10000")
    assert (how["same"].count, how["moved"].count) == (1, 1)
    assert any("not split into rate" in e.reason and e.count == 1 for e in found.exclusions)


def test_organic_growth_compares_the_same_months(cast):
    client = make_client(cast)
    make_term(client, effective_on=date(2025, 5, 1), commission="100.00")
    make_term(client, effective_on=date(2025, 12, 1), commission="999.00")
    make_term(client, kind="REN", effective_on=date(2026, 5, 1), commission="125.00")
    measured = figures(cast.dora, OCTOBER).measures
    assert measured.organic == (Decimal("125.00"), Decimal("100.00"))
    assert measured.organic_percent == Decimal("25.0")


def workbook(user) -> dict[str, list]:
    """Sheet → rows of October's workbook, the day it was made left out."""
    report = ProductionReport(figures(user, OCTOBER), OCTOBER, NOVEMBER)
    return {sheet.name: list(sheet.rows) for sheet in sheets(report, user)}


def test_the_page_the_workbook_and_the_rows_say_the_same(cast, sign_in):
    october(cast)
    browser = sign_in(cast.dora)
    page = browser.get(reverse("production"), {"month": "2026-10"})
    found, book = page.context["found"], workbook(cast.dora)
    for row in page.context["fresh"]:
        in_book = next(r for r in book["New and rounding"] if r[0] == row["label"])
        for n, cell in enumerate(row["cells"]):
            assert tuple(in_book[1 + 3 * n : 4 + 3 * n]) == (
                cell.sums.count, cell.sums.premium, cell.sums.commission,
            )  # fmt: skip
            totals = browser.get(cell.url + "&_totals=1").content.decode()
            assert f"${cell.sums.premium:,.2f}" in totals
    new = PolicyTransaction.objects.filter(kind="NEW", month=OCTOBER)
    parts = found.measures.fresh.values()
    assert sum(s["month"].premium for s in parts) == sum(t.premium for t in new)
    assert [row[2] for row in book["Retention"]] == [
        found.renewal.policies, *(r.policies for r in found.measures.retained),
    ]  # fmt: skip


def test_every_cut_of_the_book_is_a_page_and_a_sheet_without_a_gap(cast, sign_in):
    october(cast)
    browser, book = sign_in(cast.dora), workbook(cast.dora)
    for by in ("executive", "sales_executive", "line", "carrier", "team", "tier", "department"):
        page = browser.get(reverse("production-cuts"), {"month": "2026-10", "by": by})
        rows = page.context["rows"]
        assert sum(cut.ending for cut in rows) == Decimal("4900.00")
        sheet = book[f"Book by {page.context['labels'][by].lower()}"]
        assert [row[8] for row in sheet] == [cut.ending for cut in rows]
        assert all(row[-1] == 0 for row in sheet)
    wrong = browser.get(reverse("production-cuts"), {"month": "2026-10", "by": "moon"})
    assert wrong.status_code == 422


def test_the_reasons_add_up_to_what_was_lost_and_open_their_rows(cast, sign_in):
    made = october(cast)
    price = ChangeReason.objects.get(code="price")
    transact(made.new, "NRN", date(2026, 10, 12), "0.00")
    PolicyTransaction.objects.create(
        term=made.early, kind="CAN", effective_on=date(2026, 10, 20), month=OCTOBER, reason=price,
        premium=Decimal("-70.00"), commission=Decimal("-7.00"),
    )  # fmt: skip
    Disposition.objects.create(
        term=made.lost, outcome="lost", reason=price, evidence="E-mail", by=cast.ana
    )
    browser = sign_in(cast.dora)
    page = browser.get(reverse("production"), {"month": "2026-10"})
    found = page.context["found"]
    rows = {why.name: why for why in found.ends.reasons}
    assert (rows["Price"].expired.premium, rows["Price"].cancelled.premium) == (3000, -70)
    assert rules.total(why.lost for why in rows.values()) == found.total.month["lost"]
    for row in page.context["reasons"]:
        for cell in (row["cancelled"], row["expired"]):
            totals = browser.get(cell.url + "&_totals=1").content.decode()
            assert f"${abs(cell.sums.premium):,.2f}" in totals
    assert [(most.name, most.premium) for most in found.ends.losses] == [
        ("Harbor Bakery Inc.", Decimal("-4570.00")),
    ]  # fmt: skip
    assert [most.premium for most in found.ends.wins] == [Decimal("600.00")]
    sheet = workbook(cast.dora)["Lost by reason"]
    assert sum(row[8] for row in sheet) == found.total.month["lost"].premium


def test_the_forecast_counts_the_weighted_pipeline_until_the_month_is_closed(cast):
    made = october(cast)
    budget = Budget.objects.create(year=2026, part="house")
    BudgetAmount.objects.create(
        budget=budget, month=OCTOBER, measure="commission", amount=Decimal("100.00")
    )
    Opportunity.objects.create(
        client=made.new.client, kind="new_business", expected_revenue=Decimal("1000.00"),
        stage=SalesStage.objects.get(code="quoted"), source=OpportunitySource.objects.first(),
        expected_on=date(2026, 12, 15), opened_on=OCTOBER,
    )  # fmt: skip
    found = figures(cast.dora, OCTOBER)
    forecast = year_forecast(cast.dora, found, against_budget(cast.dora, found))
    assert forecast.pipeline == Decimal("600.00")
    with time_machine.travel("2026-11-20T20:00:00Z", tick=True):
        close_month(month=OCTOBER, by=cast.dora)
    found = figures(cast.dora, OCTOBER)
    assert year_forecast(cast.dora, found, []).pipeline == 0
