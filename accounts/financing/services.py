"""Entering premium finance agreements, the lender's payment, and return premium to the lender."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from accounts.clients.models import Client
from accounts.financing.models import FinanceAgreement, FinancedTerm
from accounts.financing.rules import check_agreement
from accounts.ledger.models import JournalEntry
from accounts.ledger.services import Event, Leg, money_lock, post, require_open, row_lock
from accounts.policies.models import PolicyTerm
from accounts.receipts.models import Receipt
from accounts.receipts.rules import oldest_first
from accounts.receipts.services import open_items_of, take_receipt
from accounts.receivables.models import Invoice, InvoiceLine
from config.lib.errors import DomainError
from config.lib.money import ZERO

if TYPE_CHECKING:
    from teams.people.models import User


@dataclass(frozen=True)
class Agreement:
    """An agreement as it is entered; amounts in dollars."""

    lender: str
    number: str
    signed_on: date
    down_payment: Decimal
    principal: Decimal
    finance_charge: Decimal
    first_due_on: date
    installments: int
    installment_amount: Decimal


@transaction.atomic
def enter_agreement(
    *, client: Client, terms: Sequence[PolicyTerm], facts: Agreement, form_key: UUID, by: "User"
) -> FinanceAgreement:
    """Keep an agreement that finances what was invoiced on `terms`.

    The same form sent twice gives the same agreement. Raises DomainError for policies of
    another client or without an invoice, a number that is here already, and amounts that do
    not add up.
    """
    if before := FinanceAgreement.objects.filter(form_key=form_key, client=client).first():
        return before
    if not terms or any(term.client_id != client.pk for term in terms):
        raise DomainError("Choose at least one policy of this client.", "terms")
    same = FinanceAgreement.objects.filter(lender__iexact=facts.lender, number=facts.number)
    if same.exists():
        raise DomainError(f"{facts.lender} {facts.number} is here already.", "number")
    financed = [_financed(term) for term in terms]
    total = sum((row.premium + row.fees for row in financed), ZERO)
    amounts = asdict(facts)
    check_agreement(
        financed=total, **{k: v for k, v in amounts.items() if k not in ("lender", "number")}
    )
    agreement = FinanceAgreement.objects.create(client=client, form_key=form_key, by=by, **amounts)
    for row in financed:
        row.agreement = agreement
    FinancedTerm.objects.bulk_create(financed)
    return agreement


def _financed(term: PolicyTerm) -> FinancedTerm:
    lines = InvoiceLine.objects.filter(invoice__in=Invoice.objects.live().filter(term=term))
    sums = dict(lines.order_by().values_list("kind").annotate(total=Sum("amount")))
    if not sums:
        raise DomainError(f"Policy {term} is not invoiced yet; invoice it first.", "terms")
    premium = sums.pop("premium", ZERO)
    return FinancedTerm(term=term, premium=premium, fees=sum(sums.values(), ZERO))


def take_funding(
    *, agreement: FinanceAgreement, amount: Decimal, on: date, reference: str, form_key: UUID,
    by: "User",
) -> Receipt:  # fmt: skip
    """The lender's payment: a receipt with the lender as payer, for the financed policies first.

    Raises DomainError as `take_receipt` does, and once the agreement has ended.
    """
    if agreement.ended_on:
        raise DomainError("This agreement has ended.")
    invoices = Invoice.objects.filter(term__financing__agreement=agreement).open()
    parts = oldest_first(amount, open_items_of(list(invoices)).values())
    return take_receipt(
        client=agreement.client, amount=amount, received_on=on,
        method=Receipt.Method.FINANCE, reference=reference, payer=agreement.lender, parts=parts,
        form_key=form_key, by=by,
    )  # fmt: skip


def pay_lender(
    *, agreement: FinanceAgreement, credit: Invoice, amount: Decimal, on: date, by: "User"
) -> None:
    """Send return premium of a financed policy to the lender, out of trust (DOMAIN §8.4).

    Raises DomainError for another client's credit, more than is left of it, or a day in a
    closed month.
    """
    with money_lock():
        require_open(on, "on")
        if not agreement.financed.filter(term=credit.term_id).exists():
            raise DomainError("This credit is not of a policy of the agreement.")
        row_lock(Invoice.objects.all()).get(pk=credit.pk)
        left = -Invoice.objects.with_balance().get(pk=credit.pk).balance
        if not 0 < amount <= left:
            raise DomainError(f"Between 0.01 and {left:,.2f} can be sent to the lender.", "amount")
        client, memo = credit.client_id, f"Return premium to {agreement}"[:200]
        owed = [
            Leg("receivable", amount, client, credit.pk),
            Leg("client_payable", -amount, client, credit.pk),
        ]
        paid = [
            Leg("client_payable", amount, client, credit.pk),
            Leg("trust_cash", -amount, client),
        ]
        post(
            [
                Event(JournalEntry.Kind.CREDIT, on, owed, invoice_id=credit.pk, memo=memo),
                Event(JournalEntry.Kind.REFUND, on, paid, invoice_id=credit.pk, memo=memo),
            ],
            by=by,
        )


def end_agreement(*, agreement: FinanceAgreement, on: date, by: "User") -> FinanceAgreement:
    """The lender is paid off and has no claim any more. Safe to repeat."""
    with transaction.atomic():
        row = FinanceAgreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
        if row.ended_on is None:
            if on < row.signed_on:
                raise DomainError("It cannot end before it was signed.", "on")
            row.ended_on = on
            row.save(update_fields=["ended_on"])
    return row


def refuse_if_financed(credit: Invoice) -> None:
    """Raise DomainError when return premium of this credit belongs to a lender first."""
    if agreement := FinanceAgreement.objects.running(credit.term_id).first():
        raise DomainError(
            f"This policy is financed by {agreement}: its return premium goes to the lender "
            "first. Send it there, or end the agreement when the lender is paid off."
        )
