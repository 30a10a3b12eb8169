"""How the list of follow-ups is narrowed."""

from datetime import timedelta

import django_filters
from django import forms
from django.db import models
from django.utils import timezone

from accounts.follow_ups.models import FollowUp, FollowUpKind
from teams.people.models import Team, User

VIEWS = {
    "mine": "Mine and my teams’",
    "given": "Added by me",
    "all": "All follow-ups",
}
WHEN = {
    "overdue": "Overdue",
    "today": "Today",
    "week": "Within 7 days",
    "open": "All open",
    "done": "Done",
}
DAY = forms.DateInput(attrs={"type": "date"})


class FollowUpFilter(django_filters.FilterSet):
    """The view comes from a tab; the rest from the form above the list."""

    view = django_filters.ChoiceFilter(
        choices=list(VIEWS.items()), method="in_view", label="View", widget=forms.HiddenInput
    )
    when = django_filters.ChoiceFilter(
        choices=list(WHEN.items()), method="due_when", label="When", empty_label="All open"
    )
    kind = django_filters.ModelChoiceFilter(
        queryset=FollowUpKind.objects.all(), empty_label="Any kind"
    )
    owner = django_filters.ModelChoiceFilter(
        queryset=User.objects.active().holding("follow_ups.write"), empty_label="Anybody"
    )
    team = django_filters.ModelChoiceFilter(queryset=Team.objects.all(), empty_label="Any team")
    due_from = django_filters.DateFilter(
        field_name="due_on", lookup_expr="gte", label="Due from", widget=DAY
    )
    due_to = django_filters.DateFilter(
        field_name="due_on", lookup_expr="lte", label="Due to", widget=DAY
    )
    words = django_filters.CharFilter(field_name="subject", lookup_expr="icontains", label="Words")

    class Meta:
        model = FollowUp
        fields: list[str] = []

    def in_view(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return in_view(rows, value, self.request.user)

    def due_when(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return due_when(rows, value)


def in_view(rows: models.QuerySet, view: str, user: User) -> models.QuerySet:
    """The rows of a tab for `user`."""
    if view == "mine":
        return rows.of(user)  # type: ignore[attr-defined]
    return rows.filter(created_by=user) if view == "given" else rows


def due_when(rows: models.QuerySet, word: str) -> models.QuerySet:
    """The rows of a ?when= word; open ones unless the done are asked for."""
    today = timezone.localdate()
    if word == "done":
        return rows.exclude(done_at=None)
    conditions = {
        "overdue": {"due_on__lt": today},
        "today": {"due_on": today},
        "week": {"due_on__lte": today + timedelta(days=7)},
    }
    return rows.filter(done_at=None, **conditions.get(word, {}))
