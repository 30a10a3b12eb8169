"""The columns of the list of gaps."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.db.models import Count
from django.http import HttpRequest

from accounts.clients.tables import ClientColumn
from config.lib.tables import BadgeColumn, DateColumn
from renewals.expirations.tables import attach_people
from renewals.gaps.models import GapDecision, Weight

TONES = {1: "bad", 2: "warn", 3: "info", 4: "quiet"}


class GapTable(tables.Table):
    client = ClientColumn(linkify=("client-gaps", [tables.A("client_id")]))
    tier = tables.Column(accessor="client__tier__name", default="")
    executive = tables.Column(accessor="executive_name", default="")
    weight = BadgeColumn(dict(Weight.choices), TONES, accessor="rule__weight")
    rule = tables.Column(verbose_name="Suggestion")
    because = tables.Column()
    found = DateColumn(accessor="found_on", verbose_name="Since")
    decision = tables.Column(accessor="decision_words", verbose_name="Decided before", default="")
    again = DateColumn(accessor="decision__again_on", verbose_name="Comes up again")


def attach_gap(findings: Sequence[Any], request: HttpRequest) -> None:
    """What was decided before on each gap, and who serves the client; two queries."""
    attach_people(findings, request)
    clients = {finding.client_id for finding in findings}
    rows = GapDecision.objects.filter(client__in=clients)
    decided = {(row.client_id, row.rule_id): row for row in rows}
    for finding in findings:
        finding.decision = decided.get((finding.client_id, finding.rule_id))
        finding.decision_words = finding.decision and finding.decision.get_choice_display()


def gap_totals(queryset: Any, request: HttpRequest) -> dict[str, str]:
    """How many gaps, and of how many clients."""
    found = queryset.order_by().aggregate(n=Count("pk"), clients=Count("client", distinct=True))
    return {"Gaps": f"{found['n']:,}", "Clients": f"{found['clients']:,}"}
