"""Entries are numbered without gaps, and every account says what it means."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction

from accounts.ledger.chart import MEANING
from accounts.ledger.models import JournalEntry, LedgerAccount
from accounts.ledger.services import Event, Leg, post
from tests.cast import make_client

D = Decimal
MARCH = date(2026, 3, 10)


def sale(client, amount="10.00"):
    legs = [Leg("receivable", D(amount), client.pk), Leg("fee_income", -D(amount), client.pk)]
    return Event(JournalEntry.Kind.INVOICE, MARCH, legs)


def numbers():
    return list(JournalEntry.objects.order_by("number").values_list("number", flat=True))


def test_every_account_says_what_it_means():
    assert set(MEANING) == set(LedgerAccount.values)


def test_entries_are_numbered_without_gaps_although_some_were_refused(cast):
    client = make_client(cast)
    post([sale(client), sale(client)], by=cast.acc)
    with transaction.atomic():
        post([sale(client)], by=cast.acc)
        transaction.set_rollback(True)
    post([sale(client)], by=cast.acc)
    assert numbers() == [1, 2, 3]


def test_what_an_import_brings_gets_no_number_for_it_may_be_taken_back(cast):
    client = make_client(cast)
    post([sale(client)], by=None, numbered=False)
    post([sale(client)], by=cast.acc)
    assert set(numbers()) == {None, 1}


def test_twenty_who_post_at_once_leave_no_gap_and_no_double(live_cast):
    client = make_client(live_cast)

    def run(n):
        try:
            with transaction.atomic():
                post([sale(client)] * (n % 3 + 1), by=live_cast.acc)
                transaction.set_rollback(n % 4 == 0)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[n]) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = numbers()
    assert found == list(range(1, len(found) + 1))
    assert len(found) == sum(n % 3 + 1 for n in range(20) if n % 4)


def test_only_the_house_s_own_money_moves_without_a_client(cast):
    own = [Leg("trust_cash", D(5), None), Leg("own_funds", D(-5), None)]
    post([Event(JournalEntry.Kind.FUNDING, MARCH, own)], by=cast.acc)
    nobody = [Leg("trust_cash", D(5), None), Leg("unapplied_cash", D(-5), None)]
    with pytest.raises(Exception, match="posting_has_a_client"), transaction.atomic():
        post([Event(JournalEntry.Kind.RECEIPT, MARCH, nobody)], by=cast.acc)
