"""What an executive fills in to give an order, and the words that go with a move."""

import uuid
from typing import Any

from django import forms

from accounts.clients.models import Client
from accounts.orders.models import OrderType, ServiceOrder
from accounts.orders.rules import turnaround_words
from accounts.policies.models import PolicyTerm


class OrderTypeField(forms.ModelChoiceField):
    """Kinds of order, each with its turnaround and what the order must say."""

    def label_from_instance(self, kind: OrderType) -> str:  # type: ignore[override]
        words = [f"{kind.name} · {turnaround_words(kind.turnaround_hours)}"]
        if kind.hint:
            words.append(f"say: {kind.hint}")
        if kind.licensed_only:
            words.append("licensed work")
        return " · ".join(words)


class TermField(forms.ModelChoiceField):
    """The policies of one client, the latest term first."""

    def label_from_instance(self, term: PolicyTerm) -> str:  # type: ignore[override]
        ends = f"{term.expires_on:%m/%d/%Y}" if term.expires_on else "continuous"
        return f"{term.number} · {term.policy.line} · {term.effective_on:%m/%d/%Y} – {ends}"


class OrderForm(forms.Form):
    """An order on `client`."""

    type = OrderTypeField(
        queryset=OrderType.objects.filter(active=True),
        label="What is to be done",
        empty_label="Choose the kind of work",
    )
    term = TermField(
        queryset=PolicyTerm.objects.none(),
        required=False,
        label="Policy",
        empty_label="The client as a whole",
    )
    instructions = forms.CharField(
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Everything the administrator needs; the kind of work names what must be said.",
    )
    priority = forms.TypedChoiceField(
        choices=ServiceOrder.Priority, coerce=int, initial=ServiceOrder.Priority.NORMAL
    )
    due_at = forms.DateTimeField(
        required=False,
        label="Due",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Leave empty for the usual turnaround in business hours.",
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, client: Client, **kwargs: Any):
        kwargs.setdefault("initial", {"form_key": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self.fields["term"].queryset = client.terms.select_related("policy__line")  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """The words of a move and the version of the order that was on the screen."""

    text = forms.CharField(
        required=False,
        max_length=4000,
        label="What the other side needs to know",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ClientSearchForm(forms.Form):
    """Which client the order is for."""

    q = forms.CharField(
        required=False,
        max_length=100,
        label="Client",
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text="Part of the name or of the code.",
    )
