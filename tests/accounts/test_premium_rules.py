"""Annual premium follows endorsements, the schedule proposes the rate, rules are dated rows."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import CommissionRate, LineOfBusiness, PolicyTerm, PremiumRule, WritingCompany
from accounts.policies import services
from accounts.policies.booking import Facts
from accounts.policies.rules import Period, endorsement_premium, yearly_change
from tests.cast import make_client, make_term

D = Decimal
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))


@given(st.decimals("-50000", "50000", places=2), st.integers(0, 330))
def test_the_annual_change_is_found_again_from_what_is_charged(yearly, days):
    """Within what a cent weighs over the days that remain."""
    on = date.fromordinal(YEAR.effective_on.toordinal() + days)
    charged = endorsement_premium(yearly, YEAR, on)
    found = yearly_change(charged, YEAR, on)
    assert abs(found - yearly) <= D("0.01") + D("0.005") * YEAR.days / YEAR.remaining(on)


@pytest.fixture
def term(cast):
    return make_term(
        make_client(cast), effective_on=date(2025, 1, 1), premium="12000.00", number="PN1"
    )


def endorse(term, cast, on, **figures):
    term.refresh_from_db()
    facts = Facts(form_key=uuid.uuid4(), description="A van more", asked_by="insured")
    return services.endorse(
        term=term, by=cast.ana, version=term.version, facts=facts, effective_on=on, **figures
    )


def test_the_annual_premium_follows_endorsements_as_of_any_day(term, cast, sign_in):
    endorse(term, cast, date(2025, 4, 11), yearly=D("1200.00"))
    endorse(term, cast, date(2025, 7, 2), yearly=D("-365.00"))
    endorse(term, cast, date(2025, 8, 1), flat=D("250.00"))
    term.refresh_from_db()
    assert [term.annual_at(day) for day in (date(2025, 4, 10), date(2025, 4, 11), None)] == [
        D("12000.00"), D("13200.00"), D("12835.00"),
    ]  # fmt: skip
    listed = PolicyTerm.objects.with_annual().get(pk=term.pk)
    assert listed.annual == term.annual_at()
    page = sign_in(cast.ana).get(f"/policies/{term.pk}/").content.decode()
    assert "12,000.00 as it began" in page
    assert "(365.00)" in page or "-365.00" in page


def test_the_carrier_s_figure_alone_is_taken_for_the_days_that_remain(term, cast):
    made = endorse(term, cast, date(2025, 7, 2), stated_premium=D("100.27"))
    assert made.yearly_change == D("199.99")


def schedule(term, new="17.5", renewal="12.5"):
    return CommissionRate.objects.create(
        company=term.policy.writing_company, line=term.policy.line, new_percent=D(new),
        renewal_percent=D(renewal), from_on=date(2020, 1, 1),
    )  # fmt: skip


def test_a_renewal_proposes_the_annual_premium_and_the_scheduled_rate(term, cast, sign_in):
    schedule(term)
    endorse(term, cast, date(2025, 4, 11), yearly=D("1200.00"))
    form = sign_in(cast.ana).get(f"/policies/{term.pk}/renew/").context["form"]
    assert (form["premium"].value(), form["commission_rate"].value()) == (D("13200.00"), D("12.5"))


def policy_words(term, **changes):
    return {
        "line": term.policy.line_id, "writing_company": term.policy.writing_company_id,
        "bill_mode": "agency", "number": "NEW1", "effective_on": "2026-02-01",
        "expires_on": "2027-02-01", "premium": "1000", "commission_rate": "",
        "form_key": str(uuid.uuid4()),
    } | changes  # fmt: skip


def test_a_new_policy_without_a_rate_takes_the_schedule_s(term, cast, sign_in):
    address = f"/clients/{term.client_id}/policies/new/"
    refused = sign_in(cast.ana).post(address, policy_words(term))
    assert refused.status_code == 422
    assert "No commission schedule of Zenith Casualty Company" in refused.content.decode()
    schedule(term)
    preview = sign_in(cast.ana).post(address, policy_words(term, preview="1")).content.decode()
    assert "17.5 %" in preview
    sign_in(cast.ana).post(address, policy_words(term))
    made = PolicyTerm.objects.get(number="NEW1")
    assert (made.commission_rate, made.transactions.get().commission) == (D("17.5"), D("175.00"))


def test_who_bills_pays_the_commission(term, cast, sign_in):
    wholesaler = WritingCompany.objects.create(
        carrier=term.policy.writing_company.carrier, name="Bay Wholesale", kind="wholesaler"
    )
    line = LineOfBusiness.objects.get(code="CGL")
    CommissionRate.objects.create(
        company=wholesaler, line=line, new_percent=D(10), renewal_percent=D(9),
        from_on=date(2020, 1, 1),
    )  # fmt: skip
    words = policy_words(term, billing_company=wholesaler.pk)
    sign_in(cast.ana).post(f"/clients/{term.client_id}/policies/new/", words)
    assert PolicyTerm.objects.get(number="NEW1").commission_rate == D(10)


def rule(**changes):
    return {
        "code": "short_rate", "value": "85", "from_on": "2026-07-01", "until_on": "",
        "source": "Form CX 02", "note": "", "version": 1,
    } | changes  # fmt: skip


def test_a_manager_adds_the_next_rule_which_ends_the_one_before_and_everybody_reads_it(
    cast, sign_in
):
    standing = PremiumRule.objects.get(code="short_rate")
    browser = sign_in(cast.max)
    assert browser.post("/policies/rules/add/", rule()).status_code == 302
    back = rule(value="90", from_on="2000-01-01", until_on="", version=2)
    refused = browser.post(f"/policies/rules/{standing.pk}/", back)
    assert "Another row of this rule holds on some of these days" in refused.content.decode()
    assert PremiumRule.objects.in_force(date(2026, 6, 30))["short_rate"] == 90
    assert PremiumRule.objects.in_force(date(2026, 7, 1))["short_rate"] == 85
    page = sign_in(cast.ana).get("/policies/rules/").content.decode()
    assert "Form CX 02" in page
    assert "Add rule" not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"value": "-1"}, "A rule’s number is not negative."),
        ({"value": "100.5"}, "A percentage is at most 100."),
        ({"until_on": "2026-01-01"}, "The row must end after it begins."),
        ({"source": ""}, "This field is required."),
    ],
)
def test_a_wrong_rule_is_refused_with_a_sentence(cast, sign_in, changes, sentence):
    before = PremiumRule.objects.count()
    answer = sign_in(cast.dora).post("/policies/rules/add/", rule(**changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert PremiumRule.objects.count() == before
