"""Keeping a deposit as it is typed, and posting all of it or none."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.deposits.finding import payer_named
from accounts.deposits.models import Deposit, DepositLine
from accounts.deposits.rules import difference, read_amount, read_parts
from accounts.ledger.services import money_lock, require_open
from accounts.receipts.models import Receipt
from accounts.receipts.services import open_items_of, take_receipt
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from accounts.trust.models import BankAccount
    from teams.people.models import User

FIELDS = ("who", "amount", "method", "reference", "pays")


@dataclass(frozen=True)
class LineProblem:
    """What is wrong with the line at `place`: a sentence at one of its fields."""

    place: int
    field: str
    sentence: str


class LinesRefused(DomainError):
    """Some lines cannot be posted, so none was."""

    def __init__(self, problems: Sequence[LineProblem]):
        count = len(problems)
        lines = "1 line has a problem" if count == 1 else f"{count} lines have a problem"
        super().__init__(f"{lines}; nothing was posted.")
        self.problems = list(problems)


def start_deposit(
    *,
    bank_account: "BankAccount",
    deposited_on: date,
    slip_total: Decimal,
    form_key: uuid.UUID,
    by: "User",
) -> Deposit:
    """Begin a draft. The same form gives the same draft. Raises DomainError for a day in a
    closed month or to come."""
    require_open(deposited_on, "deposited_on")
    made, _ = Deposit.objects.get_or_create(
        form_key=form_key,
        defaults={"bank_account": bank_account, "deposited_on": deposited_on,
                  "slip_total": slip_total, "by": by},
    )  # fmt: skip
    return made


@transaction.atomic
def save_lines(
    *, deposit: Deposit, lines: Sequence[dict[str, Any]], opened_with: int, by: "User"
) -> Deposit:
    """Keep the lines as they were typed, right or wrong; empty ones fall away.

    Raises DomainError when it was posted, or saved by somebody else, since it was opened.
    """
    row = Deposit.objects.select_for_update(of=("self",)).get(pk=deposit.pk)
    if row.posted_at:
        raise DomainError("This deposit is posted; its receipts can be looked at one by one.")
    row.save_version(opened_with, [])
    kept = [line for line in lines if line.get("who") or line.get("amount")]
    row.lines.all().delete()
    DepositLine.objects.bulk_create(
        DepositLine(deposit=row, place=place, **{name: line.get(name) or "" for name in FIELDS})
        for place, line in enumerate(kept, start=1)
    )
    return row


def post_deposit(*, deposit: Deposit, by: "User") -> Deposit:
    """Post a receipt for each line, all in one transaction; a posted deposit stays as it is.

    Raises LinesRefused with what is wrong at which line, and DomainError when the lines do not
    add up to the slip.
    """
    with money_lock():
        row = Deposit.objects.select_for_update(of=("self",)).get(pk=deposit.pk)
        if row.posted_at:
            return row
        lines = list(row.lines.order_by("place"))
        problems, amounts = [], []
        for line in lines:
            try:
                with transaction.atomic():
                    line.receipt = _take(row, line, by)
                    amounts.append(line.receipt.amount)
            except DomainError as error:
                problems.append(LineProblem(line.place, _field(error), error.message))
        if problems:
            raise LinesRefused(problems)
        missing = difference(row.slip_total, amounts)
        if missing or not lines:
            words = "less" if missing > 0 else "more"
            raise DomainError(
                f"The lines add up to {abs(missing):,.2f} {words} than the slip; "
                "nothing was posted."
            )
        DepositLine.objects.bulk_update(lines, ["receipt"])
        row.posted_at, row.posted_by = timezone.now(), by
        row.save(update_fields=["posted_at", "posted_by"])
    return row


def take_for(
    *,
    who: str,
    pays: str,
    amount: Decimal,
    received_on: date,
    method: str,
    reference: str,
    bank_account: "BankAccount",
    form_key: uuid.UUID,
    by: "User",
) -> Receipt:
    """Post a payment of `amount` dollars for whom the words name, used as the payer says.

    Raises DomainError at `who`, `pays`, or as posting any receipt does.
    """
    payer = payer_named(by, who)
    open_rows = Invoice.objects.filter(client=payer.client).open()
    items = [i for i in open_items_of(list(open_rows)).values() if i.open > 0]
    return take_receipt(
        client=payer.client,
        amount=amount,
        received_on=received_on,
        method=method,
        reference=reference,
        payer=payer.payer,
        parts=read_parts(pays, amount, items),
        form_key=form_key,
        by=by,
        bank_account=bank_account,
        deposited_on=received_on,
    )


def _take(deposit: Deposit, line: DepositLine, by: "User") -> Receipt:
    return take_for(
        who=line.who,
        pays=line.pays,
        amount=read_amount(line.amount),
        received_on=deposit.deposited_on,
        method=line.method,
        reference=line.reference,
        bank_account=deposit.bank_account,
        form_key=uuid.uuid5(deposit.form_key, str(line.place)),
        by=by,
    )


def _field(error: DomainError) -> str:
    return error.field if error.field in FIELDS else "who" if not error.field else "pays"
