"""How the list of orders is narrowed."""

import django_filters
from django import forms
from django.db import models
from django.utils import timezone

from accounts.orders.models import OrderType, ServiceOrder
from accounts.orders.states import TO_DO, OrderState
from teams.people.models import User

VIEWS = {
    "queue": "Queue",
    "mine": "Taken by me",
    "given": "Given by me",
    "drafts": "My drafts",
    "all": "All orders",
}
NARROWING = ("state", "type", "assignee", "overdue")


class OrderFilter(django_filters.FilterSet):
    """The view comes from a tab; the rest from the form above the list."""

    view = django_filters.ChoiceFilter(
        choices=list(VIEWS.items()), method="in_view", label="View", widget=forms.HiddenInput
    )
    state = django_filters.ChoiceFilter(
        choices=[("to_do", "Still to be done"), *OrderState.choices],
        method="in_state",
        label="State",
        empty_label="Any state",
    )
    type = django_filters.ModelChoiceFilter(
        queryset=OrderType.objects.all(), label="Kind of work", empty_label="Any kind"
    )
    assignee = django_filters.ModelChoiceFilter(
        field_name="assigned_to",
        queryset=User.objects.active().holding("orders.work"),
        label="Taken by",
        empty_label="Anybody",
    )
    overdue = django_filters.BooleanFilter(
        method="only_overdue", label="Overdue only", widget=forms.CheckboxInput
    )

    class Meta:
        model = ServiceOrder
        fields: list[str] = []

    def in_view(self, orders: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Orders of one tab; those of a person are the open ones unless a state is asked for."""
        return orders_in_view(orders, value, self.request.user, bool(self.data.get("state")))

    def in_state(self, orders: models.QuerySet, name: str, value: str) -> models.QuerySet:
        return orders.filter(state__in=TO_DO if value == "to_do" else [value])

    def only_overdue(self, orders: models.QuerySet, name: str, value: bool) -> models.QuerySet:
        return orders.overdue(timezone.now()) if value else orders  # type: ignore[attr-defined]


def orders_in_view(
    orders: models.QuerySet, view: str, user: User, any_state: bool = False
) -> models.QuerySet:
    """The rows of a tab for `user`, in no order."""
    if view == "queue":
        return orders.filter(state=OrderState.SUBMITTED)
    if view == "drafts":
        return orders.filter(state=OrderState.DRAFT, requested_by=user)
    if view in ("mine", "given"):
        field = "assigned_to" if view == "mine" else "requested_by"
        own = orders.filter(**{field: user})
        return own if any_state else own.open()  # type: ignore[attr-defined]
    return orders.exclude(state=OrderState.DRAFT)


def default_view(asked: dict[str, str], user: User) -> str:
    """The tab one starts on: the queue for those who work it; everything once one filters, and
    for those who lead."""
    if asked.get("view") in VIEWS:
        return asked["view"]
    if any(asked.get(name) for name in NARROWING):
        return "all"
    if user.may("orders.work"):
        return "queue"
    leads = user.may("escalations.answer")
    return "given" if user.may("orders.write") and not leads else "all"
