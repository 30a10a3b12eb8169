"""The list of meetings."""

from typing import Any

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db import models
from django.utils import timezone

from accounts.meetings.models import Meeting, MeetingKind
from accounts.orders.tables import MomentColumn
from config.lib.forms import DayInput
from config.lib.tables import BadgeColumn

STATES = {
    "planned": "Planned", "minutes": "Minutes missing", "held": "Held", "cancelled": "Cancelled",
}  # fmt: skip
TONES = {"planned": "info", "minutes": "warn", "held": "good", "cancelled": "quiet"}
VIEWS = {"coming": "Coming", "mine": "Mine", "minutes": "Minutes missing", "all": "All"}


class MeetingTable(tables.Table):
    starts = MomentColumn(accessor="starts_at", verbose_name="Begins")
    kind = tables.Column(linkify=("meeting-page", [tables.A("pk")]))
    client = tables.Column(
        default="", linkify=lambda record: record.client and record.client.get_absolute_url()
    )
    state = BadgeColumn(labels=STATES, tones=TONES)
    place = tables.Column(default="")
    organizer = tables.Column(verbose_name="Called by")
    asked = tables.Column(accessor="asked", verbose_name="Asked", default="")

    class Meta:
        model = Meeting
        fields: tuple[str, ...] = ()


class MeetingFilter(filters.FilterSet):
    view = filters.ChoiceFilter(
        choices=list(VIEWS.items()), method="in_view", label="View", widget=forms.HiddenInput
    )
    q = filters.CharFilter(field_name="client__name", lookup_expr="icontains", label="Client")
    kind = filters.ModelChoiceFilter(
        queryset=MeetingKind.objects.all(), label="Kind", empty_label="All"
    )
    since = filters.DateFilter(
        field_name="starts_at", lookup_expr="date__gte", label="From", widget=DayInput
    )
    until = filters.DateFilter(
        field_name="starts_at", lookup_expr="date__lte", label="Until", widget=DayInput
    )

    class Meta:
        model = Meeting
        fields: list[str] = []

    def in_view(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return meetings_in_view(rows, value, self.request.user)


def meetings_in_view(rows: Any, view: str, user: Any) -> models.QuerySet:
    """The meetings of a tab."""
    now = timezone.now()
    if view == "coming":
        return rows.coming(now)
    if view == "mine":
        return rows.of(user).filter(cancelled_at=None)
    return rows.without_minutes(now) if view == "minutes" else rows
