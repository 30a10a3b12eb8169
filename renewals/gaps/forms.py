"""What is filled in to answer a question, decide a gap, and keep the rules."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.attachments.models import Attachment
from accounts.clients.models import Client
from accounts.policies.forms import day
from accounts.policies.models import LineOfBusiness
from config.lib.forms import DollarsField
from renewals.gaps.facts import FACTS
from renewals.gaps.models import Choice, GapRule
from renewals.gaps.services import Said
from teams.history.records import RecordForm

YES = [("", "Not known"), ("yes", "Yes"), ("no", "No")]


class AnswerForm(forms.Form):
    """The answer to the question of one fact."""

    fact = forms.ChoiceField(
        choices=[(code, f.label) for code, f in FACTS.items() if f.question],
        widget=forms.HiddenInput,
    )
    yes = forms.ChoiceField(choices=YES, required=False, label="Answer")
    number = DollarsField(label="Answer", required=False)
    source = forms.CharField(max_length=200, required=False, label="Who said so")
    known_on = forms.DateField(label="As of", widget=forms.DateInput(attrs={"type": "date"}))

    @staticmethod
    def blank(code: str) -> "AnswerForm":
        """An empty form for a question, with ids of its own on the page."""
        form = AnswerForm(
            initial={"fact": code, "known_on": timezone.localdate()}, auto_id=f"{code}-%s"
        )
        return form.shaped(code)

    def shaped(self, code: str) -> "AnswerForm":
        """Only the field that answers this question."""
        del self.fields["yes" if FACTS[code].kind == "number" else "number"]
        return self

    def values(self) -> dict[str, Any]:
        """The arguments for `answer_fact`."""
        data = dict(self.cleaned_data)
        data["yes"] = {"yes": True, "no": False}.get(data["yes"])
        return data


class DecideForm(forms.Form):
    """What becomes of a gap; which fields count follows from the choice."""

    choice = forms.ChoiceField(choices=Choice, label="What becomes of it")
    line = forms.ModelChoiceField(LineOfBusiness.objects.all(), required=False)
    expected_on = day("Expected close", required=False)
    expected_premium = DollarsField(label="Expected premium", required=False)
    expected_revenue = DollarsField(label="Expected revenue", required=False)
    carrier = forms.CharField(max_length=120, required=False, label="Placed with")
    x_on = day("X-date", required=False)
    evidence = forms.CharField(
        max_length=300, required=False, label="Evidence, or why not",
        help_text="Who declined, when, and where that is kept.",
    )  # fmt: skip
    attachment = forms.ModelChoiceField(
        Attachment.objects.none(), required=False, label="The evidence as a file"
    )
    again_on = day(
        "Offer again on", required=False, help_text="Empty: as the house offers such lines again."
    )

    def __init__(self, *args: Any, client: Client, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kept = Attachment.objects.filter(client=client).kept()
        self.fields["attachment"].queryset = kept.order_by("-pk")  # type: ignore[attr-defined]

    def said(self) -> Said:
        """What was filled in, for `decide_gap`."""
        return Said(**self.cleaned_data)


class GapRuleForm(RecordForm):
    class Meta:
        model = GapRule
        fields = [
            "code", "name", "condition", "lines", "every_line", "proposes", "weight", "lead_days",
            "why", "source", "active",
        ]  # fmt: skip

    def clean_lines(self) -> list[str]:
        """Codes that exist, each once."""
        codes = list(dict.fromkeys(code.strip().upper() for code in self.cleaned_data["lines"]))
        known = set(LineOfBusiness.objects.filter(code__in=codes).values_list("code", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(f"There is no line {unknown[0]}.")
        return codes
