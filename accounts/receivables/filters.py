"""What the list of open items can be asked."""

import django_filters as filters
from django import forms

from accounts.carriers.models import Carrier
from accounts.clients.filters import people_in, served
from accounts.receivables.aging import buckets
from accounts.receivables.models import Invoice
from accounts.receivables.querysets import AgingBasis
from teams.access.roles import Role

DAY = forms.DateInput({"type": "date"})


class OpenItemFilter(filters.FilterSet):
    """`as_of` and `basis` shape the list itself; the view reads them."""

    as_of = filters.DateFilter(label="As of", method="unchanged", widget=DAY)
    basis = filters.ChoiceFilter(
        label="Aged from", choices=AgingBasis.choices, empty_label=None, method="unchanged"
    )
    client = filters.NumberFilter(field_name="client_id", widget=forms.HiddenInput)
    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.ACCOUNT_EXECUTIVE),
        label="Executive",
        empty_label="All",
        method="by_executive",
    )
    sales = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.SALES_EXECUTIVE),
        label="Sales executive",
        empty_label="All",
        method="by_sales",
    )
    carrier = filters.ModelChoiceFilter(
        queryset=Carrier.objects.all(),
        field_name="term__policy__writing_company__carrier",
        label="Carrier",
        empty_label="All",
    )
    bucket = filters.ChoiceFilter(
        label="Bucket",
        empty_label="All",
        choices=lambda: [(b.label, b.label) for b in buckets()] + [("credit", "Credits")],
        method="in_column",
    )
    batch = filters.NumberFilter(label="Import", field_name="batch_id", widget=forms.HiddenInput)

    class Meta:
        model = Invoice
        fields: list[str] = []

    def unchanged(self, queryset, name, value):
        return queryset

    def by_executive(self, queryset, name, user):
        return served(queryset, Role.ACCOUNT_EXECUTIVE, user)

    def by_sales(self, queryset, name, user):
        return served(queryset, Role.SALES_EXECUTIVE, user)

    def in_column(self, queryset, name, value):
        if value == "credit":
            return queryset.filter(balance__lt=0)
        return queryset.filter(bucket=value, balance__gt=0)
