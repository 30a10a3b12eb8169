"""How the list of escalations is narrowed."""

import django_filters
from django import forms
from django.db import models

from accounts.escalations.models import Escalation
from accounts.escalations.registry import watches
from teams.people.models import User

VIEWS = {
    "mine": "Waiting for me",
    "open": "All open",
    "raised": "Raised by me",
    "all": "All",
}


def why_choices() -> list[tuple[str, str]]:
    """The registered rules, and raising by hand."""
    return [("hand", "Raised by hand"), *((w.code, w.label) for w in watches())]


class EscalationFilter(django_filters.FilterSet):
    """The view comes from a tab; the rest from the form above the list."""

    view = django_filters.ChoiceFilter(
        choices=list(VIEWS.items()), method="in_view", label="View", widget=forms.HiddenInput
    )
    why = django_filters.ChoiceFilter(
        choices=why_choices, method="for_reason", label="Why", empty_label="Anything"
    )
    level = django_filters.ChoiceFilter(choices=Escalation.Level, empty_label="Either")
    to = django_filters.ModelChoiceFilter(
        queryset=User.objects.active().holding("escalations.answer"), empty_label="Anybody"
    )

    class Meta:
        model = Escalation
        fields: list[str] = []

    def in_view(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return in_view(rows, value, self.request.user)

    def for_reason(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return rows.filter(rule="" if value == "hand" else value)


def in_view(rows: models.QuerySet, view: str, user: User) -> models.QuerySet:
    """The rows of a tab for `user`."""
    if view == "mine":
        return rows.filter(pk__in=Escalation.objects.waiting_for(user).order_by().values("pk"))
    if view == "raised":
        return rows.filter(raised_by=user)
    return rows.open() if view == "open" else rows  # type: ignore[attr-defined]
