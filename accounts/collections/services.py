"""Working what is overdue: steps and contacts, promises to pay, disputes."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from accounts.collections.models import (
    CollectedInvoice,
    CollectionContact,
    CollectionStep,
    Dispute,
    How,
    PaymentPromise,
)
from accounts.collections.rules import fill_in
from accounts.contacts.models import Contact, ContactRole
from accounts.ledger.services import money_lock
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError
from config.lib.money import ZERO
from config.lib.templatetags.steward import us_date
from teams.access.roles import Role
from teams.notifications.models import OutboundEmail
from teams.notifications.services import notify, queue_email
from teams.people.models import User

if TYPE_CHECKING:
    from collections.abc import Iterable

NOTICE_DAYS = 10


def recipient_of(client: Client) -> Contact | None:
    """Who gets notices of what is owed: billing first, then the primary contact, then anybody
    with an e-mail address."""
    people = [c for c in client.contacts.all() if c.email]
    return min(
        people,
        key=lambda c: (ContactRole.BILLING not in c.roles, not c.primary, c.name),
        default=None,
    )


def words_for(
    client: Client, invoices: "Iterable[Invoice]", contact: Contact | None, by: User
) -> dict[str, str]:
    """What fills a step's text: names, the invoices with what is open on them, and days."""
    rows = list(invoices)
    today = timezone.localdate()
    return {
        "client": client.name,
        "contact": contact.name if contact else client.name,
        "invoices": "\n".join(
            f"Invoice {i.number}, due {us_date(i.due_on)}: {i.balance:,.2f}" for i in rows
        ),
        "total": f"{sum((i.balance for i in rows), ZERO):,.2f}",
        "today": us_date(today),
        "cancel_on": us_date(today + timedelta(days=NOTICE_DAYS)),
        "sender": by.name,
        "agency": settings.AGENCY["name"],
    }


def do_step(
    *,
    client: Client,
    code: str,
    invoices: Sequence[int],
    note: str,
    by: User,
    form_key: uuid.UUID,
) -> CollectionContact:
    """Do the step called `code` for some overdue invoices (ids) of a client, once for each.

    An e-mail step sends its text to the client's billing contact. Who must know is told: the
    sales executive where the step says so, the step's owner of an escalation. The same form
    sent twice gives the same contact. Raises DomainError when the step is not in force, an
    invoice is paid, disputed or had the step before, or nobody could be written to.
    """
    today = timezone.localdate()
    with money_lock():
        if before := CollectionContact.objects.filter(form_key=form_key).first():
            return before
        step = CollectionStep.objects.in_force(today).filter(code=code).first()
        if step is None:
            raise DomainError("This step is not in force any more; look at the list again.")
        rows = _lock(client, invoices, by)
        _refuse_second_time(step, rows)
        _refuse_disputed(rows)
        contact = recipient_of(client)
        text = fill_in(step.text, words_for(client, rows, contact, by))
        email = _send(step, contact, text, form_key) if step.how == How.EMAIL else None
        done = CollectionContact.objects.create(
            client=client,
            step=step,
            how=step.how,
            reached=f"{contact.name} <{contact.email}>" if contact and email else "",
            note=note.strip(),
            text=text,
            email=email,
            by=by,
            form_key=form_key,
        )
        _about(done, rows, step)
        _tell(step, done, client, by)
    return done


def note_contact(
    *, client: Client, how: str, note: str, invoices: Sequence[int], by: User, form_key: uuid.UUID
) -> CollectionContact:
    """Note a call, e-mail, letter or other contact about what is owed, beside the steps.

    Raises DomainError without words, and for an invoice that is not open.
    """
    if not note.strip():
        raise DomainError("Say in a few words what came of it.", "note")
    if how not in How.values:
        raise DomainError("Choose how you were in contact.", "how")
    with money_lock():
        if before := CollectionContact.objects.filter(form_key=form_key).first():
            return before
        rows = _lock(client, invoices, by) if invoices else []
        made = CollectionContact.objects.create(
            client=client, how=how, note=note.strip(), by=by, form_key=form_key
        )
        _about(made, rows, None)
    return made


