"""What the policy list can be asked."""

import django_filters as filters
from django import forms
from django.db.models import Q
from django.db.models.functions import Upper

from accounts.carriers.models import Carrier
from accounts.clients.filters import people_in, served
from accounts.policies.models import LineOfBusiness, PolicyTerm
from accounts.policies.querysets import TermStatus
from teams.access.roles import Role


class PolicyFilter(filters.FilterSet):
    q = filters.CharFilter(label="Number or client", method="named")
    status = filters.ChoiceFilter(
        label="Status", choices=TermStatus.choices, empty_label="All", method="standing"
    )
    line = filters.ModelChoiceFilter(
        queryset=LineOfBusiness.objects.all(),
        field_name="policy__line",
        label="Line",
        empty_label="All",
    )
    carrier = filters.ModelChoiceFilter(
        queryset=Carrier.objects.all(),
        field_name="policy__writing_company__carrier",
        label="Carrier",
        empty_label="All",
    )
    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.ACCOUNT_EXECUTIVE),
        label="Executive",
        empty_label="All",
        method="served",
    )
    as_of = filters.DateFilter(
        label="As of", method="unchanged", widget=forms.DateInput({"type": "date"})
    )
    batch = filters.NumberFilter(label="Import", field_name="batch_id", widget=forms.HiddenInput)

    class Meta:
        model = PolicyTerm
        fields: list[str] = []

    def named(self, queryset, name, value):
        text = value.strip().upper()
        return queryset.annotate(upper_number=Upper("number")).filter(
            Q(upper_number__contains=text) | Q(client__name__icontains=value.strip())
        )

    def standing(self, queryset, name, value):
        return queryset.filter(status=value)

    def served(self, queryset, name, user):
        return served(queryset, Role.ACCOUNT_EXECUTIVE, user)

    def unchanged(self, queryset, name, value):
        return queryset
