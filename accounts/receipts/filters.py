"""How the receipts list is narrowed."""

import django_filters as filters
from django.db.models import Q, QuerySet

from accounts.receipts.models import Receipt
from config.lib.forms import DayInput


class ReceiptFilter(filters.FilterSet):
    q = filters.CharFilter(method="find", label="Client, payer or reference")
    method = filters.ChoiceFilter(choices=Receipt.Method, empty_label="Any method")
    standing = filters.ChoiceFilter(
        choices=[("open", "Unapplied"), ("returned", "Returned")],
        method="standing_is",
        empty_label="Any standing",
        label="Standing",
    )
    since = filters.DateFilter("received_on", "gte", label="Received from", widget=DayInput())
    until = filters.DateFilter("received_on", "lte", label="Received to", widget=DayInput())

    class Meta:
        model = Receipt
        fields: list[str] = []

    def find(self, receipts: QuerySet, name: str, words: str) -> QuerySet:
        return receipts.filter(
            Q(client__name__icontains=words)
            | Q(payer__icontains=words)
            | Q(reference__icontains=words)
        )

    def standing_is(self, receipts: QuerySet, name: str, standing: str) -> QuerySet:
        if standing == "returned":
            return receipts.filter(returned=True)
        return receipts.filter(returned=False, unapplied__gt=0)
