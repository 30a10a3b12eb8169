"""The sheet as a form, and the forms of its rules."""

from collections.abc import Iterator
from typing import Any

from django import forms

from accounts.attachments.models import Attachment
from config.lib.forms import DayInput
from renewals.underwriting.fields import AnswerField
from renewals.underwriting.models import Question
from renewals.underwriting.services import Given
from renewals.underwriting.sheet import Item, Sheet
from renewals.underwriting.states import ItemState, QuestionKind
from teams.history.records import DatedForm

FILES_SHOWN = 200


class FileChoice(forms.ModelChoiceField):
    """A file of the client by its title and day."""

    def label_from_instance(self, file: Any) -> str:
        return f"{file.title} · {file.received_on:%m/%d/%Y}"


class SheetForm(forms.Form):
    """Every item of a sheet: its value, whether it is right as it stands, or does not apply."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any):
        self.sheet = sheet
        super().__init__(*args, **kwargs)
        files = Attachment.objects.filter(client=sheet.placement.client_id).kept()
        choices = files.order_by("-pk")[:FILES_SHOWN]
        for item in sheet.items:
            self._add(item, choices)

    def _add(self, item: Item, files: Any) -> None:
        key, question = item.question.pk, item.question
        if question.kind == QuestionKind.FILE:
            held = item.answer.attachment_id if item.answer else None
            self.fields[f"f{key}"] = FileChoice(
                files, required=False, initial=held, label=question.text, empty_label="–"
            )
        elif question.is_typed:
            self.fields[f"q{key}"] = AnswerField(question, initial=item.value)
        self.fields[f"n{key}"] = forms.BooleanField(
            required=False, initial=item.state == ItemState.NOT_APPLICABLE, label="Does not apply"
        )
        if item.state in (ItemState.TO_CONFIRM, ItemState.CHANGED):
            self.fields[f"c{key}"] = forms.BooleanField(required=False, label="Confirmed")
        self.fields[f"v{key}"] = forms.IntegerField(
            initial=item.version, required=False, widget=forms.HiddenInput
        )

    def rows(self) -> Iterator[tuple[str, list[dict[str, Any]], int]]:
        """Topic, rows of (item and its bound fields), percent complete."""
        for topic, items, percent in self.sheet.topics:
            yield topic, [self._row(item) for item in items], percent

    def _row(self, item: Item) -> dict[str, Any]:
        def bound(letter: str) -> Any:
            name = f"{letter}{item.question.pk}"
            return self[name] if name in self.fields else None

        return {
            "item": item, "value": bound("q") or bound("f"), "na": bound("n"),
            "confirm": bound("c"), "version": bound("v"),
        }  # fmt: skip

    def given(self) -> list[Given]:
        """What was typed, item by item."""
        said = self.cleaned_data
        return [
            Given(
                question_id=key,
                value=said.get(f"q{key}", item.value),
                attachment=said.get(f"f{key}"),
                not_applicable=said[f"n{key}"],
                confirmed=said.get(f"c{key}", False),
                version=said[f"v{key}"] or 0,
            )
            for item in self.sheet.items
            for key in [item.question.pk]
        ]

    def mark(self, problems: dict[int, str]) -> None:
        """Put each sentence at its item."""
        for key, sentence in problems.items():
            place = next((f"{x}{key}" for x in "qfcn" if f"{x}{key}" in self.fields), None)
            self.add_error(place, sentence)


class QuestionForm(DatedForm):
    series = ("code",)

    class Meta:
        model = Question
        fields = [
            "code", "topic", "position", "text", "help", "kind", "choices", "lines", "fact",
            "required", "yearly", "ask_client", "source", "from_on", "until_on",
        ]  # fmt: skip
        widgets = {"from_on": DayInput(), "until_on": DayInput()}
