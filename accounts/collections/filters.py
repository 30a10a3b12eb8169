"""How the worklist of collections is narrowed."""

import django_filters as filters
from django import forms
from django.utils import timezone

from accounts.clients.models import Client
from accounts.collections.models import CollectionStep
from accounts.collections.worklist import STATES, in_state
from accounts.receivables.aging import served_on
from accounts.receivables.filters import people_serving
from accounts.receivables.models import Invoice
from teams.access.roles import Role
from teams.people.models import Team


def _today():
    return timezone.localdate()


def step_choices() -> list[tuple[str, str]]:
    """The steps in force, by code."""
    return [(s.code, s.name) for s in CollectionStep.objects.in_force(_today())]


class WorkFilter(filters.FilterSet):
    """What is to do, whose, how old and how much."""

    state = filters.ChoiceFilter(
        choices=list(STATES.items()), method="standing", label="Standing", widget=forms.HiddenInput
    )
    whose = filters.ChoiceFilter(
        choices=[("mine", "Clients I serve")], method="served", empty_label="All I see",
        label="Whose",
    )  # fmt: skip
    step = filters.ChoiceFilter(
        choices=step_choices, field_name="next_code", label="Next step", empty_label="Any"
    )
    owner = filters.ChoiceFilter(
        choices=Role.choices, method="owned_by", label="For", empty_label="Anybody"
    )
    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_serving("executive"), method="by_person",
        label="Executive", empty_label="All",
    )  # fmt: skip
    sales = filters.ModelChoiceFilter(
        queryset=lambda request: people_serving("sales"), method="by_person",
        label="Sales executive", empty_label="All",
    )  # fmt: skip
    team = filters.ModelChoiceFilter(
        queryset=Team.objects.all(), field_name="client__team", label="Team", empty_label="All"
    )
    days = filters.NumberFilter(field_name="age", lookup_expr="gt", label="Days past due over")
    amount = filters.NumberFilter(field_name="balance", lookup_expr="gte", label="Open from")
    client = filters.NumberFilter(field_name="client_id", widget=forms.HiddenInput)

    class Meta:
        model = Invoice
        fields: list[str] = []

    def standing(self, rows, name, value):
        return in_state(rows, value)

    def served(self, rows, name, value):
        user = self.request.user
        mine = Client.objects.visible_to(user).served_by(user.pk, user.role)
        return rows.filter(client__in=mine.order_by().values("pk"))

    def owned_by(self, rows, name, role):
        codes = [s.code for s in CollectionStep.objects.in_force(_today()) if s.owner == role]
        return rows.filter(next_code__in=codes)

    def by_person(self, rows, name, person):
        return served_on(rows, name, person.pk, _today())
