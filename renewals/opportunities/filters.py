"""What the opportunities can be asked."""

import django_filters as filters
from django import forms

from accounts.clients.filters import people_in
from accounts.policies.models import LineOfBusiness
from renewals.opportunities.models import WANTED, Opportunity, OpportunitySource, SalesStage
from teams.access.roles import Role

VIEWS = {"board": "Board", "list": "List"}
STATES = {"open": "Open", "won": "Won", "lost": "Lost", "decided": "Won or lost"}
DAY = forms.DateInput(attrs={"type": "date"})


class HitFilter(filters.FilterSet):
    """What decided opportunities can be asked, too."""

    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.ACCOUNT_EXECUTIVE),
        label="Account executive",
        empty_label="All",
    )
    seller = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.SALES_EXECUTIVE),
        label="Sales executive",
        empty_label="All",
    )
    kind = filters.ChoiceFilter(
        choices=[(k.value, k.label) for k in WANTED], label="Kind", empty_label="All"
    )
    line = filters.ModelChoiceFilter(
        queryset=LineOfBusiness.objects.all(), label="Line", empty_label="All"
    )
    source = filters.ModelChoiceFilter(
        queryset=OpportunitySource.objects.all(), label="Source", empty_label="All"
    )

    class Meta:
        model = Opportunity
        fields: list[str] = []


class OpportunityFilter(HitFilter):
    """`view` shapes the page itself; the view reads it."""

    view = filters.ChoiceFilter(
        choices=list(VIEWS.items()), method="unchanged", widget=forms.HiddenInput
    )
    q = filters.CharFilter(label="Client", field_name="client__name", lookup_expr="icontains")
    stage = filters.ModelChoiceFilter(
        queryset=SalesStage.objects.all(), label="Stage", empty_label="All open"
    )
    state = filters.ChoiceFilter(
        choices=list(STATES.items()), label="State", empty_label="Open", method="in_state"
    )
    close_from = filters.DateFilter(
        field_name="expected_on", lookup_expr="gte", label="Expected from", widget=DAY
    )
    close_to = filters.DateFilter(
        field_name="expected_on", lookup_expr="lte", label="Expected to", widget=DAY
    )
    decided_from = filters.DateFilter(
        field_name="decided_on", lookup_expr="gte", label="Decided from", widget=forms.HiddenInput
    )
    decided_to = filters.DateFilter(
        field_name="decided_on", lookup_expr="lte", label="Decided to", widget=forms.HiddenInput
    )

    def unchanged(self, queryset, name, value):
        return queryset

    def in_state(self, queryset, name, value):
        if value == "decided":
            return queryset.filter(stage__mark__in=["won", "lost"])
        return queryset.open() if value == "open" else queryset.filter(stage__mark=value)
