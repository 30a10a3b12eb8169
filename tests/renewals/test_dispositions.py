"""What becomes of an expiring policy: read from transactions, else recorded, never twice."""

import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Activity, ChangeReason, Policy, PolicyTerm
from config.lib.errors import DomainError
from renewals.dispositions.querysets import with_disposition
from renewals.dispositions.services import (
    extend,
    record_disposition,
    withdraw_disposition,
)
from renewals.expirations.querysets import still_open
from renewals.models import Disposition
from tests.cast import make_client, make_term, transact

EXPIRED = date(2026, 10, 1)


@pytest.fixture
def bakery(cast):
    return make_client(cast)


@pytest.fixture
def term(bakery):
    return make_term(bakery, number="GL-1", effective_on=date(2025, 10, 1))


def outcome(term) -> str | None:
    found = with_disposition(PolicyTerm.objects.filter(pk=term.pk)).get().outcome
    assert (found is None) == still_open(PolicyTerm.objects.filter(pk=term.pk)).exists()
    return found


def next_term(term, **fields):
    return make_term(term.client, policy=term.policy, kind="REN", effective_on=EXPIRED, **fields)


def moved(term, **fields):
    new = make_term(term.client, kind="REW", effective_on=EXPIRED, **fields)
    Policy.objects.filter(pk=new.policy_id).update(replaces=term.policy)
    return new


def not_renewed(term, asked_by: str, reason: str) -> None:
    said = transact(term, "NRN", EXPIRED, "0.00")
    # Appended rows are never changed, so the words are given to a new one.
    said.pk, said.asked_by = None, asked_by
    said.reason = ChangeReason.objects.get(code=reason)
    said.save()


def test_nothing_said_is_open(term):
    assert outcome(term) is None


def test_a_term_that_follows_renews(term):
    next_term(term)
    assert outcome(term) == "renewed"


def test_a_renewal_cancelled_from_its_first_day_was_not_taken(term):
    following = next_term(term)
    transact(following, "CAN", EXPIRED, "-12000.00")
    assert outcome(term) is None
    transact(following, "REI", EXPIRED, "12000.00")
    assert outcome(term) == "renewed"


def test_another_company_s_policy_in_its_place_rewrites(term):
    moved(term)
    assert outcome(term) == "rewritten"


@pytest.mark.parametrize(("then", "ended"), [(None, "cancelled"), ("moved", "rewritten")])
def test_a_cancelled_term_is_cancelled_unless_it_was_rewritten(term, then, ended):
    transact(term, "CAN", date(2026, 5, 1), "-5000.00")
    if then:
        moved(term)
    assert outcome(term) == ended


def test_a_reinstated_term_is_open_again(term):
    transact(term, "CAN", date(2026, 5, 1), "-5000.00")
    transact(term, "REI", date(2026, 5, 1), "5000.00")
    assert outcome(term) is None


@pytest.mark.parametrize(
    ("asked_by", "reason", "ended"),
    [
        ("carrier", "carrier-non-renewal", "non_renewed"),
        ("insured", "carrier-non-renewal", "non_renewed"),
        ("insured", "price", "lost"),
        ("insured", "bor", "bor_lost"),
    ],
)
def test_a_booked_non_renewal_says_who_wanted_it(term, asked_by, reason, ended):
    not_renewed(term, asked_by, reason)
    assert outcome(term) == ended


def record(term, by, **more):
    facts = {"outcome": "lost", "evidence": "E-mail of 10/02", "reason": reason("price")}
    return record_disposition(term=term, by=by, **{**facts, **more})


def reason(code: str) -> ChangeReason:
    return ChangeReason.objects.get(code=code)


def test_a_recorded_disposition_needs_reason_and_evidence_and_is_told_on_the_timeline(cast, term):
    with pytest.raises(DomainError, match="Choose the reason"):
        record(term, cast.ana, reason=None)
    with pytest.raises(DomainError, match="where this can be read"):
        record(term, cast.ana, evidence=" ")
    record(term, cast.ana)
    assert outcome(term) == "lost"
    assert Activity.objects.filter(term=term, subject="GL-1: lost (price)").exists()


def test_there_is_one_disposition_a_term_in_the_database_itself(cast, term):
    record(term, cast.ana)
    with pytest.raises(DomainError, match="ended already: lost"):
        record(term, cast.ana, outcome="bor_lost")
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposition.objects.create(term=term, outcome="bor_lost", evidence="x", by=cast.ana)


def test_what_transactions_say_goes_before_what_was_recorded(cast, term):
    record(term, cast.ana)
    next_term(term)
    assert outcome(term) == "renewed"


def test_a_renewal_under_a_policy_of_its_own_names_the_policy_that_follows(cast, term, bakery):
    with pytest.raises(DomainError, match="Choose the policy that follows"):
        record(term, cast.ana, outcome="renewed")
    other = make_term(make_client(cast, "Someone Else"), effective_on=EXPIRED)
    with pytest.raises(DomainError, match="another policy of the same client"):
        record(term, cast.ana, outcome="renewed", successor=other)
    record(term, cast.ana, outcome="renewed", successor=make_term(bakery, effective_on=EXPIRED))
    assert outcome(term) == "renewed"


def test_an_extension_is_a_short_term_that_comes_up_for_renewal_itself(cast, term):
    made = extend(
        term=term, until=date(2026, 12, 1), premium=Decimal("2000.00"), evidence="Una’s e-mail",
        form_key=uuid.uuid4(), by=cast.ana,
    )  # fmt: skip
    assert (made.successor.effective_on, made.successor.expires_on) == (EXPIRED, date(2026, 12, 1))
    assert outcome(term) == "extended"
    assert outcome(made.successor) is None


@pytest.mark.parametrize("until", [date(2026, 10, 1), date(2027, 6, 1)])
def test_an_extension_of_no_days_or_half_a_year_is_refused(cast, term, until):
    with pytest.raises(DomainError, match="ends 1 to 180 days after 10/01/2026"):
        extend(
            term=term, until=until, premium=Decimal(0), evidence="x", form_key=uuid.uuid4(),
            by=cast.ana,
        )  # fmt: skip


def test_what_was_recorded_is_taken_back_with_a_word_of_why(cast, term):
    record(term, cast.ana)
    with pytest.raises(DomainError, match="Say why"):
        withdraw_disposition(term=term, why="", by=cast.ana)
    withdraw_disposition(term=term, why="They stay after all", by=cast.ana)
    assert outcome(term) is None
    labels = Disposition.history.rel.related_model.objects.values_list("pgh_label", flat=True)
    assert set(labels) == {"insert", "delete"}


def test_the_form_keeps_what_was_typed_and_says_what_is_missing(cast, term, sign_in):
    address = f"/policies/{term.pk}/disposition/"
    refused = sign_in(cast.ana).post(address, {"outcome": "lost", "evidence": "E-mail of 10/02"})
    assert refused.status_code == 422
    assert "Choose the reason" in refused.content.decode()
    assert "E-mail of 10/02" in refused.content.decode()
    assert not Disposition.objects.exists()


def test_people_without_the_right_record_nothing(cast, term):
    with pytest.raises(DomainError, match="may not keep renewals"):
        record(term, cast.rita)
    with pytest.raises(DomainError, match="no such policy among yours"):
        record(term, cast.cora)
