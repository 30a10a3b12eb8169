"""Statements and collection letters: they tie with the ledger and say what the law allows."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Contact
from accounts.receipts.services import take_receipt
from config.lib.errors import DomainError
from reports.documents.delivering import review_document
from reports.documents.registry import find
from reports.documents.services import ask_for
from tests.accounts.test_receivables import bill
from tests.cast import make_client
from tests.reports.test_client_documents import deliver, made, words

OCTOBER_1 = date(2026, 10, 1)


@pytest.fixture
def debtor(cast):
    """Billed 1,000 in August and 250 in September, both overdue, 400 paid on the first."""
    client = make_client(cast, "Harbor Bakery Inc.", street="1 Main St", city="Oakland", state="CA")
    first = bill(cast, client, "INV-1", premium="1000.00", invoice_on=date(2026, 8, 3),
                 effective_on=date(2026, 8, 1), due_on=date(2026, 8, 20))  # fmt: skip
    bill(cast, client, "INV-2", premium="250.00", due_on=date(2026, 9, 21))
    take_receipt(
        client=client, amount=Decimal("450.00"), received_on=date(2026, 9, 10), method="check",
        reference="1001", payer="", parts={first.pk: Decimal("400.00")},
        form_key=uuid.uuid4(), by=cast.acc,
    )  # fmt: skip
    return client


def built(kind: str, by, client, as_of=OCTOBER_1, **options):
    found = find(kind)
    return found.build(ask_for(found, key=str(client.pk), as_of=as_of, params=options, by=by))


def test_a_statement_goes_from_opening_to_open_items_without_a_gap(cast, debtor):
    found = built("statement", cast.ana, debtor, as_of=date(2026, 9, 30))
    moved = found.movement
    assert (moved.opening, moved.charges, moved.payments) == (
        Decimal("1000.00"), Decimal("250.00"), Decimal("-400.00"),
    )  # fmt: skip
    assert found.account.open == Decimal("850.00") == moved.closing
    assert found.gap == 0
    assert found.account.unapplied == Decimal("50.00")
    assert found.account.due == Decimal("800.00")
    assert sum(amount for _, amount in found.account.aged) == Decimal("850.00")


def test_an_invoice_that_is_paid_says_that_nothing_is_due(cast, debtor):
    first = debtor.invoices.get(number="INV-1")
    left = debtor.receipts.get(reference="1001")
    take_receipt(
        client=debtor, amount=Decimal("600.00"), received_on=date(2026, 9, 11), method="check",
        reference="1002", payer="", parts={first.pk: Decimal("600.00")},
        form_key=uuid.uuid4(), by=cast.acc,
    )  # fmt: skip
    paper = words(made("invoice", cast.ana, subject=first))
    assert left.reference in paper
    assert "Nothing is due 0.00" in paper
    assert "Due by" not in paper


def test_a_statement_of_a_past_day_knows_nothing_of_later_payments(cast, debtor):
    found = built("statement", cast.ana, debtor, as_of=date(2026, 9, 9))
    assert found.account.open == Decimal("1250.00")
    assert found.account.unapplied == 0


def test_a_client_without_anything_open_gets_a_statement_that_says_so(cast):
    client = make_client(cast, "Quiet Office & Sons")
    assert "Nothing is open on your account" in words(made("statement", cast.ana, client=client))


def test_a_reminder_lists_what_is_overdue_and_goes_to_the_person_who_pays(cast, debtor):
    Contact.objects.create(client=debtor, name="Bill Payer", roles=["billing"])
    paper = words(made("reminder", cast.acc, client=debtor, as_of=OCTOBER_1))
    for said in ("Dear Bill Payer:", "INV-1", "600.00", "42", "INV-2", "850.00", "$50.00"):
        assert said in paper


def test_a_letter_about_chosen_invoices_leaves_the_others_out(cast, debtor):
    found = built("second_notice", cast.acc, debtor, invoices="INV-2")
    assert found.built_from["invoices"] == "INV-2"
    assert found.copies == ["Sam Sato"]
    with pytest.raises(DomainError, match="INV-9 is not overdue"):
        built("second_notice", cast.acc, debtor, invoices="INV-2, INV-9")


def test_nothing_overdue_makes_no_letter(cast, debtor):
    with pytest.raises(DomainError, match="Nothing is overdue on 08/15/2026"):
        built("reminder", cast.acc, debtor, as_of=date(2026, 8, 15))


def test_a_ten_day_notice_names_the_day_and_waits_for_a_second_person(cast, debtor):
    notice = made("ten_day_notice", cast.acc, client=debtor, as_of=OCTOBER_1)
    paper = words(notice)
    assert "by October 11, 2026" in paper
    assert "not itself a notice of cancellation" in paper
    with pytest.raises(DomainError, match="second person"):
        deliver(notice, cast.acc)
    with pytest.raises(DomainError, match="you made it"):
        review_document(document=notice, by=cast.acc)
    review_document(document=notice, by=cast.ana)
    assert deliver(notice, cast.acc).email is not None
