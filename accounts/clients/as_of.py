"""A client as it stood at the end of a day: from its history and from dated rows."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone

from accounts.clients.models import Client, ServiceAssignment
from accounts.ledger.models import Posting
from accounts.policies.models import PolicyTerm
from config.lib.crypto import EncryptedField, masked
from config.lib.money import ZERO

FIELDS = (
    "name", "dba", "code", "tier", "team", "fein", "naics", "street", "city", "state", "zip",
    "phone", "email",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A field of the client: then and now. `known` is False where no history says what it was."""

    label: str
    then: Any
    now: Any
    known: bool

    @property
    def differs(self) -> bool:
        return self.known and self.then != self.now


@dataclass(frozen=True)
class Standing:
    """The client at the end of `on`; money in dollars."""

    on: date
    name: str
    recorded: bool
    facts: list[Fact]
    people: list[ServiceAssignment]
    terms: list[PolicyTerm]
    premium: Decimal
    receivable: Decimal
    unapplied: Decimal

    @property
    def balance(self) -> Decimal:
        """What is owed less what is not yet applied, as on the client's page."""
        return self.receivable + self.unapplied


def standing(client: Client, on: date) -> Standing:
    """What was known of `client` at the end of `on`, with a fixed number of queries.

    The record comes from the history that the triggers keep; where that begins later, today's
    values stand in and are marked. Who served it, which policies were in force and what was owed
    come from dated rows.
    """
    event = _event(client, on)
    facts = [_fact(client, event, name) for name in FIELDS]
    terms = list(
        client.terms.in_force(on)
        .with_status(on)
        .with_annual(on)
        .select_related("policy__line", "policy__writing_company")
        .order_by(F("expires_on").asc(nulls_last=True), "pk")
    )
    owed = dict(
        Posting.objects.filter(
            client=client, posted_on__lte=on, account__in=["receivable", "unapplied_cash"]
        )
        .order_by()
        .values_list("account")
        .annotate(total=Sum("amount"))
    )
    return Standing(
        on=on,
        name=event.name if event else client.name,
        recorded=event is not None,
        facts=facts,
        people=list(_serving(client, on)),
        terms=terms,
        premium=sum((term.annual for term in terms), ZERO),
        receivable=owed.get("receivable", ZERO),
        unapplied=owed.get("unapplied_cash", ZERO),
    )


def _event(client: Client, on: date) -> Any:
    """The last row of the client's history by the end of `on`, None where there is none."""
    end = timezone.make_aware(datetime.combine(on + timedelta(days=1), time()))
    events = client.history.select_related("tier", "team")  # type: ignore[attr-defined]
    return events.filter(pgh_created_at__lt=end).order_by("-pgh_id").first()


def _fact(client: Client, event: Any, name: str) -> Fact:
    field = client._meta.get_field(name)
    then, now = (getattr(event, name) if event else None), getattr(client, name)
    if isinstance(field, EncryptedField):
        then, now = masked(then or ""), masked(now)
    label = str(field.verbose_name)  # type: ignore[union-attr]
    return Fact(label[:1].upper() + label[1:], then if event else now, now, event is not None)


def _serving(client: Client, on: date) -> models.QuerySet:
    return (
        client.assignments.filter(from_on__lte=on)
        .filter(Q(until_on=None) | Q(until_on__gt=on))
        .select_related("user")
        .order_by("role", "-from_on")
    )
