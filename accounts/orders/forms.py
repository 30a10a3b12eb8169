"""What an executive fills in to give an order, and the words that go with a move."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from accounts.orders.facts import options
from accounts.orders.models import OrderBundle, OrderInput, OrderType, ServiceOrder
from accounts.orders.rules import turnaround_words
from accounts.orders.wholes import whole_of, wholes_of
from accounts.policies.models import PolicyTerm
from config.lib.forms import DayInput
from teams.people.models import User

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


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


def field_for(item: OrderInput) -> forms.Field:
    """The form field of one question. What must be said is checked when the order is given."""
    common: dict[str, Any] = {"required": False, "label": item.label}
    if item.kind == "yes":
        return forms.BooleanField(**common)
    if item.required:
        common["label"] = f"{item.label} *"
    if item.kind == "date":
        return forms.CharField(**common, widget=DayInput())
    if item.kind == "choice":
        choices = [("", "Choose"), *((word, word) for word in options(item))]
        return forms.ChoiceField(**common, choices=choices)
    if item.kind == "long":
        return forms.CharField(**common, widget=forms.Textarea(attrs={"rows": 2}))
    return forms.CharField(**common)


def offer_wholes(form: forms.Form, client: Client) -> None:
    """Let the order be part of what is under way for the client, or of what the address names;
    without any the question is not asked."""
    found = {whole.ref: whole.words for whole in wholes_of(client)}
    named = str(form.data.get("part_of") or form.initial.get("part_of") or "")
    if named and named not in found and (whole := whole_of(client, named)):
        found[whole.ref] = whole.words
    choices = [("", "Nothing in particular"), *found.items()]
    form.fields["part_of"].choices = choices  # type: ignore[attr-defined]
    if not found:
        form.fields["part_of"].widget = forms.HiddenInput()


class AskingForm(forms.Form):
    """A form that asks the questions of kinds of orders."""

    def ask(self, inputs: Iterable[OrderInput], prefix: str = "input_") -> None:
        """Add a field per question."""
        for item in inputs:
            self.fields[f"{prefix}{item.code}"] = field_for(item)

    def facts(self, prefix: str = "input_") -> dict[str, object]:
        """The answers by input code."""
        said = self.cleaned_data.items()
        return {k.removeprefix(prefix): v for k, v in said if k.startswith(prefix)}

    def asked(self) -> list[Any]:
        """The bound fields of the questions."""
        return [self[name] for name in self.fields if name.startswith("input_")]

    def plain(self) -> list[Any]:
        """The other visible fields."""
        return [f for f in self.visible_fields() if not f.name.startswith("input_")]


class OrderForm(AskingForm):
    """An order on `client`; `kind` says which questions are asked."""

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
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Everything else the administrator needs.",
    )
    priority = forms.TypedChoiceField(
        choices=ServiceOrder.Priority, coerce=int, initial=ServiceOrder.Priority.NORMAL
    )
    due_at = forms.DateTimeField(
        required=False,
        label="Due",
        widget=MOMENT,
        help_text="Leave empty for the usual turnaround in business hours.",
    )
    template_name = forms.CharField(
        required=False,
        max_length=80,
        label="Keep as my template named",
        help_text="Leave empty to keep none.",
    )
    part_of = forms.ChoiceField(required=False, label="Part of")
    invoice = forms.ModelChoiceField(None, required=False, widget=forms.HiddenInput)  # type: ignore[arg-type]
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, client: Client, kind: OrderType | None = None, **kwargs: Any):
        kwargs["initial"] = {"form_key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["term"].queryset = client.terms.select_related("policy__line")  # type: ignore[attr-defined]
        self.fields["invoice"].queryset = client.invoices.all()  # type: ignore[attr-defined]
        offer_wholes(self, client)
        if kind is not None:
            self.ask(kind.inputs.filter(active=True))
        if "type" in self.initial:
            self.fields["type"].initial = self.initial["type"]


class ReviseForm(AskingForm):
    """A draft, or an order that came back, as it is changed."""

    instructions = OrderForm.base_fields["instructions"]
    priority = OrderForm.base_fields["priority"]
    due_at = OrderForm.base_fields["due_at"]
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, order: ServiceOrder, **kwargs: Any):
        said = {f"input_{code}": value for code, value in order.facts.items()}
        kwargs["initial"] = {
            "instructions": order.instructions,
            "priority": order.priority,
            "version": order.version,
            **said,
        }
        super().__init__(*args, **kwargs)
        self.ask(order.type.inputs.filter(active=True))


class BundleForm(AskingForm):
    """All orders of a bundle, with the questions of each kind."""

    term = TermField(
        queryset=PolicyTerm.objects.none(),
        required=False,
        label="Policy",
        empty_label="The client as a whole",
    )
    instructions = forms.CharField(
        required=False,
        max_length=3000,
        label="What holds for all of them",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    part_of = OrderForm.base_fields["part_of"]
    priority = forms.TypedChoiceField(
        choices=ServiceOrder.Priority, coerce=int, initial=ServiceOrder.Priority.NORMAL
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, client: Client, bundle: OrderBundle, **kwargs: Any):
        kwargs["initial"] = {"form_key": uuid.uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        offer_wholes(self, client)
        self.fields["term"].queryset = client.terms.select_related("policy__line")  # type: ignore[attr-defined]
        items = bundle.items.select_related("type").prefetch_related("type__inputs")
        self.kinds = [item.type for item in items if item.type and item.type.active]
        for kind in self.kinds:
            active = [item for item in kind.inputs.all() if item.active]
            self.ask(active, prefix=f"input_{kind.code}_")

    def groups(self) -> list[tuple[OrderType, list[Any]]]:
        """The questions, kind by kind."""
        return [
            (kind, [self[n] for n in self.fields if n.startswith(f"input_{kind.code}_")])
            for kind in self.kinds
        ]

    def all_facts(self) -> dict[str, dict[str, object]]:
        """The answers by kind and input code."""
        return {kind.code: self.facts(f"input_{kind.code}_") for kind in self.kinds}


class MoveForm(forms.Form):
    """The words of a move and the version of the order that was on the screen."""

    text = forms.CharField(
        required=False,
        max_length=4000,
        label="What the other side needs to know",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class RestForm(forms.Form):
    """Until when an order rests in the queue."""

    until = forms.DateTimeField(
        required=False, label="Let it rest until", widget=MOMENT,
        help_text="Leave empty for the next morning.",
    )  # fmt: skip
    text = forms.CharField(required=False, max_length=300, label="Why")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class HandOverForm(forms.Form):
    """To whom an order goes."""

    to = forms.ModelChoiceField(User.objects.none(), label="Hand over to")
    text = forms.CharField(required=False, max_length=300, label="Why")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, client: Client, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people_who_see(client).holding("orders.work")  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """The tick at an item of the checklist, with its evidence."""

    done = forms.BooleanField(required=False)
    note = forms.CharField(required=False, max_length=300)
    file = forms.ModelChoiceField(None, required=False)  # type: ignore[arg-type]

    def __init__(self, *args: Any, order: ServiceOrder, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file"].queryset = order.attachments.kept()  # type: ignore[attr-defined]


class WordsForm(forms.Form):
    """A comment on an order."""

    text = forms.CharField(
        max_length=4000,
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 2, "data-mentions": "", "autocomplete": "off"}),
        help_text="Name a colleague with @ and they are told.",
    )


class ClientSearchForm(forms.Form):
    """Which client the order is for."""

    q = forms.CharField(
        required=False,
        max_length=100,
        label="Client",
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text="Part of the name or of the code.",
    )
