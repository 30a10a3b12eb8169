"""Kinds of questions, where an answer comes from, and how far an item of the sheet is."""

from django.db import models


class QuestionKind(models.TextChoices):
    TEXT = "text", "Text"
    LONG = "long", "Longer text"
    MONEY = "money", "Dollars"
    NUMBER = "number", "Number"
    DATE = "date", "Date"
    CHOICE = "choice", "One of a list"
    YES_NO = "yes_no", "Yes or no"
    SCHEDULE = "schedule", "A schedule, confirmed"
    FILE = "file", "A file"


NUMERIC = (QuestionKind.MONEY, QuestionKind.NUMBER)


class AnswerSource(models.TextChoices):
    TEAM = "team", "Team"
    CLIENT = "client", "Client"


class ItemState(models.TextChoices):
    """How far an item is; derived from the answer and the client's file, never stored."""

    MISSING = "missing", "Missing"
    TO_CONFIRM = "to_confirm", "To confirm"
    CHANGED = "changed", "Changed since confirmed"
    DONE = "done", "Complete"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


COMPLETE = (ItemState.DONE, ItemState.NOT_APPLICABLE)
TONES = {
    ItemState.MISSING: "bad",
    ItemState.TO_CONFIRM: "warn",
    ItemState.CHANGED: "warn",
    ItemState.DONE: "good",
    ItemState.NOT_APPLICABLE: "quiet",
}
