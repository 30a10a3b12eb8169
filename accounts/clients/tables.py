"""The client list's columns and the figures beside each client."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import Count, Min, OuterRef, Subquery, Sum
from django.http import HttpRequest
from django.utils import timezone

from accounts.clients.models import Client, ServiceAssignment
from accounts.ledger.models import Posting
from accounts.policies.models import PolicyTerm
from accounts.service_team.models import Absence
from config.lib.money import ZERO
from config.lib.tables import BadgeColumn, DateColumn, MoneyColumn, NumberColumn
from teams.access.roles import Role

STATUS = {"client": "Client", "former": "Former", "prospect": "Prospect"}
TONES = {"client": "good", "former": "quiet", "prospect": "info"}


class ClientColumn(tables.Column):
    """The client of a row, linked to its page."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("accessor", "client__name")
        kwargs.setdefault("linkify", ("client-page", [tables.A("client_id")]))
        super().__init__(**kwargs)


class ClientTable(tables.Table):
    name = tables.Column(verbose_name="Client", linkify=True)
    code = tables.Column()
    status = BadgeColumn(STATUS, TONES, accessor="figures__status")
    tier = tables.Column(accessor="tier__name", default="")
    executive = tables.Column(accessor="figures__executive", default="")
    city = tables.Column(default="")
    policies = NumberColumn(accessor="figures__policies", verbose_name="Policies")
    premium = MoneyColumn(accessor="figures__premium", verbose_name="Premium in force")
    next_expiration = DateColumn(accessor="figures__next_expiration", verbose_name="Next exp.")
    balance = MoneyColumn(accessor="figures__balance", verbose_name="Owes")


def attach_figures(clients: Sequence[Client], request: HttpRequest | None = None) -> None:
    """Give each client `figures`: status, executive, policies and premium in force (dollars),
    next expiration and balance, with four queries for any number of clients."""
    today = timezone.localdate()
    ids = [client.pk for client in clients]
    terms = PolicyTerm.objects.filter(client__in=ids)
    force = _by_client(
        terms.in_force(today)
        .with_annual(today)
        .order_by()
        .values("client")
        .annotate(n=Count("pk"), premium=Sum("annual"), next=Min("expires_on"))
    )
    held = set(terms.order_by().values_list("client", flat=True).distinct())
    future = set(terms.filter(effective_on__gt=today).order_by().values_list("client", flat=True))
    owed = _by_client(
        Posting.objects.filter(client__in=ids, account__in=["receivable", "unapplied_cash"])
        .values("client")
        .annotate(balance=Sum("amount"))
    )
    executives = _executives(ids)
    for client in clients:
        row = force.get(client.pk, {})
        current = row or client.pk in future
        client.figures = {
            "status": "client" if current else "former" if client.pk in held else "prospect",
            "executive": executives.get(client.pk, ""),
            "policies": row.get("n", 0),
            "premium": row.get("premium", ZERO),
            "next_expiration": row.get("next"),
            "balance": owed.get(client.pk, {}).get("balance", ZERO),
        }


def _executives(ids: list[int]) -> dict[int, str]:
    """Client id → its executive, with the deputy while the executive is away; one query."""
    away = Absence.objects.running(timezone.localdate()).filter(person=OuterRef("user"))
    serving = ServiceAssignment.objects.current().filter(
        client__in=ids, role=Role.ACCOUNT_EXECUTIVE
    )
    rows = serving.order_by().annotate(deputy=Subquery(away.values("deputy__name")[:1]))
    return {
        client: f"{name} (away: {deputy})" if deputy else name
        for client, name, deputy in rows.values_list("client", "user__name", "deputy")
    }


def _by_client(rows) -> dict[int, dict]:
    return {row["client"]: row for row in rows}


def client_totals(queryset, request: HttpRequest) -> dict[str, str]:
    """How many clients match and their premium in force today."""
    today: date = timezone.localdate()
    premium = (
        PolicyTerm.objects.filter(client__in=queryset.order_by().values("pk"))
        .in_force(today)
        .with_annual(today)
        .aggregate(n=Count("pk"), premium=Sum("annual"))
    )
    return {
        "Clients": f"{queryset.count():,}",
        "Policies in force": f"{premium['n']:,}",
        "Premium in force": f"${premium['premium'] or ZERO:,.2f}",
    }
