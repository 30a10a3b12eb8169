"""The columns of the list of binders."""

from typing import Any

import django_tables2 as tables
from django.http import HttpRequest
from django.utils import timezone

from accounts.certificates.rules import binder_state
from accounts.clients.tables import ClientColumn
from config.lib.tables import DateColumn, MoneyColumn, NumberColumn, badge


class BinderTable(tables.Table):
    expires = DateColumn(accessor="expires_on", verbose_name="Ends")
    days = NumberColumn(accessor="days_left", verbose_name="Days left")
    state = tables.Column(accessor="state", verbose_name="State")
    client = ClientColumn()
    line = tables.Column(accessor="line__name")
    company = tables.Column(accessor="company__name", default="")
    policy = tables.Column(
        accessor="term__number", verbose_name="Policy", default="",
        linkify=lambda record: record.term.get_absolute_url() if record.term else None,
    )  # fmt: skip
    amount = MoneyColumn(accessor="insured_amount", verbose_name="Amount of insurance")
    extend = tables.Column(
        accessor="pk", verbose_name="Extend", exclude_from_export=True,
        linkify=("binder-extend", [tables.A("pk")]),
    )  # fmt: skip

    def render_state(self, value: tuple[str, str]) -> Any:
        return badge(*value)

    def value_state(self, value: tuple[str, str]) -> str:
        return value[0]

    def render_extend(self, record: Any) -> str:
        return "Extend" if self.request.user.may("clients.write") else ""


def attach_binders(binders: Any, request: HttpRequest) -> None:
    """Give each binder its state today and the days it has left."""
    today = timezone.localdate()
    for binder in binders:
        binder.days_left = (binder.expires_on - today).days
        binder.state = binder_state(
            effective_on=binder.effective_on, expires_on=binder.expires_on,
            issued_on=binder.policy_issued_on, on=today,
        )  # fmt: skip
