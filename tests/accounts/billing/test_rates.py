"""Rates, rules and plans are rows with dates, kept by accounting and the director."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import TaxFeeRule

D = Decimal


def row(**changes):
    return {
        "state": "nv", "code": "surplus_tax", "rate": "3.5", "base": "premium",
        "date_basis": "policy", "from_on": "2020-01-01", "until_on": "", "source": "NRS 685A.180",
        "note": "", "version": 1,
    } | changes  # fmt: skip


def test_accounting_adds_a_rate_and_everybody_reads_it(cast, sign_in):
    assert sign_in(cast.acc).post("/billing/rates/taxes/add/", row()).status_code == 302
    assert TaxFeeRule.objects.get(state="NV").rate == D("3.5")
    page = sign_in(cast.ana).get("/billing/rates/").content.decode()
    assert "NRS 685A.180" in page
    assert "Add rate" not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rate": "100.5"}, "A rate is at most 100 percent."),
        ({"rate": "-1"}, "A rate is not negative."),
        ({"rate": "3 %"}, "Enter a number."),
        ({"state": "ZZ"}, "“ZZ” is not a state."),
        ({"until_on": "2019-01-01"}, "The row must end after it begins."),
        ({"state": "CA"}, "Another row has a rate for some of these days."),
        ({"source": ""}, "This field is required."),
    ],
)
def test_a_wrong_row_is_refused_with_a_sentence(cast, sign_in, changes, sentence):
    before = TaxFeeRule.objects.count()
    answer = sign_in(cast.acc).post("/billing/rates/taxes/add/", row(**changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert TaxFeeRule.objects.count() == before


def test_the_database_refuses_two_rates_for_a_day(db):
    known = TaxFeeRule.objects.get(code="surplus_tax", state="CA")
    known.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        known.save()


def test_a_plan_and_a_rule_are_added_as_rows(cast, sign_in):
    browser = sign_in(cast.dora)
    plan = {"code": "3-PAY", "parts": 3, "months_apart": 4, "down_percent": "40", "version": 1}
    assert browser.post("/billing/rates/schemes/add/", plan).status_code == 302
    overlap = {"code": "payment_days", "value": "30", "from_on": "2026-01-01", "source": "House",
               "version": 1}  # fmt: skip
    answer = browser.post("/billing/rates/rules/add/", overlap)
    assert "Another row holds on some of these days." in answer.content.decode()
