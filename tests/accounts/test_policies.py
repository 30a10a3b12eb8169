"""Policy terms: their status is what dates and transactions say."""

from datetime import date

import pytest
from django.db import Error, IntegrityError, connection, transaction

from accounts.models import PolicyTerm, PolicyTransaction
from tests.cast import make_client, make_term, transact


@pytest.fixture
def term(cast):
    return make_term(make_client(cast), effective_on=date(2026, 1, 1))


def status(term, on):
    return PolicyTerm.objects.with_status(on).get(pk=term.pk).status


def in_force(term, on):
    return PolicyTerm.objects.in_force(on).filter(pk=term.pk).exists()


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 12, 31), "future"),
        (date(2026, 1, 1), "in_force"),
        (date(2026, 12, 31), "in_force"),
        (date(2027, 1, 1), "expired"),
    ],
)
def test_a_term_is_in_force_from_its_effective_date_to_the_day_before_expiration(
    term, on, expected
):
    assert status(term, on) == expected
    assert in_force(term, on) == (expected == "in_force")


def test_a_cancellation_counts_from_its_effective_date(term):
    transact(term, "CAN", date(2026, 6, 1), "-7000.00")
    assert status(term, date(2026, 5, 31)) == "in_force"
    assert status(term, date(2026, 6, 1)) == "cancelled"
    assert not in_force(term, date(2026, 6, 1))


def test_a_flat_cancellation_leaves_nothing_in_force(term):
    transact(term, "CAN", date(2026, 1, 1), "-12000.00")
    assert status(term, date(2026, 1, 1)) == "cancelled"


def test_a_reinstatement_on_the_same_day_puts_the_term_in_force_again(term):
    transact(term, "CAN", date(2026, 6, 1), "-7000.00")
    transact(term, "REI", date(2026, 6, 1), "7000.00")
    assert status(term, date(2026, 6, 1)) == "in_force"
    assert in_force(term, date(2026, 6, 1))


def test_a_second_cancellation_after_a_reinstatement_counts(term):
    transact(term, "CAN", date(2026, 6, 1), "-7000.00")
    transact(term, "REI", date(2026, 7, 1), "6000.00")
    transact(term, "CAN", date(2026, 8, 1), "-5000.00")
    assert status(term, date(2026, 7, 15)) == "in_force"
    assert status(term, date(2026, 8, 1)) == "cancelled"


def test_a_continuous_policy_never_expires(cast):
    bond = make_term(make_client(cast), line="SURE", expires_on=None)
    assert status(bond, date(2050, 1, 1)) == "in_force"
    assert not PolicyTerm.objects.expiring(date(2026, 6, 1), 700).filter(pk=bond.pk).exists()


def test_a_cancelled_policy_does_not_expire(term):
    transact(term, "CAN", date(2026, 6, 1), "-7000.00")
    assert not PolicyTerm.objects.expiring(date(2026, 12, 1), 60).exists()


def test_expiring_within_days_counts_the_last_day(term):
    assert PolicyTerm.objects.expiring(date(2026, 12, 2), 30).exists()
    assert not PolicyTerm.objects.expiring(date(2026, 12, 2), 29).exists()


def test_a_term_cannot_expire_before_it_starts(cast):
    with pytest.raises(IntegrityError, match="term_expires_after_effective"):
        make_term(make_client(cast), expires_on=date(2025, 1, 1))


def test_one_number_may_serve_two_clients(cast):
    make_term(make_client(cast), number="TBA")
    make_term(make_client(cast, "Second Client"), number="TBA")
    assert PolicyTerm.objects.filter(number="TBA").count() == 2


@pytest.mark.parametrize("statement", ["UPDATE {} SET premium = 1", "DELETE FROM {}"])
def test_transactions_are_append_only_in_the_database_itself(term, statement):
    with (
        pytest.raises(Error, match="never changed or removed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("accounts_policytransaction"))
    assert PolicyTransaction.objects.get().premium == 12000


def test_the_page_of_a_term_shows_its_transactions_and_what_was_written(term, cast, sign_in):
    transact(term, "END", date(2026, 3, 1), "250.25")
    page = sign_in(cast.ana).get(f"/policies/{term.pk}/").content.decode()
    assert "Endorsement" in page
    assert "12,250.25" in page


def test_the_list_as_of_a_date_shows_the_status_of_that_date(term, cast, sign_in):
    browser = sign_in(cast.ana)
    assert (
        term.number in browser.get("/policies/?as_of=2026-02-01&status=in_force").content.decode()
    )
    assert (
        term.number
        not in browser.get("/policies/?as_of=2027-02-01&status=in_force").content.decode()
    )


def test_a_date_that_is_none_is_refused_with_a_sentence(cast, sign_in):
    response = sign_in(cast.ana).get("/policies/?as_of=yesterday")
    assert response.status_code == 422
    assert "not a date" in response.content.decode()
