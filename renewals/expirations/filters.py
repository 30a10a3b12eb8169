"""What the expiration list can be asked."""

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.carriers.models import Carrier
from accounts.clients.filters import people_in, served
from accounts.clients.models import Tier
from accounts.policies.models import LineOfBusiness, Policy, PolicyTerm
from config.lib.dates import add_months, parse_month
from config.lib.errors import DomainError
from renewals.dispositions.outcomes import OPEN, Outcome
from renewals.placements.models import PlacementStep
from teams.access.roles import Role
from teams.people.models import Team

GROUPS = {
    "month": "Month",
    "executive": "Executive",
    "carrier": "Carrier",
    "line": "Line",
    "tier": "Tier",
    "department": "Department",
}


def departments() -> list[str]:
    """The departments that have teams."""
    return list(Team.objects.order_by("department").values_list("department", flat=True).distinct())


class ExpirationFilter(filters.FilterSet):
    """`as_of`, `days`, `back` and `group` shape the list itself; the view reads them."""

    as_of = filters.DateFilter(
        label="As of", method="unchanged", widget=forms.DateInput({"type": "date"})
    )
    days = filters.NumberFilter(label="Days ahead", method="unchanged", min_value=0, max_value=730)
    back = filters.NumberFilter(label="Days back", method="unchanged", min_value=0, max_value=730)
    group = filters.ChoiceFilter(
        label="Group by", choices=list(GROUPS.items()), empty_label=None, method="unchanged"
    )
    q = filters.CharFilter(label="Client or policy", method="named")
    executive = filters.ModelChoiceFilter(
        queryset=lambda request: people_in(Role.ACCOUNT_EXECUTIVE),
        label="Executive",
        empty_label="All",
        method="served",
    )
    carrier = filters.ModelChoiceFilter(
        queryset=Carrier.objects.all(),
        field_name="policy__writing_company__carrier",
        label="Carrier",
        empty_label="All",
    )
    line = filters.ModelChoiceFilter(
        queryset=LineOfBusiness.objects.all(),
        field_name="policy__line",
        label="Line",
        empty_label="All",
    )
    tier = filters.ModelChoiceFilter(
        queryset=Tier.objects.all(), field_name="client__tier", label="Tier", empty_label="All"
    )
    billing = filters.ChoiceFilter(
        choices=Policy.BillMode.choices,
        field_name="policy__bill_mode",
        label="Billing",
        empty_label="All",
    )
    department = filters.ChoiceFilter(
        choices=lambda: [(d, d) for d in departments()],
        field_name="client__team__department",
        label="Department",
        empty_label="All",
    )
    outcome = filters.ChoiceFilter(
        choices=[(OPEN, "Open"), *Outcome.choices],
        label="Disposition",
        empty_label="All",
        method="by_outcome",
    )
    standing = filters.ChoiceFilter(
        choices=[("force", "In force"), ("ended", "Ended")],
        label="Standing",
        empty_label="All",
        method="by_standing",
    )
    work = filters.ChoiceFilter(
        choices=[("none", "Not worked yet"), ("begun", "Under way")],
        label="Work",
        empty_label="All",
        method="by_work",
    )
    month = filters.CharFilter(method="in_month", widget=forms.HiddenInput, label="Month")

    class Meta:
        model = PolicyTerm
        fields: list[str] = []

    def unchanged(self, queryset, name, value):
        return queryset

    def named(self, queryset, name, value):
        text = value.strip().upper()
        return queryset.annotate(upper_number=Upper("number")).filter(
            Q(upper_number__contains=text) | Q(client__name__icontains=value.strip())
        )

    def served(self, queryset, name, user):
        return served(queryset, Role.ACCOUNT_EXECUTIVE, user)

    def by_outcome(self, queryset, name, value):
        return queryset.filter(outcome=None) if value == OPEN else queryset.filter(outcome=value)

    def by_standing(self, queryset, name, value):
        in_force = queryset.in_force(self.form.cleaned_data["as_of"] or timezone.localdate())
        if value == "force":
            return in_force
        return queryset.exclude(pk__in=in_force.order_by().values("pk"))

    def by_work(self, queryset, name, value):
        steps = PlacementStep.objects.filter(placement__terms__term=OuterRef("pk"))
        begun = Exists(steps.filter(Q(done_on__isnull=False) | ~Q(waived_why="")))
        return queryset.filter(~begun if value == "none" else begun, outcome=None)

    def in_month(self, queryset, name, value):
        try:
            first = parse_month(value)
        except ValueError as error:
            raise DomainError(f"Month: {error}.", "month") from error
        return queryset.filter(expires_on__gte=first, expires_on__lt=add_months(first, 1))


class ContinuousFilter(filters.FilterSet):
    as_of = filters.DateFilter(
        label="As of", method="unchanged", widget=forms.DateInput({"type": "date"})
    )
    q = filters.CharFilter(label="Client or policy", method="named")
    line = filters.ModelChoiceFilter(
        queryset=LineOfBusiness.objects.all(),
        field_name="policy__line",
        label="Line",
        empty_label="All",
    )

    class Meta:
        model = PolicyTerm
        fields: list[str] = []

    unchanged = ExpirationFilter.unchanged
    named = ExpirationFilter.named
