"""The page on which it is kept from when on something is escalated."""

from typing import Any

from django import forms

from accounts.escalations.models import EscalationRule
from accounts.escalations.registry import label_of, watches
from config.lib.forms import DayInput
from teams.history.records import DatedForm
from teams.house.rule_pages import Column, RulePages

HAND = "hand"


class EscalationRuleForm(DatedForm):
    """From when on; the rule's own unit stays what it is."""

    series = ("code",)
    code = forms.ChoiceField(label="What is escalated")

    class Meta:
        model = EscalationRule
        fields = [
            "code", "threshold", "gather_above", "director_after", "active",
            "from_on", "until_on", "note",
        ]  # fmt: skip
        widgets = {"from_on": DayInput(), "until_on": DayInput()}
        labels = {"threshold": "From", "director_after": "To the director after",
                  "gather_above": "Gather above",
                  "active": "Escalate it"}  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [  # type: ignore[attr-defined]
            (HAND, label_of(HAND)),
            *((watch.code, f"{watch.label} ({watch.unit})") for watch in watches()),
        ]
        self.fields["gather_above"].help_text = (
            "When more wait for one manager, they are raised as one with a list. Says nothing "
            "about what people raise."
        )
        self.fields["director_after"].help_text = "Business hours without an acknowledgement."

    def save_edit(self) -> Any:
        units = {watch.code: watch.unit for watch in watches()}
        self.instance.unit = units.get(self.cleaned_data["code"], self.instance.unit or "hours")
        return super().save_edit()


ESCALATION_RULES = RulePages(
    name="escalation-rule", path="escalations/rules/", argument="escalation_rule_id",
    group="Escalations", title="Escalation rules", one="rule",
    about="From when on Steward tells the department’s manager by itself, and after how long "
    "without an acknowledgement the director is told. Many of a kind are raised as one.",
    form=EscalationRuleForm, see="escalations.view", keep="escalations.rules",
    columns=(
        Column("What is escalated", lambda row: label_of(row.code)),
        Column("From", lambda row: "" if row.code == HAND else f"{row.threshold} {row.unit}"),
        Column("Gathered above", lambda row: "" if row.code == HAND else row.gather_above),
        Column("To the director after", lambda row: f"{row.director_after} business hours"),
        Column("Note", "note"),
    ),
)  # fmt: skip