@transaction.atomic
def note_contact_and_promise(
    *,
    client: Client,
    how: str,
    note: str,
    invoices: Sequence[int],
    amount: Decimal | None,
    due_on: date | None,
    by: User,
    form_key: uuid.UUID,
) -> CollectionContact:
    """Note a contact and, when an amount and a day are given, the promise that came of it.

    The promise is about the one invoice that was chosen, else about all that is open.
    """
    made = note_contact(
        client=client, how=how, note=note, invoices=invoices, by=by, form_key=form_key
    )
    if amount and due_on:
        one = Invoice.objects.get(pk=invoices[0]) if len(invoices) == 1 else None
        promise(
            client=client, amount=amount, due_on=due_on, invoice=one, by=by, form_key=form_key,
        )  # fmt: skip
    return made


@transaction.atomic
def promise(
    *,
    client: Client,
    amount: Decimal,
    due_on: date,
    by: User,
    form_key: uuid.UUID,
    invoice: Invoice | None = None,
    note: str = "",
) -> PaymentPromise:
    """Somebody promised to pay `amount` dollars by `due_on`, of one invoice or of all together.

    An earlier promise about the same that still runs is replaced. Raises DomainError for a past
    day, a day more than 90 days ahead, and for more than is open.
    """
    today = timezone.localdate()
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    if before := PaymentPromise.objects.filter(form_key=form_key).first():
        return before
    if not today <= due_on <= today + timedelta(days=90):
        raise DomainError("A promise is for today or one of the next 90 days.", "due_on")
    owed = Invoice.objects.filter(client=client).open()
    found = owed.filter(pk=invoice.pk) if invoice else owed
    total = sum((i.balance for i in found if i.balance > 0), ZERO)
    if not 0 < amount <= total:
        raise DomainError(
            f"Between 0.01 and {total:,.2f} is open." if total else "Nothing is open.", "amount"
        )
    made = PaymentPromise.objects.create(
        client=client, invoice=invoice, amount=amount, due_on=due_on, made_on=today, by=by,
        note=note.strip(), form_key=form_key,
    )  # fmt: skip
    running = PaymentPromise.objects.filter(
        client=client, invoice=invoice, due_on__gte=today, replaced_by=None
    )
    running.exclude(pk=made.pk).update(replaced_by=made)
    return made


@transaction.atomic
def open_dispute(*, invoice: Invoice, reason: str, text: str, by: User) -> Dispute:
    """Stop the clock of an invoice that the client does not accept; those who serve it are told.

    Raises DomainError when nothing is open, when it is disputed already, and for "other"
    without words.
    """
    if reason == Dispute.Reason.OTHER and not text.strip():
        raise DomainError("Say what is in dispute.", "text")
    Invoice.objects.select_for_update(no_key=True).get(pk=invoice.pk)
    if invoice.disputes.running().exists():
        raise DomainError("This invoice is disputed already.")
    if Invoice.objects.with_balance().get(pk=invoice.pk).balance <= 0:
        raise DomainError("Nothing is open on this invoice.")
    dispute = Dispute.objects.create(
        invoice=invoice, reason=reason, text=text.strip(), opened_by=by,
        opened_on=timezone.localdate(),
    )  # fmt: skip
    words = f"Invoice {invoice.number} is disputed: {dispute.get_reason_display()}"
    _tell_servers(invoice.client, f"dispute:{dispute.pk}", words, by)
    return dispute


@transaction.atomic
def settle_dispute(*, dispute: Dispute, outcome: str, by: User) -> Dispute:
    """Start the clock again where it stood; `outcome` says how the dispute ended.

    Raises DomainError without an outcome and when it was settled before.
    """
    if not outcome.strip():
        raise DomainError("Say how it was settled.", "outcome")
    row = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    if row.closed_on:
        raise DomainError("This dispute was settled before.")
    row.closed_on, row.closed_by, row.outcome = timezone.localdate(), by, outcome.strip()[:300]
    row.save(update_fields=["closed_on", "closed_by", "outcome"])
    return row


