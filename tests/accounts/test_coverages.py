"""Coverages say what the catalogue asks of their line."""

from decimal import Decimal

import pytest

from accounts.models import (
    AdditionalInterest,
    Coverage,
    CoverageDetail,
    CoverageField,
    ScheduledForm,
)
from tests.cast import make_client, make_term

pytestmark = pytest.mark.django_db


def words_for(coverage, **values):
    fields = {f.code: f"field-{f.pk}" for f in CoverageField.objects.filter(line=coverage.line)}
    known = {"each_occurrence": "1000000", "general_aggregate": "2000000.10"} | values
    return {fields[code]: value for code, value in known.items()} | {
        "version": coverage.version, "premium": "100.00", "forms": "CG 00 01 | 04 13 | Liability",
    }  # fmt: skip


def test_amounts_stay_exact_and_show_in_place_of_the_imported_words(cast, sign_in):
    coverage = make_term(make_client(cast)).coverages.get()
    Coverage.objects.filter(pk=coverage.pk).update(limits="one million")
    browser, page = sign_in(cast.ana), f"/policies/{coverage.term_id}/coverages/"
    assert "one million" in browser.get(page).content.decode()
    assert browser.post(f"/coverages/{coverage.pk}/", words_for(coverage)).status_code == 302
    shown = browser.get(page).content.decode()
    assert "$2,000,000.10" in shown
    assert "one million" not in shown
    assert CoverageDetail.objects.get(amount=Decimal("2000000.10"))
    assert ScheduledForm.objects.get().edition == "04 13"


@pytest.mark.parametrize("bad", ["-1", "much", ""])
def test_a_limit_that_is_no_amount_is_refused_and_nothing_is_saved(cast, sign_in, bad):
    coverage = make_term(make_client(cast)).coverages.get()
    words = words_for(coverage, each_occurrence=bad)
    assert sign_in(cast.ana).post(f"/coverages/{coverage.pk}/", words).status_code == 422
    assert not CoverageDetail.objects.exists()


def test_a_second_save_from_an_old_form_is_told(cast, sign_in):
    coverage = make_term(make_client(cast)).coverages.get()
    browser, words = sign_in(cast.ana), words_for(coverage)
    browser.post(f"/coverages/{coverage.pk}/", words)
    answer = browser.post(f"/coverages/{coverage.pk}/", words)
    assert answer.status_code == 422
    assert "Somebody else saved this record" in answer.content.decode()


def test_lines_are_added_once_and_the_last_one_stays(cast, sign_in):
    term = make_term(make_client(cast))
    browser, first = sign_in(cast.ana), term.coverages.get()
    answer = browser.post(f"/coverages/{first.pk}/remove/")
    assert answer.status_code == 422
    assert "keeps at least one line" in answer.content.decode()
    words = {"line": first.line_id, "premium": "10"}
    answer = browser.post(f"/policies/{term.pk}/coverages/add/", words)
    assert "on this policy already" in answer.content.decode()
    other = CoverageField.objects.filter(line__code="PROP").first().line_id
    browser.post(f"/policies/{term.pk}/coverages/add/", words | {"line": other})
    assert browser.post(f"/coverages/{first.pk}/remove/").status_code == 302
    assert term.coverages.get().line_id == other


def test_a_mortgagee_is_kept_with_loan_and_rank(cast, sign_in):
    term = make_term(make_client(cast))
    words = {"kind": "mortgagee", "name": "Bay Bank", "loan_number": "77", "rank": 1, "version": 1}
    browser = sign_in(cast.ana)
    assert browser.post(f"/policies/{term.pk}/interests/add/", words).status_code == 302
    assert AdditionalInterest.objects.get(term=term).loan_number == "77"
