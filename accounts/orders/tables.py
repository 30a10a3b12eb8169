"""The columns of the list of orders."""

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince

from accounts.orders.models import ServiceOrder
from accounts.orders.states import OrderState
from config.lib.tables import BadgeColumn, badge

TONES: dict[str, str] = {
    OrderState.DRAFT: "quiet",
    OrderState.SUBMITTED: "info",
    OrderState.ACCEPTED: "info",
    OrderState.IN_PROGRESS: "info",
    OrderState.WAIT_CLIENT: "warn",
    OrderState.WAIT_CARRIER: "warn",
    OrderState.ASKED_BACK: "warn",
    OrderState.RETURNED: "bad",
    OrderState.DONE: "warn",
    OrderState.VERIFIED: "good",
    OrderState.CLOSED: "good",
    OrderState.CANCELLED: "quiet",
}


class MomentColumn(tables.Column):
    """A moment as the office writes it; a moment in exports."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("attrs", {"td": {"class": "day"}})
        super().__init__(**kwargs)

    def render(self, value: datetime) -> str:
        return f"{timezone.localtime(value):%a %m/%d/%Y %I:%M %p}"

    def value(self, value: datetime, **kwargs: Any) -> datetime:
        return value


class OrderTable(tables.Table):
    """One order a row; `clock` is put on the rows by `clocked`."""

    number = tables.Column(accessor="pk", verbose_name="Order", linkify=True)
    type = tables.Column(verbose_name="Kind of work")
    client = tables.Column(linkify=lambda record: record.client.get_absolute_url())
    clock = tables.Column(accessor="clock__words", verbose_name="Clock")
    due = MomentColumn(accessor="due_at", verbose_name="Due")
    priority = tables.Column(accessor="get_priority_display", verbose_name="Priority")
    policy = tables.Column(accessor="term__number", default="")
    state = BadgeColumn(labels=dict(OrderState.choices), tones=TONES, accessor="state")
    given_by = tables.Column(accessor="requested_by", verbose_name="Given by")
    assignee = tables.Column(accessor="assigned_to", verbose_name="Taken by", default="")
    age = MomentColumn(accessor="created_at", verbose_name="Given")

    class Meta:
        model = ServiceOrder
        fields: tuple[str, ...] = ()

    def render_clock(self, record: Any) -> Any:
        return badge(record.clock.words, record.clock.tone)

    def value_clock(self, record: Any) -> str:
        return record.clock.words

    def render_age(self, value: datetime) -> Any:
        at = timezone.localtime(value)
        words = timesince(value, depth=1)
        return format_html('<span title="{}">{} ago</span>', f"{at:%m/%d/%Y %I:%M %p}", words)


class QueueTable(OrderTable):
    """Orders nobody has taken: all in one state, without an assignee."""

    class Meta(OrderTable.Meta):
        exclude = ("state", "assignee")
