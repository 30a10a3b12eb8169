"""What the lists behind the aging's figures can be asked."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef

from accounts.carriers.models import Carrier
from accounts.clients.models import ServiceAssignment
from accounts.receipts.models import Receipt
from accounts.receivables.aging import buckets, served_on
from accounts.receivables.models import Invoice
from accounts.receivables.querysets import AgingBasis
from accounts.receivables.statement import ROLES
from config.lib.asof import as_of
from config.lib.forms import DayInput
from teams.people.models import Team, User

NOBODY = "null"


def people_serving(way: str):
    """Everybody who serves or served a client as the aging's word says."""
    serving = ServiceAssignment.objects.filter(user=OuterRef("pk"), role=ROLES[way])
    return User.objects.filter(Exists(serving)).order_by("name")


class ServedFilter(filters.FilterSet):
    """Rows of clients, by who served them on the day asked for.

    `as_of` shapes the list itself; the view reads it.
    """

    as_of = filters.DateFilter(label="As of", method="unchanged", widget=DayInput())
    client = filters.NumberFilter(field_name="client_id", widget=forms.HiddenInput)
    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_serving("executive"),
        label="Executive",
        empty_label="All",
        null_label="Nobody",
        method="by_person",
    )
    sales = filters.ModelChoiceFilter(
        queryset=lambda request: people_serving("sales"),
        label="Sales executive",
        empty_label="All",
        null_label="Nobody",
        method="by_person",
    )
    team = filters.ModelChoiceFilter(
        queryset=Team.objects.all(), field_name="client__team", label="Team", empty_label="All"
    )

    def unchanged(self, queryset, name, value):
        return queryset

    def by_person(self, queryset, name, value: Any):
        person = None if value == NOBODY else value.pk
        return served_on(queryset, name, person, as_of(self.request))


class OpenItemFilter(ServedFilter):
    """The items of a figure; `basis` too is read by the view."""

    basis = filters.ChoiceFilter(
        label="Aged from", choices=AgingBasis.choices, empty_label=None, method="unchanged"
    )
    carrier = filters.ModelChoiceFilter(
        queryset=Carrier.objects.all(),
        label="Carrier",
        empty_label="All",
        null_label="No carrier",
        method="by_carrier",
    )
    bucket = filters.ChoiceFilter(
        label="Bucket",
        empty_label="All",
        choices=lambda: [(b.label, b.label) for b in buckets()] + [("credit", "Credits")],
        method="in_column",
    )
    over = filters.ChoiceFilter(
        label="Days past, more than",
        empty_label="Any",
        choices=lambda: [(str(b.from_days - 1), str(b.from_days - 1)) for b in buckets()
                         if b.from_days is not None],
        method="older_than",
    )  # fmt: skip
    batch = filters.NumberFilter(label="Import", field_name="batch_id", widget=forms.HiddenInput)

    class Meta:
        model = Invoice
        fields: list[str] = []

    def by_carrier(self, queryset, name, value: Any):
        carrier = None if value == NOBODY else value
        return queryset.filter(term__policy__writing_company__carrier=carrier)

    def in_column(self, queryset, name, value):
        if value == "credit":
            return queryset.filter(balance__lt=0)
        return queryset.filter(bucket=value, balance__gt=0)

    def older_than(self, queryset, name, value):
        older = [b.label for b in buckets() if b.from_days is not None and b.from_days > int(value)]
        return queryset.filter(bucket__in=older, balance__gt=0)


class UnappliedFilter(ServedFilter):
    """The receipts of which something is left."""

    class Meta:
        model = Receipt
        fields: list[str] = []
