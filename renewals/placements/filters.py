"""What the placements can be asked."""

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from accounts.clients.filters import people_in, served
from accounts.clients.models import Tier
from renewals.expirations.filters import departments
from renewals.placements.models import Placement
from renewals.placements.states import Kind, Stage
from teams.access.roles import Role

VIEWS = {"board": "Board", "list": "List", "calendar": "Calendar"}


class PlacementFilter(filters.FilterSet):
    """`view` and `month` shape the page itself; the view reads them."""

    view = filters.ChoiceFilter(
        choices=list(VIEWS.items()), method="unchanged", widget=forms.HiddenInput
    )
    month = filters.CharFilter(method="unchanged", widget=forms.HiddenInput)
    q = filters.CharFilter(label="Client or policy", method="named")
    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.ACCOUNT_EXECUTIVE),
        label="Executive",
        empty_label="All",
        method="served",
    )
    kind = filters.ChoiceFilter(choices=Kind, label="Kind", empty_label="All")
    stage = filters.ChoiceFilter(choices=Stage, label="Stage", empty_label="All")
    tier = filters.ModelChoiceFilter(
        queryset=Tier.objects.all(), field_name="client__tier", label="Tier", empty_label="All"
    )
    department = filters.ChoiceFilter(
        choices=lambda: [(d, d) for d in departments()],
        field_name="client__team__department",
        label="Department",
        empty_label="All",
    )
    late = filters.BooleanFilter(label="Behind", method="behind", widget=forms.CheckboxInput)

    class Meta:
        model = Placement
        fields: list[str] = []

    def unchanged(self, queryset, name, value):
        return queryset

    def named(self, queryset, name, value):
        text = value.strip()
        return queryset.filter(
            Q(client__name__icontains=text)
            | Q(pk__in=Placement.objects.filter(terms__term__number__icontains=text).values("pk"))
        )

    def served(self, queryset, name, user):
        return served(queryset, Role.ACCOUNT_EXECUTIVE, user)

    def behind(self, queryset, name, value):
        return queryset.overdue(timezone.localdate()) if value else queryset
