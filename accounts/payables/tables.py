"""The columns of the remittances list, and how it is narrowed."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest

from accounts.payables.models import Remittance
from config.lib.forms import DayInput
from config.lib.lists import ListSpec
from config.lib.money import ZERO
from config.lib.tables import BadgeColumn, DateColumn, MoneyColumn

STANDINGS = {
    "proposed": "Proposed",
    "approved": "Approved",
    "paid": "Paid",
    "void": "Void",
    "dropped": "Dropped",
}
TONES = {
    "proposed": "warn", "approved": "info", "paid": "good", "void": "bad", "dropped": "quiet"
}  # fmt: skip


class RemittanceTable(tables.Table):
    number = tables.Column(linkify=("remittance-page", [tables.A("pk")]))
    payee = tables.Column(accessor="payee")
    through = DateColumn(accessor="through_on", verbose_name="Due through")
    standing = BadgeColumn(STANDINGS, TONES, accessor="stands")
    paid = DateColumn(accessor="paid_on")
    means = tables.Column(accessor="get_means_display", default="")
    reference = tables.Column(default="")
    amount = MoneyColumn()


class RemittanceFilter(filters.FilterSet):
    q = filters.CharFilter(method="find", label="Payee or reference")
    standing = filters.ChoiceFilter(
        field_name="stands", choices=list(STANDINGS.items()), empty_label="Any standing",
        label="Standing",
    )  # fmt: skip
    since = filters.DateFilter("paid_on", "gte", label="Paid from", widget=DayInput())
    until = filters.DateFilter("paid_on", "lte", label="Paid to", widget=DayInput())

    class Meta:
        model = Remittance
        fields: list[str] = []

    def find(self, remittances: QuerySet, name: str, words: str) -> QuerySet:
        return remittances.filter(Q(company__name__icontains=words) | Q(reference__icontains=words))


def remittance_totals(remittances: QuerySet, request: HttpRequest) -> dict[str, str]:
    """How much of all that match was paid, and how much waits."""
    found = remittances.order_by().aggregate(
        paid=Sum("amount", filter=Q(stands="paid")),
        waiting=Sum("amount", filter=Q(stands__in=["proposed", "approved"])),
    )
    return {
        "Paid": f"${found['paid'] or ZERO:,.2f}",
        "Waiting": f"${found['waiting'] or ZERO:,.2f}",
    }


REMITTANCES = ListSpec(
    name="remittances",
    title="Remittances",
    table=RemittanceTable,
    filterset=RemittanceFilter,
    sorts={"number": "number", "amount": "amount", "through": "through_on"},
    default_sort="-number",
    empty="Nothing was paid on yet. Choose a payee under Payables and put items together.",
    totals=remittance_totals,
    about="Paid: posted out of trust and not taken back.",
)
