"""Bringing in statements, and settling their lines through the services of receipts."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.bank_files import reading
from accounts.bank_files.finding import clients_told_of
from accounts.bank_files.models import BankFile, BankFileMapping, BankLine
from accounts.bank_files.reading import Statement, keyed
from accounts.bank_files.rules import Debtor, Index, Suggestion, suggest
from accounts.clients.models import Client
from accounts.deposits.services import take_for
from accounts.ledger.services import money_lock
from accounts.receipts.models import Receipt
from accounts.receipts.services import open_items_of, return_receipt, take_receipt
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from accounts.trust.models import BankAccount
    from teams.people.models import User

NAMESPACE = uuid.UUID("8f1c7c52-61b8-4b5e-9c35-6f1d5a2b9a10")
DAYS_TO_RETURN = 90


class ColumnsWanted(DomainError):
    """A CSV whose headings nobody explained yet; `headings` are those of the file."""

    def __init__(self, headings: list[str]):
        super().__init__("Say once which column is which; it is remembered.", "file")
        self.headings = headings


def bring_in(
    *, data: bytes, name: str, bank_account: "BankAccount", by: "User",
    columns: Mapping[str, str] | None = None,
) -> BankFile:  # fmt: skip
    """Keep a statement and its lines; lines that an earlier file had are left out.

    Raises DomainError, with nothing saved, for a file that came before, is broken, or is of
    another account; ColumnsWanted for a CSV with unknown headings.
    """
    sha = hashlib.sha256(data).hexdigest()
    if before := BankFile.objects.filter(sha256=sha).select_related("by").first():
        raise DomainError(
            f"This file was brought in on {timezone.localtime(before.at):%m/%d/%Y} by "
            f"{before.by}.", "file",
        )  # fmt: skip
    with transaction.atomic():
        statement = _read(data, columns)
        _refuse_other_account(statement, bank_account)
        if not statement.movements:
            raise DomainError("No movement of money is in this file.", "file")
        pairs = dict(keyed(statement.movements))
        had = set(
            BankLine.objects.filter(bank_account=bank_account, key__in=pairs).values_list(
                "key", flat=True
            )
        )
        file = BankFile(
            bank_account=bank_account, name=name[:200], kind=statement.kind, sha256=sha, by=by,
            known=len(had),
        )  # fmt: skip
        file.file.save(f"{uuid.uuid4().hex}.{statement.kind}", ContentFile(data), save=False)
        file.save()
        BankLine.objects.bulk_create(
            BankLine(
                file=file, bank_account=bank_account, key=key, booked_on=m.booked_on,
                amount=m.amount, check_number=m.check_number[:40], reference=m.reference[:80],
                text=m.text,
            )
            for key, m in pairs.items()
            if key not in had
        )  # fmt: skip
    return file


def _read(data: bytes, columns: Mapping[str, str] | None) -> Statement:
    kind = reading.kind_of(data)
    if kind != "csv":
        return reading.read_ofx(data) if kind == "ofx" else reading.read_bai2(data)
    headings, _ = reading.csv_table(data)
    print_of = hashlib.sha256("\x1f".join(headings).lower().encode()).hexdigest()
    if columns:
        chosen = {f: h for f, h in columns.items() if h}
        unknown = set(chosen.values()) - set(headings)
        if unknown or "date" not in chosen or not {"amount", "credit"} & set(chosen):
            raise DomainError("Say which column is the date and which the amount.", "file")
        BankFileMapping.objects.update_or_create(headings=print_of, defaults={"columns": chosen})
        return reading.read_csv(data, chosen)
    known = BankFileMapping.objects.filter(headings=print_of).first()
    if known is None:
        raise ColumnsWanted(headings)
    return reading.read_csv(data, known.columns)


def _refuse_other_account(statement: Statement, bank_account: "BankAccount") -> None:
    if not statement.accounts:
        return
    ours = _digits(bank_account.number)
    if not ours:
        raise DomainError(
            f"Enter the number of {bank_account} first, so that a statement of another account "
            "cannot come in.", "bank_account",
        )  # fmt: skip
    for number in statement.accounts:
        theirs = _digits(number)
        if len(theirs) < 4 or (not ours.endswith(theirs) and not theirs.endswith(ours)):
            raise DomainError(
                f"This statement is of account …{theirs[-4:]}; {bank_account} ends in "
                f"{ours[-4:]}.", "file",
            )  # fmt: skip


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit()).lstrip("0")


def index_of_debtors(by: "User", lines: Iterable[BankLine]) -> Index:
    """The debtors whom these lines may be about, and who paid for them before."""
    rows = Invoice.objects.visible_to(by).open().filter(balance__gt=0).select_related("client")
    rows = rows.filter(client__in=clients_told_of(list(lines)))
    found: dict[int, list[Invoice]] = defaultdict(list)
    for invoice in rows:
        found[invoice.client_id].append(invoice)
    payers: dict[int, set[str]] = defaultdict(set)
    paid = Receipt.objects.filter(client__in=found).exclude(payer="").order_by()
    for client, payer in paid.values_list("client", "payer").distinct():
        payers[client].add(payer)
    return Index(
        [
            Debtor(pk, items[0].client.name, list(open_items_of(items).values()),
                   frozenset(payers[pk]))
            for pk, items in found.items()
        ]
    )  # fmt: skip


def suggestions_for(line: BankLine, index: Index) -> list[Suggestion]:
    """What money that came in may pay."""
    return suggest(line.amount, f"{line.text} {line.reference}", (), index)


def receipts_like(line: BankLine) -> QuerySet:
    """Receipts entered by hand that a line shows again, or that it takes back."""
    rows = Receipt.objects.with_standing().filter(amount=abs(line.amount), returned=False)
    back = timedelta(days=DAYS_TO_RETURN)
    rows = rows.filter(received_on__gte=line.booked_on - back, received_on__lte=line.booked_on)
    if line.amount > 0:
        rows = rows.filter(bank_lines=None)
    if line.check_number:
        rows = rows.filter(Q(reference=line.check_number) | Q(reference=""))
    return rows.select_related("client").order_by("-received_on", "-pk")


def accept(*, line: BankLine, client_id: int, index: Index, by: "User") -> BankLine:
    """Post what a line brought in as suggested for a client.

    Raises DomainError when nothing like it is suggested any more, or the receipt is refused.
    """
    chosen = next((s for s in suggestions_for(line, index) if s.client == client_id), None)
    if chosen is None:
        raise DomainError("The open items have changed since; look at the suggestions again.")
    with money_lock():
        row = _open(line)
        receipt = take_receipt(
            client=Client.objects.visible_to(by).get(pk=client_id),
            amount=row.amount,
            received_on=row.booked_on,
            method=_method(row),
            reference=row.check_number or row.reference,
            payer=chosen.payer,
            parts=chosen.parts,
            form_key=uuid.uuid5(NAMESPACE, str(row.pk)),
            by=by,
            bank_account=row.bank_account,
            deposited_on=row.booked_on,
        )
        return _settle(row, receipt, by)


def accept_certain(*, file: BankFile, by: "User") -> tuple[int, list[tuple[BankLine, str]]]:
    """Post every line of a file whose suggestion is certain: (how many, the refused and why)."""
    lines, done, refused = list(file.lines.open().filter(amount__gt=0)), 0, []
    index = index_of_debtors(by, lines)
    for line in lines:
        best = next(iter(suggestions_for(line, index)), None)
        if best is None or not best.certain:
            continue
        try:
            accept(line=line, client_id=best.client, index=index, by=by)
        except DomainError as error:
            refused.append((line, error.message))
        else:
            done += 1
            # What is paid must not be suggested for the next line.
            index = index_of_debtors(by, lines)
    return done, refused


def match_by_hand(*, line: BankLine, who: str, pays: str, by: "User") -> BankLine:
    """Post a line for whom the words name, used as they say."""
    with money_lock():
        row = _open(line)
        if row.amount < 0:
            raise DomainError("Money that went out is a returned payment, or set aside.")
        receipt = take_for(
            who=who, pays=pays, amount=row.amount, received_on=row.booked_on,
            method=_method(row), reference=row.check_number or row.reference,
            bank_account=row.bank_account, form_key=uuid.uuid5(NAMESPACE, str(row.pk)), by=by,
        )  # fmt: skip
        return _settle(row, receipt, by)


def match_receipt(*, line: BankLine, receipt: Receipt, by: "User") -> BankLine:
    """The line is a receipt that was entered before; money that went out returns it (NSF)."""
    with money_lock():
        row = _open(line)
        if not receipts_like(row).filter(pk=receipt.pk).exists():
            raise DomainError("This receipt does not fit the line any more; look again.")
        if row.amount < 0:
            return_receipt(receipt=receipt, on=row.booked_on, by=by,
                           reason=row.text or "Returned by the bank")  # fmt: skip
        return _settle(row, receipt, by)


def put_aside(*, line: BankLine, reason: str, by: "User") -> BankLine:
    """The line is no receipt: a fee, interest, a transfer. Raises DomainError without a reason."""
    if not reason.strip():
        raise DomainError("Say what the line is.", "reason")
    with money_lock():
        row = _open(line)
        row.set_aside = reason.strip()[:200]
        row.settled_by, row.settled_at = by, timezone.now()
        row.save(update_fields=["set_aside", "settled_by", "settled_at"])
    return row


def _open(line: BankLine) -> BankLine:
    row = BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if row.standing != "open":
        raise DomainError(f"This line is {row.standing} already.")
    return row


def _settle(line: BankLine, receipt: Receipt, by: "User") -> BankLine:
    if line.amount > 0 and receipt.deposited_on is None and line.booked_on >= receipt.received_on:
        receipt.deposited_on, receipt.bank_account = line.booked_on, line.bank_account
        receipt.save(update_fields=["deposited_on", "bank_account"])
    line.receipt, line.settled_by, line.settled_at = receipt, by, timezone.now()
    line.save(update_fields=["receipt", "settled_by", "settled_at"])
    return line


def _method(line: BankLine) -> str:
    words = line.text.upper()
    if line.check_number:
        return Receipt.Method.CHECK
    return Receipt.Method.WIRE if "WIRE" in words else Receipt.Method.ACH
