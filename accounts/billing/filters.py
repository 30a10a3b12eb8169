"""How the transactions that are not yet invoiced are narrowed."""

import django_filters as filters
from django.db.models import Q, QuerySet

from accounts.clients.filters import people_in
from accounts.policies.models import PolicyTransaction, TransactionKind
from config.lib.forms import DayInput
from teams.access.roles import Role


class NotInvoicedFilter(filters.FilterSet):
    q = filters.CharFilter(method="find", label="Client or policy")
    kind = filters.ChoiceFilter(choices=TransactionKind, empty_label="Any kind", label="Kind")
    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.ACCOUNT_EXECUTIVE),
        label="Executive",
        empty_label="All",
    )
    entered_since = filters.DateFilter(
        "entered_at", "date__gte", label="Entered from", widget=DayInput()
    )

    class Meta:
        model = PolicyTransaction
        fields: list[str] = []

    def find(self, rows: QuerySet, name: str, words: str) -> QuerySet:
        return rows.filter(
            Q(term__client__name__icontains=words) | Q(term__number__icontains=words)
        )
