"""Checking the books and keeping what was found."""

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.clients.models import ServiceAssignment
from accounts.payables.items import Item, items
from accounts.payables.models import PaymentRule
from accounts.reconciliation.checks import run
from accounts.reconciliation.models import BooksCheck
from accounts.trust.services import TrustPosition, trust_position
from teams.access.roles import Role
from teams.notifications.models import Notification
from teams.notifications.services import notify
from teams.people.models import User


@transaction.atomic
def verify_books(*, by: User | None) -> BooksCheck:
    """Run every check of the books as they stand, keep the result, and tell of what is wrong.

    The director hears of a gap and of a shortfall once a day; whoever serves the client hears
    once of each item that the house would have to advance.
    """
    on = timezone.localdate()
    trust = trust_position(on)
    results = run(on, trust)
    figures = {name: str(value) for name, value in asdict(trust).items()}
    figures |= {"obligation": str(trust.obligation), "shortfall": str(trust.shortfall)}
    check = BooksCheck.objects.create(
        on=on,
        ties=all(result.holds for result in results),
        results=[result.as_dict() for result in results],
        trust=figures,
        asked_by=by,
    )
    _tell(check, trust)
    return check


def _tell(check: BooksCheck, trust: TrustPosition) -> None:
    overseers = User.objects.active().filter(
        role__in=[Role.DIRECTOR, Role.PRINCIPAL, Role.ACCOUNTING]
    )
    if trust.shortfall:
        notify(
            overseers,
            key=f"trust-shortfall:{check.on}",
            text=f"Trust is short by {trust.shortfall:,.2f}: no commission may be swept",
            url="/trust/",
        )
    gaps = [row["name"] for row in check.gaps if row["name"] != "Trust"]
    if gaps:
        text = f"The books do not tie: {', '.join(gaps)}"
        notify(overseers, key=f"books:{check.on}", text=text[:300], url="/reconciliation/")
    days = PaymentRule.objects.values_on(check.on).get("warn", 0)
    until = date.fromordinal(check.on.toordinal() + days)
    _tell_of_advances([item for item in items(check.on) if item.advance and item.due_on <= until])


def _tell_of_advances(found: list[Item]) -> None:
    """Tell who serves the client, once of each item; the house would pay before the client has."""
    keys = {_key(item): item for item in found}
    told = Notification.objects.filter(key__in=keys).values_list("key", flat=True)
    for key in set(told):
        del keys[key]
    serving: dict[int, list[int]] = {}
    ids = {item.position.client_id for item in keys.values()}
    roles = [Role.ACCOUNT_EXECUTIVE, Role.SALES_EXECUTIVE]
    rows = ServiceAssignment.objects.current().filter(client__in=ids, role__in=roles)
    for client, user in rows.filter(user__is_active=True).values_list("client", "user"):
        serving.setdefault(client, []).append(user)
    for key, item in sorted(keys.items()):
        p = item.position
        notify(
            serving.get(p.client_id, []),
            key=key,
            text=f"{p.client} has not paid {item.advance:,.2f} of invoice {p.number}; "
            f"{item.payee.name} is due {item.due_on:%m/%d/%Y} and the agency would advance it",
            url=f"/invoices/{p.invoice_id}/",
        )


def _key(item: Item) -> str:
    return f"advance:{item.position.invoice_id}:{item.payee.company_id or item.payee.authority}"
