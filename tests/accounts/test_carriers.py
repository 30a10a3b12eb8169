"""Carriers: what may be written down, and what the schedule answers."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.carriers.querysets import rate_for
from accounts.models import (
    Carrier,
    CommissionRate,
    LineAlias,
    LineOfBusiness,
    WritingCompany,
    WritingCompanyAlias,
)
from tests.cast import make_client, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(db):
    carrier = Carrier.objects.create(name="Granite Group")
    return WritingCompany.objects.create(carrier=carrier, name="Granite Casualty", naic="01234")


def rate_words(company, **changes):
    line = LineOfBusiness.objects.get(code="CGL")
    return {
        "company": company.pk, "line": line.pk, "new_percent": "15", "renewal_percent": "12.5",
        "from_on": "2026-01-01", "until_on": "", "version": 1,
    } | changes  # fmt: skip


def test_a_naic_code_of_another_form_is_refused_at_its_field(cast, sign_in, company):
    words = {"name": "New Co", "kind": "insurer", "naic": "1234", "version": 1}
    answer = sign_in(cast.max).post(f"/carriers/{company.carrier_id}/companies/add/", words)
    assert answer.status_code == 422
    assert "A NAIC code has five digits, like 01234." in answer.content.decode()
    assert WritingCompany.objects.count() == 1


def test_a_company_keeps_its_leading_zero(cast, sign_in, company):
    words = {"name": "New Co", "kind": "insurer", "naic": "00042", "active": "on", "version": 1}
    answer = sign_in(cast.max).post(f"/carriers/{company.carrier_id}/companies/add/", words)
    assert answer.status_code == 302
    assert WritingCompany.objects.get(name="New Co").naic == "00042"


def test_commission_above_a_hundred_percent_is_refused(cast, sign_in, company):
    url = f"/carriers/{company.carrier_id}/commission/add/"
    answer = sign_in(cast.max).post(url, rate_words(company, new_percent="100.5"))
    assert answer.status_code == 422
    assert "A commission is at most 100 percent." in answer.content.decode()


def test_overlapping_rows_of_the_schedule_are_refused_by_form_and_database(cast, sign_in, company):
    url = f"/carriers/{company.carrier_id}/commission/add/"
    assert sign_in(cast.max).post(url, rate_words(company)).status_code == 302
    answer = sign_in(cast.max).post(url, rate_words(company, from_on="2026-06-01"))
    assert answer.status_code == 422
    assert "End that one first." in answer.content.decode()
    first = CommissionRate.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CommissionRate.objects.create(
            company=company, line=first.line, new_percent=1, renewal_percent=1,
            from_on=date(2027, 1, 1),
        )  # fmt: skip


def test_a_row_may_begin_on_the_day_another_ends_and_the_day_chooses(company):
    line = LineOfBusiness.objects.get(code="CGL")
    for new, start, end in (("15", 2025, date(2026, 1, 1)), ("10", 2026, None)):
        CommissionRate.objects.create(
            company=company, line=line, new_percent=Decimal(new), renewal_percent=Decimal("8"),
            from_on=date(start, 1, 1), until_on=end,
        )  # fmt: skip
    assert rate_for(company, line, "NEW", date(2025, 12, 31)) == Decimal("15")
    assert rate_for(company, line, "NEW", date(2026, 1, 1)) == Decimal("10")
    assert rate_for(company, line, "REN", date(2026, 1, 1)) == Decimal("8")
    assert rate_for(company, line, "NEW", date(2024, 12, 31)) is None


def test_an_edit_that_would_overlap_is_refused_with_the_sentence(cast, sign_in, company):
    line = LineOfBusiness.objects.get(code="CGL")
    rows = [
        CommissionRate.objects.create(
            company=company, line=line, new_percent=1, renewal_percent=1,
            from_on=date(year, 1, 1), until_on=date(year + 1, 1, 1),
        )
        for year in (2025, 2026)
    ]  # fmt: skip
    url = f"/carriers/{company.carrier_id}/commission/{rows[0].pk}/"
    words = rate_words(company, from_on="2025-01-01", until_on="2026-03-01")
    answer = sign_in(cast.max).post(url, words)
    assert answer.status_code == 422
    assert "End that one first." in answer.content.decode()


def test_the_book_at_a_carrier_is_that_of_the_clients_one_sees(cast, sign_in):
    make_term(make_client(cast), premium="1000", effective_on=date(2026, 3, 1))
    valley = make_client(cast, "Valley Steel", team=cast.valley)
    make_term(valley, premium="500", effective_on=date(2026, 3, 1))
    carrier = Carrier.objects.get(name="Zenith Group")
    seen = {
        user: Carrier.objects.with_book(user, date(2026, 6, 1)).get(pk=carrier.pk)
        for user in (cast.ana, cast.dora)
    }
    assert seen[cast.ana].premium_in_force == Decimal("1000")
    assert (seen[cast.dora].policies_in_force, seen[cast.dora].premium_in_force) == (2, 1500)


def test_an_executive_reads_carriers_and_sees_no_way_to_change_them(cast, sign_in, company):
    page = sign_in(cast.ana).get(f"/carriers/{company.carrier_id}/")
    assert "Granite Casualty" in page.content.decode()
    assert "/companies/add/" not in page.content.decode()


def test_an_alias_is_added_once_and_an_unknown_one_is_refused(cast, sign_in, company):
    browser, url = sign_in(cast.max), f"/carriers/{company.carrier_id}/aliases/"
    words = {"of": company.pk, "alias": "GRANITE CAS", "move": "add"}
    assert browser.post(url, words).status_code == 302
    assert WritingCompanyAlias.objects.get().company == company
    assert "already an alias" in browser.post(url, words).content.decode()
    answer = browser.post(url, words | {"alias": "NOBODY", "move": "remove"})
    assert answer.status_code == 422
    assert "has no alias “NOBODY”" in answer.content.decode()


def test_an_alias_of_one_line_cannot_be_given_to_another(cast, sign_in):
    line = LineOfBusiness.objects.get(code="PROP")
    words = {"of": line.pk, "alias": "gl", "move": "add"}
    answer = sign_in(cast.max).post("/lines/aliases/", words)
    assert answer.status_code == 422
    assert "already an alias of General liability" in answer.content.decode()
    assert LineAlias.objects.get(alias="GL").line.code == "CGL"
