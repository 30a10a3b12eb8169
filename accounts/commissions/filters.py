"""How expected commission is narrowed."""

import django_filters as filters
from django.db.models import Q, QuerySet

from accounts.carriers.models import Carrier
from accounts.commissions.models import ExpectedCommission
from config.lib.forms import DayInput


class ExpectedFilter(filters.FilterSet):
    q = filters.CharFilter(method="find", label="Client or policy")
    carrier = filters.ModelChoiceFilter(
        queryset=Carrier.objects.all(), label="Carrier", empty_label="All"
    )
    standing = filters.ChoiceFilter(
        choices=[("open", "Not yet paid"), ("paid", "Paid")],
        method="standing_is",
        label="Standing",
        empty_label="All",
    )
    until = filters.DateFilter("expected_on", "lte", label="On the books up to", widget=DayInput())

    class Meta:
        model = ExpectedCommission
        fields: list[str] = []

    def find(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        return rows.filter(Q(client__name__icontains=words) | Q(term__number__icontains=words))

    def standing_is(self, rows: QuerySet, name: str, standing: str) -> QuerySet:
        return rows.filter(open=0) if standing == "paid" else rows.exclude(open=0)
