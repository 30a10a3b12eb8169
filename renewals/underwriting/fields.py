"""The input of a question, the same for the team and for the client."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.lib.forms import DayInput
from renewals.underwriting.models import Question
from renewals.underwriting.rules import YES_NO, read_value
from renewals.underwriting.states import NUMERIC, QuestionKind

RIGHT = {"yes": "Yes, it is right", "no": "No, there are changes"}


class AnswerField(forms.CharField):
    """Reads what is typed into the form in which answers are kept; never required."""

    def __init__(self, question: Question, **kwargs: Any):
        self.question = question
        super().__init__(
            label=question.text, required=False, strip=False, widget=_widget(question), **kwargs
        )

    def to_python(self, value: Any) -> str:
        try:
            return read_value(self.question.kind, value or "", self.question.options)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) and self.question.kind in NUMERIC and value:
            return _grouped(value)
        return value


def _grouped(value: str) -> str:
    """A kept number with commas; what was typed wrongly stays as it is."""
    whole, _, part = value.partition(".")
    if not whole.isdigit():
        return value
    return f"{int(whole):,}" + (f".{part}" if part.strip("0") else "")


def _widget(question: Question) -> forms.Widget:
    kind = question.kind
    if kind == QuestionKind.LONG:
        return forms.Textarea({"rows": 3})
    if kind in NUMERIC:
        return forms.TextInput({"inputmode": "decimal", "class": "num"})
    if kind == QuestionKind.DATE:
        return DayInput()
    if kind == QuestionKind.CHOICE:
        return forms.Select(choices=[("", "–"), *((x, x) for x in question.options)])
    if kind == QuestionKind.SCHEDULE:
        return forms.Select(choices=[("", "–"), *RIGHT.items()])
    if kind == QuestionKind.YES_NO:
        return forms.Select(choices=[("", "–"), *YES_NO.items()])
    return forms.TextInput()
