"""How the list of binders is narrowed."""

from datetime import timedelta

import django_filters as filters
from django.utils import timezone

from accounts.certificates.models import Binder
from accounts.certificates.rules import RUNNING_OUT
from accounts.clients.models import Client
from accounts.policies.models import LineOfBusiness


class BinderFilter(filters.FilterSet):
    """How far they are, whose, of which line."""

    state = filters.ChoiceFilter(
        choices=[("ended", "Ended without a policy"), ("running", "Running out")],
        method="standing", label="State", empty_label="All",
    )  # fmt: skip
    whose = filters.ChoiceFilter(
        choices=[("mine", "Clients I serve")], method="served", empty_label="All I see",
        label="Whose",
    )  # fmt: skip
    line = filters.ModelChoiceFilter(
        queryset=LineOfBusiness.objects.all(), label="Line", empty_label="All"
    )

    class Meta:
        model = Binder
        fields = ["line"]

    def standing(self, rows, name, value):
        today = timezone.localdate()
        if value == "ended":
            return rows.filter(expires_on__lte=today)
        return rows.filter(
            expires_on__gt=today, expires_on__lte=today + timedelta(days=RUNNING_OUT)
        )

    def served(self, rows, name, value):
        user = self.request.user
        mine = Client.objects.visible_to(user).served_by(user.pk, user.role)
        return rows.filter(client__in=mine.order_by().values("pk"))
