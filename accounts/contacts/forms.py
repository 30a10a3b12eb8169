"""The forms of a contact."""

from typing import Any

from django import forms
from django.db import transaction

from accounts.contacts.models import Contact, ContactRole
from accounts.contacts.services import step_back
from teams.history.forms import EditForm

FIELDS = [
    "name", "title", "email", "phone", "mobile", "channel", "roles", "primary", "do_not_mail",
    "do_not_mail_reason",
]  # fmt: skip


class ContactChecks(forms.ModelForm):
    """What a contact must have: a way to be reached, and a reason not to be mailed."""

    roles = forms.MultipleChoiceField(
        choices=ContactRole, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        reason = data.get("do_not_mail_reason", "").strip()
        if data.get("do_not_mail") and not reason:
            self.add_error("do_not_mail_reason", "Say why this person gets no mailings.")
        if not data.get("do_not_mail"):
            data["do_not_mail_reason"] = ""
        needed = {"email": "e-mail address", "phone": "phone number", "mobile": "mobile number"}
        channel = data.get("channel", "")
        if channel in needed and not data.get(channel) and channel not in self.errors:
            self.add_error(channel, f"Give the {needed[channel]} this person prefers.")
        return data


class NewContactForm(ContactChecks):
    class Meta:
        model = Contact
        fields = FIELDS


class ContactForm(ContactChecks, EditForm):
    class Meta:
        model = Contact
        fields = FIELDS

    @transaction.atomic
    def save_edit(self) -> Any:
        """As every edit; a new primary contact replaces the former one with the same save."""
        if self.cleaned_data["primary"]:
            step_back(client=self.instance.client, unless=self.instance.pk)
        saved = super().save_edit()
        if saved is None:
            transaction.set_rollback(True)
        return saved
