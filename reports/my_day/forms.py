"""What is filled in at a row of My day."""

from typing import Any

from django import forms

from accounts.activities.models import ActivityKind
from accounts.collections.models import How
from config.lib.forms import DollarsField
from config.lib.money import CENT
from renewals.placements.states import Stage
from teams.people.models import User

KINDS = [(k.value, k.label) for k in ActivityKind if k != ActivityKind.SYSTEM]
WAYS = [(h.value, h.label) for h in How if h not in (How.CARRIER, How.ESCALATION)]


class TermContactForm(forms.Form):
    """A contact about an expiring policy."""

    kind = forms.ChoiceField(choices=KINDS)
    text = forms.CharField(max_length=4000)
    form_key = forms.UUIDField()


class RenewalForm(forms.Form):
    """Move the renewal, finish its next step, or hand that step over."""

    do = forms.ChoiceField(choices=[(x, x) for x in ("move", "finish", "assign")])
    version = forms.IntegerField(min_value=1)
    step = forms.IntegerField(required=False)
    stage = forms.ChoiceField(choices=Stage, required=False)
    owner = forms.ModelChoiceField(User.objects.active(), required=False)


class LaterForm(forms.Form):
    """When one comes back to it, and who does; empty: today, oneself."""

    due_on = forms.DateField(required=False)
    owner = forms.ModelChoiceField(User.objects.active(), required=False)
    form_key = forms.UUIDField(required=False)


class InvoiceContactForm(forms.Form):
    """A contact about what is owed; a promise when a day is given."""

    how = forms.ChoiceField(choices=WAYS)
    note = forms.CharField(max_length=2000)
    amount = DollarsField(required=False, least=CENT)
    due_on = forms.DateField(required=False)
    form_key = forms.UUIDField()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("due_on") and not data.get("amount") and not self.errors:
            self.add_error("amount", "A promise has an amount and a day.")
        if not data.get("due_on"):
            data["amount"] = None
        return data
