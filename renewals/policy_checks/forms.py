"""What is filled in while a policy is chased, checked, corrected and delivered."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from config.lib.forms import DayInput
from renewals.policy_checks.corrections import addressee, request_words
from renewals.policy_checks.models import PolicyCheck
from renewals.policy_checks.states import Channel, Closure, Through


class ReceiveForm(forms.Form):
    """The policy came: when, under which number, and the file."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    received_on = forms.DateField(label="Received on", widget=DayInput())
    number = forms.CharField(max_length=40, label="Number on the policy")
    upload = forms.FileField(
        required=False, label="The policy as a file", help_text="It is kept in the client’s file."
    )


class AskForm(forms.Form):
    """The carrier is asked, by mail from here or otherwise."""

    through = forms.ChoiceField(choices=Through, label="How")
    whom = forms.CharField(max_length=200, label="Whom", help_text="An address, or a name.")
    due_on = forms.DateField(label="Answer wanted by", widget=DayInput(), required=False)
    message = forms.CharField(max_length=4000, widget=forms.Textarea({"rows": 8}))
    form_key = forms.UUIDField(widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """How a discrepancy ends."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    closed_as = forms.ChoiceField(choices=Closure, label="It ends")
    note = forms.CharField(max_length=300, required=False, label="Word of it")


class OverrideForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    why = forms.CharField(
        max_length=300, label="Why it may go out all the same", widget=forms.Textarea({"rows": 2})
    )


class DeliverForm(forms.Form):
    """How the policy reached whom."""

    channel = forms.ChoiceField(choices=Channel, label="How")
    recipient = forms.CharField(max_length=200, label="To whom")
    delivered_on = forms.DateField(label="Delivered on", widget=DayInput())
    note = forms.CharField(max_length=300, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput)


class VersionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


def beginning(check: PolicyCheck, user: Any) -> dict[str, Any]:
    """What the forms of a check's page begin with."""
    today, whom = timezone.localdate(), addressee(check)
    person = check.client.contacts.order_by("-primary", "pk").first()
    number = "" if check.term.number_is_to_come else check.term.number
    return {
        "receive": {"version": check.version, "received_on": today, "number": number},
        "ask": {
            "whom": whom, "message": request_words(check, user), "form_key": uuid4(),
            "through": Through.EMAIL if whom else Through.PHONE,
        },
        "override": {"version": check.version},
        "deliver": {
            "recipient": person.name if person else check.client.name, "delivered_on": today,
            "form_key": uuid4(),
        },
    }  # fmt: skip
