"""Certificates, binders and claims: what is kept, and what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import Error, IntegrityError, transaction
from django.utils import timezone

from accounts.attachments.services import add_file
from accounts.certificates.querysets import valuations_as_of
from accounts.certificates.rules import binder_state, long_binder, loss_run_state
from accounts.certificates.services import issue_certificate, value_claim, void_certificate
from accounts.models import (
    Attachment,
    Binder,
    Certificate,
    CertificateHolder,
    Claim,
    ClaimValuation,
    CoverageDetail,
    CoverageField,
    LossRunRule,
)
from config.lib.errors import DomainError
from tests.cast import make_client, make_term, transact

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def holder(cast):
    return CertificateHolder.objects.create(client=make_client(cast), name="City of Oakland")


def state_limit(term, amount):
    coverage = term.coverages.get()
    field, _ = CoverageField.objects.get_or_create(
        line=coverage.line, code="each_occurrence", defaults={"label": "Each", "kind": "limit"}
    )
    CoverageDetail.objects.create(coverage=coverage, field=field, amount=Decimal(amount))


def test_an_issued_copy_keeps_the_holder_and_limits_of_its_day(cast, holder):
    term = make_term(holder.client)
    state_limit(term, "1000000")
    copy = issue_certificate(holder=holder, terms=[term], by=cast.ana, on=TODAY)
    holder.name = "Town of Oakland"
    holder.save()
    CoverageDetail.objects.update(amount=1)
    copy.refresh_from_db()
    assert copy.holder_snapshot["name"] == "City of Oakland"
    assert copy.policies_snapshot[0]["coverages"][0]["limits"][0][1] == "$1,000,000"
    with pytest.raises(Error, match="never changed"), transaction.atomic():
        Certificate.objects.filter(pk=copy.pk).update(number="C9")


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2025, 12, 31), "is not yet effective"),
        (date(2027, 1, 1), "has expired"),
        (date(2026, 7, 1), "is cancelled"),
    ],
)
def test_a_policy_that_is_not_in_force_is_refused(cast, holder, on, words):
    term = make_term(holder.client)
    if "cancelled" in words:
        transact(term, "CAN", date(2026, 6, 15), "-6000")
    with pytest.raises(DomainError, match=words):
        issue_certificate(holder=holder, terms=[term], by=cast.ana, on=on)
    assert not Certificate.objects.exists()


def test_the_page_says_at_its_field_that_the_policy_is_cancelled(cast, sign_in, holder):
    today = timezone.localdate()
    term = make_term(holder.client, effective_on=today - timedelta(days=30))
    transact(term, "CAN", today - timedelta(days=1), "-6000")
    url = f"/certificate-holders/{holder.pk}/issue/"
    answer = sign_in(cast.ana).post(url, {"terms": [term.pk]})
    assert answer.status_code == 422
    assert "is cancelled; no certificate can show it." in answer.content.decode()


def test_a_limit_above_the_policy_s_is_refused(cast, holder):
    term = make_term(holder.client)
    state_limit(term, "1000000")
    ask = {"holder": holder, "terms": [term], "by": cast.ana, "on": TODAY}
    line = term.policy.line
    with pytest.raises(DomainError, match=r"is \$1,000,000; a certificate cannot show more"):
        issue_certificate(**ask, limit_line=line, limit_asked=Decimal("1000000.01"))
    assert issue_certificate(**ask, limit_line=line, limit_asked=Decimal("1000000"))


def test_void_leaves_the_copy_and_happens_once(cast, holder):
    copy = issue_certificate(holder=holder, terms=[make_term(holder.client)], by=cast.ana, on=TODAY)
    void_certificate(certificate=copy, reason="Wrong holder", by=cast.ana)
    with pytest.raises(DomainError, match="void already"):
        void_certificate(certificate=copy, reason="Again", by=cast.ana)
    assert Certificate.objects.get().void.reason == "Wrong holder"


def binder_words(holder, **changes):
    line = make_term(holder.client).policy.line
    return {
        "line": line.pk, "executed_on": "2026-01-01", "effective_on": "2026-01-01",
        "expires_on": "2026-04-02", "insured_amount": "999999.99", "version": 1,
    } | changes  # fmt: skip


def test_a_binder_longer_than_90_days_is_refused_below_a_million(cast, sign_in, holder):
    url = f"/clients/{holder.client_id}/certificates/binders/add/"
    words = binder_words(holder, reason="Carrier is slow")
    answer = sign_in(cast.ana).post(url, words)
    assert answer.status_code == 422
    assert "at most 90 days from execution" in answer.content.decode()
    assert not Binder.objects.exists()
    assert sign_in(cast.ana).post(url, words | {"expires_on": "2026-04-01"}).status_code == 302


def test_a_binder_of_a_million_may_run_longer_with_a_reason(cast, sign_in, holder):
    url = f"/clients/{holder.client_id}/certificates/binders/add/"
    words = binder_words(holder, insured_amount="1000000")
    warned = sign_in(cast.ana).post(url, words)
    assert warned.status_code == 422
    assert "CIC 382.5 does not forbid it here, but say why" in warned.content.decode()
    assert sign_in(cast.ana).post(url, words | {"reason": "Large risk"}).status_code == 302
    page = sign_in(cast.ana).get(f"/clients/{holder.client_id}/certificates/").content.decode()
    assert "Over 90 days" in page
    assert "Large risk" in page


@pytest.mark.parametrize(
    ("amount", "admitted", "state", "field"),
    [
        ("999999.99", True, "CA", "expires_on"),
        ("999999.99", True, "", "expires_on"),
        ("1000000.00", True, "CA", "reason"),
        ("5000.00", False, "CA", "reason"),
        ("5000.00", True, "NV", "reason"),
    ],
)
def test_which_binders_over_90_days_are_refused_and_which_need_a_reason(
    amount, admitted, state, field
):
    facts = {"executed_on": date(2026, 1, 1), "admitted": admitted, "state": state}
    amount = Decimal(amount)
    found = long_binder(**facts, expires_on=date(2026, 4, 2), amount=amount)
    assert found[0] == field
    assert long_binder(**facts, expires_on=date(2026, 4, 1), amount=amount) == ("", "")


def test_a_binder_without_a_period_runs_90_days_and_is_extended_by_a_new_record(
    cast, sign_in, holder
):
    url = f"/clients/{holder.client_id}/certificates/binders/add/"
    browser = sign_in(cast.ana)
    assert browser.post(url, binder_words(holder, expires_on="")).status_code == 302
    first = Binder.objects.get()
    assert first.expires_on == date(2026, 4, 1)
    words = binder_words(holder, executed_on="2026-03-30", effective_on="2026-04-01")
    words |= {"expires_on": "2026-05-01", "reason": "Policy not issued"}
    assert browser.post(f"/binders/{first.pk}/extend/", words).status_code == 302
    assert Binder.objects.get(extends=first).expires_on == date(2026, 5, 1)


def test_the_database_itself_refuses_a_binder_of_91_days(cast, holder):
    with pytest.raises(IntegrityError), transaction.atomic():
        Binder.objects.create(
            client=holder.client, line=make_term(holder.client).policy.line,
            executed_on=date(2026, 1, 1), effective_on=date(2026, 1, 1),
            expires_on=date(2026, 4, 2), insured_amount=1,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "issued", "words"),
    [
        (date(2026, 1, 31), None, "In force"),
        (date(2026, 3, 18), None, "Running out"),
        (date(2026, 4, 1), None, "Expired without policy"),
        (date(2026, 4, 1), date(2026, 2, 1), "Replaced by policy"),
        (date(2025, 12, 31), None, "Not yet effective"),
    ],
)
def test_a_binder_s_state_follows_from_its_dates(on, issued, words):
    dates = {"effective_on": date(2026, 1, 1), "expires_on": date(2026, 4, 1)}
    assert binder_state(**dates, issued_on=issued, on=on)[0] == words


def test_loss_runs_are_stale_on_the_day_after_the_rule_s_days():
    received = {
        "received_on": date(2026, 1, 10), "valued_on": date(2026, 1, 1), "stale_days": 90,
    }  # fmt: skip
    assert loss_run_state(**received, on=date(2026, 4, 1))[0] == "Current"
    assert loss_run_state(**received, on=date(2026, 4, 2))[0] == "Stale"
    assert loss_run_state(**received | {"stale_days": 120}, on=date(2026, 4, 2))[0] == "Current"


def test_one_dated_rule_says_when_files_and_requests_are_stale(cast, holder):
    LossRunRule.objects.update(stale_days=30)
    upload = ContentFile(b"losses", "runs.txt")
    file = add_file(client=holder.client, upload=upload, by=cast.ana).attachment
    Attachment.objects.update(valued_on=date(2026, 1, 1))
    for day, stale in ((date(2026, 1, 31), False), (date(2026, 2, 1), True)):
        assert holder.client.attachments.with_staleness(day).get(pk=file.pk).stale is stale
    assert LossRunRule.objects.stale_days(date(2019, 1, 1)) is None


def test_a_claim_s_figures_can_be_asked_as_of_a_day(cast, holder):
    claim = Claim.objects.create(
        client=holder.client, line=make_term(holder.client).policy.line, description="A fall",
        loss_on=date(2026, 1, 5), reported_on=date(2026, 1, 6),
    )  # fmt: skip
    for day, paid in ((date(2026, 2, 1), "100.10"), (date(2026, 3, 1), "900.00")):
        value_claim(
            claim=claim, valued_on=day, paid=Decimal(paid), reserved=Decimal("50.05"), source="",
            by=cast.ana,
        )  # fmt: skip
    assert valuations_as_of([claim.pk], date(2026, 2, 15))[claim.pk].incurred == Decimal("150.15")
    assert valuations_as_of([claim.pk], date(2026, 3, 1))[claim.pk].incurred == Decimal("950.05")
    assert valuations_as_of([claim.pk], date(2026, 1, 31)) == {}


def test_a_loss_in_the_future_and_a_negative_payment_are_refused(cast, sign_in, holder):
    line = make_term(holder.client).policy.line
    browser = sign_in(cast.ana)
    later = (timezone.localdate() + timedelta(days=1)).isoformat()
    words = {
        "line": line.pk, "loss_on": later, "reported_on": later, "status": "open",
        "description": "x", "version": 1,
    }  # fmt: skip
    answer = browser.post(f"/clients/{holder.client_id}/certificates/claims/add/", words)
    assert answer.status_code == 422
    assert "This day lies in the future." in answer.content.decode()
    words |= {"loss_on": "2026-01-05", "reported_on": "2026-01-06"}
    browser.post(f"/clients/{holder.client_id}/certificates/claims/add/", words)
    figures = {"valued_on": "2026-02-01", "paid": "-1", "reserved": "0"}
    answer = browser.post(f"/claims/{Claim.objects.get().pk}/value/", figures)
    assert answer.status_code == 422
    assert "This amount is not negative." in answer.content.decode()
    assert not ClaimValuation.objects.exists()
