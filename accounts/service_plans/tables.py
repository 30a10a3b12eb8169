"""The lists of commitments and of accounts with their papers."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html

from accounts.clients.tables import ClientColumn
from accounts.service_plans.models import Commitment
from accounts.service_plans.states import TONES, Standing
from config.lib.tables import BadgeColumn, DateColumn, badge


class CommitmentTable(tables.Table):
    due = DateColumn(accessor="due_on", verbose_name="Due")
    standing = BadgeColumn(labels=dict(Standing.choices), tones=TONES, verbose_name="Standing")
    client = ClientColumn(verbose_name="Client")
    code = tables.Column(linkify=("commitment-page", [tables.A("pk")]), verbose_name="Code")
    name = tables.Column(accessor="template__name", verbose_name="Commitment")
    about = tables.Column(default="")
    tier = tables.Column(accessor="plan__tier__name", verbose_name="Tier")
    owner = tables.Column(accessor="owner_name", verbose_name="Owner", default="nobody")
    met = DateColumn(accessor="met_on", verbose_name="Met")
    shown_by = tables.Column(accessor="evidence__label", verbose_name="Shown by", default="")

    class Meta:
        model = Commitment
        fields: tuple[str, ...] = ()

    def render_due(self, value: date, record: Any) -> Any:
        away = (value - timezone.localdate()).days
        words = f"{value:%a %m/%d/%Y}"
        return format_html('<span title="{} days">{}</span>', away, words)


class AccountTable(tables.Table):
    name = tables.Column(verbose_name="Client", linkify=("client-plan", [tables.A("pk")]))
    tier = tables.Column(accessor="tier__name", default="")
    executive = tables.Column(accessor="executive_name", default="")
    overview = tables.Column(
        accessor="overview__why", verbose_name="Yearly overview", attrs={"td": {"class": "wrap"}}
    )
    summary = tables.Column(
        accessor="summary__why", verbose_name="Insurance summary", attrs={"td": {"class": "wrap"}}
    )

    def render_overview(self, record: Any) -> Any:
        return _words(record.overview)

    def render_summary(self, record: Any) -> Any:
        return _words(record.summary)

    def value_overview(self, record: Any) -> str:
        return _plain(record.overview)

    def value_summary(self, record: Any) -> str:
        return _plain(record.summary)


def _plain(found: Any) -> str:
    return found.why.capitalize() if found.current else f"Stale: {found.why}"


def _words(found: Any) -> Any:
    mark = badge("Current", "good") if found.current else badge("Stale", "bad")
    return format_html("{} {}", mark, found.why)
