"""What the client list can be asked."""

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.clients.models import Client, ServiceAssignment, Tier
from accounts.policies.models import PolicyTerm
from teams.access.roles import Role
from teams.people.models import User


def people_in(role: str):
    """Users of a role, for a filter's choices."""
    return User.objects.filter(role=role).order_by("name")


def served(queryset, role: str, user, client: str = "client"):
    """Rows of the clients whom `user` serves in `role` today; `client` names their client."""
    serving = ServiceAssignment.objects.filter(
        client=OuterRef(client), user=user, role=role, until_on=None
    )
    return queryset.filter(Exists(serving))


class ClientFilter(filters.FilterSet):
    q = filters.CharFilter(label="Name or code", method="named")
    tier = filters.ModelChoiceFilter(queryset=Tier.objects.all(), label="Tier", empty_label="All")
    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.ACCOUNT_EXECUTIVE),
        label="Executive",
        empty_label="All",
        method="served",
    )
    status = filters.ChoiceFilter(
        label="Status",
        empty_label="All",
        choices=[("client", "Client"), ("former", "Former"), ("prospect", "Prospect")],
        method="standing",
    )
    batch = filters.NumberFilter(label="Import", field_name="batch_id", widget=forms.HiddenInput)

    class Meta:
        model = Client
        fields: list[str] = []

    def named(self, queryset, name, value):
        text = value.strip().upper()
        return queryset.annotate(upper_name=Upper("name"), upper_code=Upper("code")).filter(
            Q(upper_name__contains=text) | Q(upper_code__contains=text)
        )

    def served(self, queryset, name, user):
        return served(queryset, Role.ACCOUNT_EXECUTIVE, user, client="pk")

    def standing(self, queryset, name, value):
        terms = PolicyTerm.objects.filter(client=OuterRef("pk"))
        today = timezone.localdate()
        current = terms.in_force(today) | terms.filter(effective_on__gt=today)
        if value == "client":
            return queryset.filter(Exists(current))
        if value == "former":
            return queryset.filter(Exists(terms), ~Exists(current))
        return queryset.filter(~Exists(terms))