def tell_broken(today: date) -> int:
    """Tell those who serve the client of each promise broken by `today`, once; how many were."""
    waiting = PaymentPromise.objects.filter(told_at=None, replaced_by=None, due_on__lt=today)
    with transaction.atomic():
        # Locked first: the sums of receipts cannot be locked, and a second teller must wait.
        ids = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
        rows = PaymentPromise.objects.filter(pk__in=ids).with_standing(today)
        broken = [p for p in rows.select_related("client") if p.standing == "broken"]
        for row in broken:
            words = f"A promise of {row.amount:,.2f} by {us_date(row.due_on)} was not kept"
            _tell_servers(row.client, f"promise:{row.pk}", words, None)
        PaymentPromise.objects.filter(pk__in=ids).update(told_at=timezone.now())
    return len(broken)


def _lock(client: Client, invoices: Sequence[int], by: User) -> list[Invoice]:
    wanted = set(invoices)
    if not wanted:
        raise DomainError("Choose at least one invoice.")
    seen = Invoice.objects.visible_to(by).filter(pk__in=wanted, client=client)
    list(seen.order_by("pk").select_for_update(of=("self",), no_key=True))
    rows = list(seen.open().filter(balance__gt=0).order_by("due_on", "pk"))
    if len(rows) != len(wanted):
        raise DomainError("One of the invoices is not open any more; look at the list again.")
    return rows


def _refuse_second_time(step: CollectionStep, rows: list[Invoice]) -> None:
    before = (
        CollectedInvoice.objects.filter(invoice__in=rows, code=step.code)
        .select_related("invoice", "contact__by")
        .first()
    )
    if before:
        raise DomainError(
            f"{step} for invoice {before.invoice.number} was done on "
            f"{timezone.localtime(before.contact.at):%m/%d/%Y} by {before.contact.by or 'Steward'}."
        )


def _refuse_disputed(rows: list[Invoice]) -> None:
    running = Dispute.objects.running().filter(invoice__in=rows).select_related("invoice").first()
    if running:
        raise DomainError(
            f"Invoice {running.invoice.number} is disputed since "
            f"{us_date(running.opened_on)}; settle that first."
        )


def _send(
    step: CollectionStep, contact: Contact | None, text: str, form_key: uuid.UUID
) -> OutboundEmail:
    if contact is None:
        raise DomainError(
            "No contact of this client has an e-mail address; add one, or call and note it."
        )
    subject = f"{step}: your account with {settings.AGENCY['name']}"
    return queue_email(key=f"collection:{form_key}", to=contact.email, subject=subject, body=text)


def _about(contact: CollectionContact, rows: list[Invoice], step: CollectionStep | None) -> None:
    CollectedInvoice.objects.bulk_create(
        CollectedInvoice(
            contact=contact,
            invoice=invoice,
            code=step.code if step else "",
            days=step.days if step else None,
            open=invoice.balance,
        )
        for invoice in rows
    )


def _tell(step: CollectionStep, done: CollectionContact, client: Client, by: User) -> None:
    key, words = f"collection:{done.pk}", f"{step}: {client}"
    url = _page(client)
    if step.how == How.ESCALATION:
        owners = people_who_see(client).filter(role=step.owner).exclude(pk=by.pk)
        notify(owners, key, words, url, about=str(client))
    if step.tells_sales:
        sellers = client.assignments.current().filter(role=Role.SALES_EXECUTIVE)
        people = sellers.exclude(user=by).values_list("user", flat=True)
        notify(people, key, words, url, about=str(client))


def _tell_servers(client: Client, key: str, words: str, by: User | None) -> None:
    serving = client.assignments.current().filter(
        role__in=[Role.ACCOUNT_EXECUTIVE, Role.SALES_EXECUTIVE]
    )
    people = serving.exclude(user=by) if by else serving
    notify(people.values_list("user", flat=True), key, f"{client}: {words}", _page(client),
           about=str(client))  # fmt: skip


def _page(client: Client) -> str:
    return f"/clients/{client.pk}/collections/"
