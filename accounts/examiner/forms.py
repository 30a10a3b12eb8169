"""What an examiner asks for."""

from typing import Any

from django import forms

from accounts.clients.models import Client
from accounts.examiner.sheets import Scope
from config.lib.forms import DayInput


class ExaminerForm(forms.Form):
    """A policy, a client, or days; they may be combined."""

    policy = forms.CharField(required=False, max_length=40, label="Policy number")
    client = forms.CharField(required=False, max_length=40, label="Client code")
    from_on = forms.DateField(required=False, label="From", widget=DayInput())
    until_on = forms.DateField(required=False, label="To", widget=DayInput())
    nonce = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        first, last = asked.get("from_on"), asked.get("until_on")
        if bool(first) != bool(last):
            self.add_error("until_on", "Give a first and a last day.")
        elif first and last and last < first:
            self.add_error("until_on", "The last day is before the first.")
        if code := asked.get("client"):
            found = Client.objects.filter(code__iexact=code).first()
            if found is None:
                self.add_error("client", "No client has this code.")
            asked["client_id"] = found.pk if found else None
        return asked

    def scope(self) -> Scope:
        asked = self.cleaned_data
        return Scope(
            asked["policy"].strip(), asked.get("client_id"), asked["from_on"], asked["until_on"]
        )
