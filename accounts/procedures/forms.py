"""A procedure as it is written."""

from typing import Any

from django import forms

from accounts.clients.models import Client
from accounts.orders.models import OrderType
from accounts.procedures.models import Procedure
from teams.people.models import User


class ProcedureForm(forms.Form):
    title = forms.CharField(max_length=160)
    order_type = forms.ModelChoiceField(
        queryset=OrderType.objects.filter(active=True), required=False, label="Kind of order",
        empty_label="None in particular",
    )  # fmt: skip
    client = forms.ModelChoiceField(
        queryset=Client.objects.none(), required=False, widget=forms.HiddenInput
    )
    text = forms.CharField(
        label="Steps", max_length=20000, widget=forms.Textarea({"rows": 14}),
        help_text="A step a line.",
    )  # fmt: skip
    active = forms.BooleanField(required=False, initial=True, label="In use")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, user: User, procedure: Procedure | None = None, **kwargs: Any):
        if procedure is not None:
            names = ("title", "order_type", "client", "text", "active", "version")
            kwargs["initial"] = {name: getattr(procedure, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Client.objects.visible_to(user)  # type: ignore[attr-defined]
