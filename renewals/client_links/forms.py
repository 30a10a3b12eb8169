"""What is filled in to ask a client, and what the client fills in."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.contacts.models import Contact
from accounts.policies.forms import day
from config.lib.forms import DayInput
from renewals.client_links.answering import WITH_FILES
from renewals.client_links.asking import askable
from renewals.client_links.models import ChaserRule, RequestItem
from renewals.underwriting.fields import AnswerField
from renewals.underwriting.sheet import Sheet
from renewals.underwriting.states import QuestionKind
from teams.history.records import DatedForm


class ContactChoice(forms.ModelChoiceField):
    """A person at the client with the address the link would go to."""

    def label_from_instance(self, contact: Any) -> str:
        return f"{contact.name} · {contact.email or 'no e-mail address'}"


class AskForm(forms.Form):
    """Whom to ask, by when, and what; all that is open and for the client is ticked."""

    contact = ContactChoice(Contact.objects.none(), label="Who is asked", empty_label=None)
    due_on = day("Wanted by")
    message = forms.CharField(
        max_length=1000, required=False, widget=forms.Textarea({"rows": 3}), label="A few words"
    )
    questions = forms.TypedMultipleChoiceField(
        coerce=int, label="Questions", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, sheet: Sheet, asked: set[int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        people = Contact.objects.filter(client=sheet.placement.client_id)
        self.fields["contact"].queryset = people.order_by("-primary", "name")  # type: ignore[attr-defined]
        items = [i for i in askable(sheet.items) if i.question.pk not in asked]
        self.topics: dict[str, list[tuple[int, str, str, str]]] = {}
        for item in items:
            row = (item.question.pk, item.question.text, item.label, item.tone)
            self.topics.setdefault(item.question.topic, []).append(row)
        self.fields["questions"].choices = [(i.question.pk, i.question.text) for i in items]  # type: ignore[attr-defined]
        ticked = [i.question.pk for i in items if i.question.ask_client and not i.complete]
        self.fields["questions"].initial = ticked

    @property
    def chosen(self) -> set[int]:
        """The questions that are ticked, as sent or to begin with."""
        said = self["questions"].value() or []
        return {int(x) for x in said if str(x).isdigit()}


class SayForm(forms.Form):
    """The client's page: a value, “does not apply”, and a remark for every question."""

    def __init__(self, *args: Any, items: Sequence[RequestItem], **kwargs: Any):
        self.items = items
        super().__init__(*args, **kwargs)
        for item in items:
            key, question = item.pk, item.question
            if question.kind != QuestionKind.FILE:
                schedule = question.kind == QuestionKind.SCHEDULE
                seen = item.saved_at is not None or schedule
                start = item.value if seen else item.present
                self.fields[f"q{key}"] = AnswerField(question, initial=start)
            self.fields[f"s{key}"] = forms.BooleanField(
                required=False, initial=item.skipped, label="Does not apply to us"
            )
            self.fields[f"n{key}"] = forms.CharField(
                required=False, max_length=1000, initial=item.note, label="Remark",
                widget=forms.Textarea({"rows": 2}),
            )  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """Each item with its bound fields."""
        return [self.row(item) for item in self.items]

    def row(self, item: RequestItem) -> dict[str, Any]:
        name = f"q{item.pk}"
        return {
            "item": item, "value": self[name] if name in self.fields else None,
            "skipped": self[f"s{item.pk}"], "note": self[f"n{item.pk}"],
            "takes_files": item.question.kind in WITH_FILES,
        }  # fmt: skip

    def said(self, item: RequestItem) -> dict[str, Any] | None:
        """What was typed for `item`; None while it does not fit."""
        key = item.pk
        if any(f"{letter}{key}" in self.errors for letter in "qsn"):
            return None
        values = self.cleaned_data
        return {
            "value": values.get(f"q{key}", ""), "skipped": values[f"s{key}"],
            "note": values[f"n{key}"],
        }  # fmt: skip


class DecideForm(forms.Form):
    """What becomes of one answer."""

    do = forms.ChoiceField(choices=[("accept", "accept"), ("reject", "reject")])
    version = forms.IntegerField(min_value=1)
    to_file = forms.BooleanField(required=False)
    why = forms.CharField(max_length=300, required=False)


class ChaserRuleForm(DatedForm):
    series = ("name",)

    class Meta:
        model = ChaserRule
        fields = ["name", "basis", "days", "note", "from_on", "until_on"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}
