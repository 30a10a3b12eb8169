"""How the list of policies on their way is narrowed."""

import django_filters as filters
from django import forms

from accounts.carriers.models import WritingCompany
from accounts.clients.models import Client
from accounts.policies.models import LineOfBusiness
from renewals.policy_checks.models import PolicyCheck
from renewals.policy_checks.states import Standing


class PolicyCheckFilter(filters.FilterSet):
    """Whose, where they stand, of which line and company."""

    standing = filters.ChoiceFilter(
        choices=Standing.choices, field_name="standing", label="Standing",
        empty_label="Not delivered yet",
    )  # fmt: skip
    whose = filters.ChoiceFilter(
        choices=[("mine", "Clients I serve")], method="served", empty_label="All I see",
        label="Whose",
    )  # fmt: skip
    line = filters.ModelChoiceFilter(
        queryset=LineOfBusiness.objects.all(), field_name="term__policy__line", label="Line",
        empty_label="All",
    )  # fmt: skip
    company = filters.ModelChoiceFilter(
        queryset=WritingCompany.objects.order_by("name"),
        field_name="term__policy__writing_company", label="Company", empty_label="All",
    )  # fmt: skip
    client = filters.NumberFilter(field_name="client_id", widget=forms.HiddenInput)

    class Meta:
        model = PolicyCheck
        fields = ["standing"]

    def served(self, rows, name, value):
        user = self.request.user
        mine = Client.objects.visible_to(user).served_by(user.pk, user.role)
        return rows.filter(client__in=mine.order_by().values("pk"))
