"""The stewardship report: ten parts that tie, and nothing unknown shown as zero."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Claim, ClaimValuation, Exposure, LineOfBusiness, LossRunRequest
from config.lib.errors import DomainError
from reports.documents.experience import YearOfLine, change, rate_of
from reports.models import Narrative
from tests.cast import make_client, make_term
from tests.reports.test_account_papers import built
from tests.reports.test_client_documents import deliver, made, words
from tests.reports.test_word import said

JULY = date(2026, 7, 1)


@pytest.fixture
def year(cast):
    """Liability renewed at 12,000 after 10,000; a claim valued twice; property never reported."""
    client = make_client(cast, "Harbor & <Sons>")
    before = make_term(client, number="GL-25", effective_on=date(2025, 1, 1), premium="10000.00")
    make_term(client, number="GL-26", premium="12000.00", policy=before.policy, kind="REN")
    make_term(client, line="PROP", number="PR-26", premium="3000.00")
    Exposure.objects.create(client=client, kind="revenue", year=2026, amount=Decimal(4_000_000))
    line = LineOfBusiness.objects.get(code="CGL")
    claim = Claim.objects.create(
        client=client, line=line, number="C-1", loss_on=date(2026, 2, 1),
        reported_on=date(2026, 2, 3), description="Fell on <ice> & broke an arm",
    )  # fmt: skip
    for day, paid, reserved in ((date(2026, 3, 1), 1000, 50000), (date(2026, 8, 1), 9000, 0)):
        ClaimValuation.objects.create(claim=claim, valued_on=day, paid=paid, reserved=reserved)
    prop = make_term(client, line="PROP", number="PR-25", effective_on=date(2025, 1, 1))
    LossRunRequest.objects.create(
        client=client, carrier=prop.policy.writing_company.carrier, line=prop.policy.line,
        requested_on=date(2026, 5, 4),
    )  # fmt: skip
    return client


def row(found, year: int, line: str) -> YearOfLine:
    (match,) = [r for r in found.experience.rows if (r.year, r.line) == (year, line)]
    return match


def test_arithmetic_of_history():
    assert change(Decimal("12000"), Decimal("10000")) == Decimal("20.0")
    assert change(Decimal("5"), Decimal("0")) is None
    assert rate_of(Decimal("12000"), Decimal("4000000"), 1000) == Decimal("3.0000")
    assert rate_of(Decimal("12000"), None, 1000) is None
    known = YearOfLine(2026, "GL", Decimal("12000"), claims=1, paid=Decimal("1000"),
                       reserved=Decimal("50000"))  # fmt: skip
    assert known.loss_ratio == Decimal("425.0")
    assert YearOfLine(2026, "GL", Decimal("12000")).loss_ratio is None


def test_losses_are_valued_by_the_day_and_the_unknown_is_said_to_be_unknown(cast, year):
    found = built("stewardship", cast.ana, year, as_of=JULY)
    liability = row(found, 2026, "General liability")
    assert (liability.claims, liability.incurred) == (1, Decimal("51000"))
    assert liability.rate == Decimal("3.0000")
    assert liability.change == Decimal("20.0")
    assert [loss.incurred for loss in found.experience.large] == [Decimal("51000")]
    for of_property in (
        row(found, 2026, "Commercial property"),
        row(found, 2025, "Commercial property"),
    ):
        assert of_property.claims is None
        assert of_property.missing == "not received – requested on 05/04/2026"
    assert row(found, 2025, "General liability").missing == "not received – not yet requested"
    assert {y: i for y, _, i in found.experience.years} == {2025: None, 2026: None}


def test_received_loss_runs_make_a_year_without_claims_a_zero(cast, year):
    LossRunRequest.objects.update(received_on=date(2026, 6, 1), valued_on=date(2026, 5, 20))
    found = built("stewardship", cast.ana, year, as_of=JULY)
    assert row(found, 2025, "Commercial property").claims == 0
    earlier = built("stewardship", cast.ana, year, as_of=date(2026, 5, 30))
    assert row(earlier, 2025, "Commercial property").claims is None


def test_the_lines_add_up_to_the_program_of_both_years(cast, year):
    found = built("stewardship", cast.ana, year, as_of=JULY)
    assert sum(line.now for line in found.lines) == found.now.premium == Decimal("15000.00")
    assert sum(line.before for line in found.lines) == found.before.premium == Decimal("22000.00")


def test_the_report_prints_all_its_parts_and_waits_for_a_second_person(cast, year):
    Narrative.objects.create(client=year, kind="stewardship", section="gaps", text="Buy <cyber>!")
    document = made("stewardship", cast.ana, client=year, as_of=JULY)
    paper = words(document)
    for part in (
        "Contents", "1. Executive summary", "2. Insurance transacted", "3. Account service team",
        "4. Premium and exposure history", "5. Loss summary", "6. Service log",
        "7. Market summary", "8. Coverage gaps and recommendations",
        "9. Goals and service calendar", "Buy <cyber>!", "Fell on <ice> & broke an arm",
        "not received – requested on 05/04/2026",
    ):  # fmt: skip
        assert part in paper, part
    assert "ommission" not in paper
    with pytest.raises(DomainError, match="second person"):
        deliver(document, cast.ana)
    filled = said(document.word.read())
    assert "Buy <cyber>!" in filled
    assert "The program is placed with these companies" in filled


def test_compensation_is_disclosed_only_by_those_who_may(cast, year):
    with pytest.raises(DomainError, match="may not choose"):
        built("stewardship", cast.ana, year, as_of=JULY, compensation=True)
    found = built("stewardship", cast.max, year, as_of=JULY, compensation=True)
    assert found.paid_total == Decimal("3600.00")
    assert ("compensation", "Compensation") in found.sections


def test_a_client_without_anything_gets_a_report_without_figures(cast):
    paper = words(made("stewardship", cast.ana, client=make_client(cast, "New Prospect LLC")))
    assert "No policy was written in the last five years." in paper
    assert "No losses are on file, and no loss runs were received." in paper


def test_two_people_who_write_the_same_section_lose_nothing(cast, year, sign_in):
    url = reverse("narratives", args=[year.pk, "stewardship"])
    page = sign_in(cast.ana).get(url)
    opened = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert sign_in(cast.ben).post(url, opened | {"goals": "Ben's goal"}).status_code == 302
    late = sign_in(cast.ana).post(url, opened | {"goals": "Ana's goal"})
    assert late.status_code == 422
    told = late.content.decode()
    assert "Ben&#x27;s goal" in told
    assert "Ana&#x27;s goal" in told
    again = {name: late.context["form"][name].value() for name in late.context["form"].fields}
    assert sign_in(cast.ana).post(url, again).status_code == 302
    assert Narrative.objects.get(section="goals").text == "Ana's goal"
    assert sign_in(cast.cora).get(url).status_code == 404
