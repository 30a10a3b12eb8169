"""Collections of the demo: steps done, promises kept and broken, disputes, a bank's statement."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.collections.models import (
    CollectedInvoice,
    CollectionContact,
    CollectionStep,
    Dispute,
    How,
    PaymentPromise,
)
from accounts.collections.worklist import overdue
from accounts.models import BankAccount, BankFile, BankLine, Invoice, Receipt, ServiceAssignment
from teams.access.roles import Role
from teams.models import User

BATCH = 2000
SAID = (
    "Left word with the front desk.",
    "Their controller is looking for the invoice; sent it again.",
    "Says the check is in the mail.",
    "Waits for the owner's signature on the check.",
    "Asked for a payment plan; told them what the carrier allows.",
)
DISPUTED = (
    ("amount", "Says the audit used last year's payroll."),
    ("coverage", "Did not order the second location."),
    ("paid", "Says it was paid to the carrier."),
    ("cancelled", "Moved the vehicles to another policy in May."),
)
KEPT_PROMISES = 60


def load_collections(today: date, seed: int) -> None:
    """What people did about everything that is overdue on `today`."""
    rng = Random(f"collections:{seed}")
    rows = list(overdue(None, today).order_by("due_on", "pk"))
    executives = dict(
        ServiceAssignment.objects.filter(role=Role.ACCOUNT_EXECUTIVE, until_on=None).values_list(
            "client", "user"
        )
    )
    clerk = User.objects.filter(role=Role.ACCOUNTING).order_by("pk").first()
    disputes = list(_disputes(rows, executives, today, rng))
    Dispute.objects.bulk_create(disputes, batch_size=BATCH)
    disputed = {d.invoice_id for d in disputes}
    worked = [row for row in rows if row.pk not in disputed]
    _steps(worked, executives, clerk, today, rng)
    PaymentPromise.objects.bulk_create(
        [*_promises(worked, executives, today, rng), *_kept(executives, today)], batch_size=BATCH
    )
    _statement(worked, clerk, today)


def _steps(
    rows: list[Invoice], executives: dict[int, int], clerk: User | None, today: date, rng: Random
) -> None:
    steps = list(CollectionStep.objects.in_force(today))
    contacts, about = [], []
    for row in rows:
        for step in steps:
            on = row.due_on + timedelta(step.days + rng.randint(0, 4))
            if on > today or on < row.invoice_on or step.how == How.ESCALATION:
                continue
            if not step.needed and rng.random() < 0.25:
                continue
            by = executives.get(row.client_id)
            if clerk and step.owner == Role.ACCOUNTING:
                by = clerk.pk
            contacts.append(
                CollectionContact(
                    client_id=row.client_id,
                    step=step,
                    how=step.how,
                    note=rng.choice(SAID) if step.how == How.CALL else "",
                    by_id=by,
                    at=_moment(on, rng),
                )
            )
            about.append((row, step))
    CollectionContact.objects.bulk_create(contacts, batch_size=BATCH)
    CollectedInvoice.objects.bulk_create(
        [
            CollectedInvoice(
                contact=contact, invoice=row, code=step.code, days=step.days, open=row.balance
            )
            for contact, (row, step) in zip(contacts, about, strict=True)
        ],
        batch_size=BATCH,
    )


def _promises(
    rows: list[Invoice], executives: dict[int, int], today: date, rng: Random
) -> Iterator[PaymentPromise]:
    """Of those called: some promised a day that is over, some one to come."""
    for row in rows:
        if row.age < 12 or row.client_id not in executives or rng.random() > 0.3:
            continue
        due_on = today + timedelta(rng.randint(-12, 6))
        made_on = min(due_on, today) - timedelta(rng.randint(2, 8))
        yield PaymentPromise(
            client_id=row.client_id, invoice=row, amount=row.balance, due_on=due_on,
            made_on=made_on, by_id=executives[row.client_id], at=_moment(made_on, rng),
            note=rng.choice(SAID), told_at=timezone.now() if due_on < today else None,
        )  # fmt: skip


def _kept(executives: dict[int, int], today: date) -> Iterator[PaymentPromise]:
    """Promises behind receipts of the last weeks."""
    paid = Receipt.objects.filter(
        received_on__gt=today - timedelta(60), client__in=executives, method="check"
    )
    for receipt in paid.order_by("received_on", "pk")[:KEPT_PROMISES:3]:
        made_on = receipt.received_on - timedelta(6)
        yield PaymentPromise(
            client_id=receipt.client_id, amount=receipt.amount, made_on=made_on,
            due_on=receipt.received_on + timedelta(1), by_id=executives[receipt.client_id],
            at=timezone.make_aware(datetime.combine(made_on, time(14))), told_at=timezone.now(),
        )  # fmt: skip


def _disputes(
    rows: list[Invoice], executives: dict[int, int], today: date, rng: Random
) -> Iterator[Dispute]:
    for row in rows:
        if row.age < 15 or row.client_id not in executives or rng.random() > 0.06:
            continue
        reason, text = rng.choice(DISPUTED)
        on = row.due_on + timedelta(rng.randint(5, 14))
        yield Dispute(
            invoice=row, reason=reason, text=text, opened_on=on,
            opened_by_id=executives[row.client_id], opened_at=_moment(on, rng),
        )  # fmt: skip


def _statement(rows: list[Invoice], clerk: User | None, today: date) -> None:
    """Last day's statement: what was entered by hand, what waits, and a fee."""
    account = BankAccount.objects.trust().first()
    if account is None or clerk is None:
        return
    on = today - timedelta(1)
    waiting = [
        (row.balance, f"DEPOSIT {row.client.name.upper()[:30]} INV {row.number}", "")
        for row in Invoice.objects.filter(pk__in=[r.pk for r in rows[-6:]])
        .open()
        .select_related("client")
    ]
    waiting += [
        (1250, "INCOMING WIRE 20418 NO REMITTANCE", ""), (873, "MOBILE DEPOSIT", "50118"),
        (-18, "ANALYSIS FEE", ""),
    ]  # fmt: skip
    lines = "".join(f"{on:%m/%d/%Y},{text},{amount},{check}\n" for amount, text, check in waiting)
    data = f"Date,Description,Amount,Check Number\n{lines}".encode()
    sha = hashlib.sha256(data).hexdigest()
    file = BankFile(
        bank_account=account, name=f"statement-{on:%Y-%m-%d}.csv", kind="csv", sha256=sha, by=clerk
    )
    file.file.save(f"demo-{sha[:12]}.csv", ContentFile(data), save=False)
    file.save()
    BankLine.objects.bulk_create(
        BankLine(
            file=file, bank_account=account, booked_on=on, amount=amount, text=text[:300],
            check_number=check, key=hashlib.sha256(f"{sha}:{n}".encode()).hexdigest(),
        )
        for n, (amount, text, check) in enumerate(waiting)
    )  # fmt: skip


def _moment(on: date, rng: Random) -> datetime:
    at = time(9 + rng.randint(0, 7), rng.randint(0, 59))
    return timezone.make_aware(datetime.combine(on, at))
