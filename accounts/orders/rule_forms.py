"""What is filled in to keep kinds of orders, bundles, templates, skills and desk limits."""

from typing import Any

from django import forms

from accounts.orders.models import (
    BundleItem,
    ChecklistItem,
    DeskLimit,
    OrderBundle,
    OrderInput,
    OrderTemplate,
    OrderType,
)
from config.lib.forms import DayInput
from teams.history.records import CodedForm, DatedForm, RecordForm
from teams.people.models import User


class OrderTypeForm(CodedForm):
    class Meta:
        model = OrderType
        fields = [
            "name", "turnaround_hours", "effort_minutes", "chase_days", "licensed_only", "hint",
            "active",
        ]  # fmt: skip
        labels = {
            "turnaround_hours": "Turnaround", "effort_minutes": "Minutes at the desk",
            "chase_days": "A waiting carrier is chased after", "licensed_only": "Licensed work",
            "active": "In use",
        }  # fmt: skip
        help_texts = {"chase_days": "Business days; empty: after five.",
                      "licensed_only": "Only people with a valid insurance license do it.",
                      "active": "What is put aside is ordered no more."}  # fmt: skip


class OrderInputForm(CodedForm):
    """A question; its code stays, so that orders given before keep their answers."""

    coded_by, within = "label", ("type",)

    class Meta:
        model = OrderInput
        fields = ["label", "kind", "choices", "required", "rank", "active"]
        labels = {"label": "Question", "kind": "Answered with", "required": "Must be answered",
                  "rank": "Place", "active": "In use"}  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        words = [word.strip() for word in data.get("choices", "").split(",") if word.strip()]
        if data.get("kind") == OrderInput.Kind.CHOICE and len(words) < 2:
            self.add_error("choices", "Write at least two choices, divided by commas.")
        return data


class ChecklistItemForm(RecordForm):
    class Meta:
        model = ChecklistItem
        fields = ["label", "required", "evidence", "rank", "active"]
        labels = {"label": "Step", "required": "Must be done", "rank": "Place",
                  "active": "In use"}  # fmt: skip


class OrderBundleForm(CodedForm):
    class Meta:
        model = OrderBundle
        fields = ["name", "active"]
        labels = {"active": "In use"}


class BundleItemForm(RecordForm):
    class Meta:
        model = BundleItem
        fields = ["type", "follow_up", "follow_up_days", "instructions", "rank"]
        labels = {"type": "An order of the kind", "follow_up": "Or a follow-up",
                  "follow_up_days": "Business days until the follow-up",
                  "rank": "Place"}  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("type") and (data.get("follow_up") or data.get("follow_up_days") is not None):
            self.add_error("follow_up", "It is an order or a follow-up; leave one of them empty.")
        elif not data.get("type") and not data.get("follow_up"):
            self.add_error("type", "Choose a kind of order, or write a follow-up.")
        elif data.get("follow_up") and data.get("follow_up_days") is None:
            self.add_error("follow_up_days", "Say after how many business days.")
        return data


class HouseTemplateForm(RecordForm):
    """An order half written, for everybody."""

    priority = forms.TypedChoiceField(
        choices=[(1, "Rush"), (2, "Normal"), (3, "When there is time")], coerce=int, initial=2
    )

    class Meta:
        model = OrderTemplate
        fields = ["type", "name", "instructions", "priority"]
        widgets = {"instructions": forms.Textarea(attrs={"rows": 4})}


class DeskLimitForm(DatedForm):
    series = ("role",)

    class Meta:
        model = DeskLimit
        fields = ["role", "hours", "from_on", "until_on", "note"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}


class SkillsForm(forms.Form):
    """Who is given orders of a kind; nobody ticked: everybody who works orders."""

    people = forms.ModelMultipleChoiceField(
        User.objects.none(), required=False, label="Only these people",
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick nobody, and everybody who works orders may take them.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = User.objects.active().holding("orders.work").order_by("name")
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
