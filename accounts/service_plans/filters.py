"""What the lists of commitments and accounts can be asked."""

from datetime import timedelta

import django_filters as filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.clients.filters import people_in, served
from accounts.clients.models import Client, Tier
from accounts.service_plans.catalogue import COMMITMENTS
from accounts.service_plans.models import Commitment
from accounts.service_plans.states import Standing
from config.lib.forms import DayInput
from teams.access.roles import Role
from teams.people.models import User

VIEWS = {
    "open": "Open",
    "late": "Late",
    "mine": "Mine",
    "weeks": "Next four weeks",
    "all": "All",
}


def codes() -> list[tuple[str, str]]:
    """Every code that was ever promised, in the order of the alphabet."""
    held = Commitment.objects.order_by("code").values_list("code", flat=True).distinct()
    return [(code, code) for code in sorted({*held, *(row[0] for row in COMMITMENTS)})]


class CommitmentFilter(filters.FilterSet):
    """The view comes from a tab; the rest from the form above the list."""

    view = filters.ChoiceFilter(
        choices=list(VIEWS.items()), method="in_view", label="View", widget=forms.HiddenInput
    )
    q = filters.CharFilter(field_name="client__name", lookup_expr="icontains", label="Client")
    standing = filters.ChoiceFilter(choices=Standing.choices, empty_label="All", label="Standing")
    code = filters.ChoiceFilter(choices=codes, empty_label="All", label="Commitment")
    tier = filters.ModelChoiceFilter(
        queryset=Tier.objects.all(), field_name="plan__tier", label="Tier", empty_label="All"
    )
    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.ACCOUNT_EXECUTIVE), label="Executive",
        empty_label="All", method="served",
    )  # fmt: skip
    owner = filters.ModelChoiceFilter(
        queryset=User.objects.active(), label="Owner", empty_label="All", method="owned"
    )
    scored = filters.ChoiceFilter(
        choices=[("yes", "Met or late")], empty_label="All", label="In the score",
        method="in_score",
    )  # fmt: skip
    due_from = filters.DateFilter(
        field_name="due_on", lookup_expr="gte", label="Due from", widget=DayInput
    )
    due_until = filters.DateFilter(
        field_name="due_on", lookup_expr="lte", label="Due until", widget=DayInput
    )

    class Meta:
        model = Commitment
        fields: list[str] = []

    def in_score(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """As of today."""
        return rows.scored(timezone.localdate())  # type: ignore[attr-defined]

    def in_view(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return commitments_in_view(rows, value, self.request.user)

    def served(self, rows: models.QuerySet, name: str, user: User) -> models.QuerySet:
        return served(rows, Role.ACCOUNT_EXECUTIVE, user)

    def owned(self, rows: models.QuerySet, name: str, user: User) -> models.QuerySet:
        return rows.filter(owned_by=user.pk)


def commitments_in_view(rows: models.QuerySet, view: str, user: User) -> models.QuerySet:
    """The commitments of a tab."""
    today = timezone.localdate()
    if view == "late":
        return rows.late(today)  # type: ignore[attr-defined]
    if view == "mine":
        return rows.open().filter(owned_by=user.pk)  # type: ignore[attr-defined]
    if view == "weeks":
        return rows.open().filter(due_on__lte=today + timedelta(days=28))  # type: ignore[attr-defined]
    return rows.open() if view == "open" else rows  # type: ignore[attr-defined]


class AccountFilter(filters.FilterSet):
    q = filters.CharFilter(field_name="name", lookup_expr="icontains", label="Client")
    tier = filters.ModelChoiceFilter(queryset=Tier.objects.all(), label="Tier", empty_label="All")
    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.ACCOUNT_EXECUTIVE), label="Executive",
        empty_label="All", method="served",
    )  # fmt: skip
    show = filters.ChoiceFilter(
        label="Show", empty_label="All accounts", method="standing",
        choices=[("stale", "Not current"), ("overview", "Overview not current"),
                 ("summary", "Summary not current"), ("current", "Both current")],
    )  # fmt: skip

    class Meta:
        model = Client
        fields: list[str] = []

    def served(self, rows: models.QuerySet, name: str, user: User) -> models.QuerySet:
        return served(rows, Role.ACCOUNT_EXECUTIVE, user, client="pk")

    def standing(self, rows: models.QuerySet, name: str, value: str) -> models.QuerySet:
        wanted = {
            "stale": Q(overview_current=False) | Q(summary_current=False),
            "overview": Q(overview_current=False),
            "summary": Q(summary_current=False),
            "current": Q(overview_current=True, summary_current=True),
        }
        return rows.filter(wanted[value])
