"""The columns and questions of the list of carriers."""

import django_filters as filters
import django_tables2 as tables

from accounts.carriers.models import Carrier
from config.lib.tables import MoneyColumn, NumberColumn


class CarrierTable(tables.Table):
    name = tables.Column(linkify=True, verbose_name="Carrier")
    group_code = tables.Column(verbose_name="Group code")
    policies = NumberColumn(accessor="policies_in_force", verbose_name="Policies in force")
    premium = MoneyColumn(accessor="premium_in_force", verbose_name="Premium in force")


class CarrierFilter(filters.FilterSet):
    q = filters.CharFilter(label="Name", field_name="name", lookup_expr="icontains")

    class Meta:
        model = Carrier
        fields: list[str] = []
