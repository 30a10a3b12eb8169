"""The forms about who serves."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.clients.models import Client, Tier
from accounts.insureds.forms import DAY
from teams.access.roles import Role
from teams.people.models import User

SERVING = [
    Role.ACCOUNT_EXECUTIVE, Role.CLIENT_MANAGER, Role.CLIENT_ADMINISTRATOR, Role.MARKETING,
    Role.RISK_LOSS, Role.SALES_EXECUTIVE,
]  # fmt: skip
ROLES = [(role.value, role.label) for role in SERVING]


class ReassignForm(forms.Form):
    """Who serves one client in a role from when."""

    role = forms.ChoiceField(choices=ROLES)
    to = forms.ModelChoiceField(
        queryset=User.objects.active(), label="Served by", required=False, empty_label="Nobody"
    )
    from_on = forms.DateField(label="From", widget=DAY, initial=timezone.localdate)


class BulkForm(ReassignForm):
    """From a person and role, or from a choice of clients, to somebody else."""

    source = forms.ModelChoiceField(
        queryset=User.objects.all(), required=False, label="Now served by", empty_label="Anybody"
    )
    without = forms.BooleanField(required=False, label="Only clients without an executive")
    tier = forms.ModelChoiceField(Tier.objects.all(), required=False, empty_label="All")
    named = forms.CharField(required=False, label="Name contains", max_length=100)

    field_order = ["role", "source", "without", "tier", "named", "to", "from_on"]

    def clients(self, user: User) -> Any:
        """The clients that the form's question finds among those `user` sees."""
        data = self.cleaned_data
        found = Client.objects.visible_to(user).select_related("tier", "team")
        if data["source"]:
            found = found.filter(
                assignments__user=data["source"],
                assignments__role=data["role"],
                assignments__until_on=None,
            )
        if data["without"]:
            found = found.without_executive()
        if data["tier"]:
            found = found.filter(tier=data["tier"])
        if data["named"].strip():
            found = found.filter(name__icontains=data["named"].strip())
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = ("source", "without", "tier", "named")
        if not self.errors and not any(data.get(name) for name in chosen):
            self.add_error("source", "Say whose clients, or choose them by tier or name.")
        if not self.errors and data.get("source") and data["source"] == data.get("to"):
            self.add_error("to", "These clients are served by this person already.")
        return data


class AbsenceForm(forms.Form):
    """Who is away, from when to when, and who stands in."""

    person = forms.ModelChoiceField(User.objects.active(), label="Who is away")
    deputy = forms.ModelChoiceField(User.objects.active(), label="Who stands in")
    from_on = forms.DateField(label="First day away", widget=DAY)
    last_on = forms.DateField(label="Last day away", widget=DAY)
    reason = forms.CharField(max_length=120, required=False)
