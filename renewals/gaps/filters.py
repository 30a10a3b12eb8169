"""What the list of gaps can be asked."""

import django_filters as filters
from django.utils import timezone

from accounts.clients.filters import people_in, served
from accounts.clients.models import Tier
from renewals.gaps.models import GapFinding, GapRule, Weight
from teams.access.roles import Role

STATES = {"open": "To decide", "settled": "Decided"}


class GapFilter(filters.FilterSet):
    q = filters.CharFilter(label="Client", field_name="client__name", lookup_expr="icontains")
    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.ACCOUNT_EXECUTIVE),
        label="Executive",
        empty_label="All",
        method="served",
    )
    rule = filters.ModelChoiceFilter(
        queryset=GapRule.objects.active(), label="Suggestion", empty_label="All"
    )
    weight = filters.ChoiceFilter(
        choices=Weight, field_name="rule__weight", label="Weight", empty_label="All"
    )
    tier = filters.ModelChoiceFilter(
        queryset=Tier.objects.all(), field_name="client__tier", label="Tier", empty_label="All"
    )
    state = filters.ChoiceFilter(
        choices=list(STATES.items()), label="State", empty_label="To decide", method="in_state"
    )

    class Meta:
        model = GapFinding
        fields: list[str] = []

    def served(self, queryset, name, user):
        return served(queryset, Role.ACCOUNT_EXECUTIVE, user)

    def in_state(self, queryset, name, value):
        return queryset.in_state(value, timezone.localdate())
