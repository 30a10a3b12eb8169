"""The information sheet of a placement: questions, what the file knows, and what was answered.

Nothing of it is stored but the answers: what the file says is read when somebody looks, so it is
never out of date, and the specification is what freezes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.policies.models import Coverage, LineOfBusiness
from renewals.placements.models import Placement
from renewals.underwriting.facts import ClientFile, Known, writes_to
from renewals.underwriting.loss_runs import LossRun, loss_runs_of, terms_of
from renewals.underwriting.models import Answer, Question
from renewals.underwriting.rules import change_percent, percent_done, read_value, shown
from renewals.underwriting.states import COMPLETE, TONES, ItemState, QuestionKind


@dataclass
class Item:
    """One question of the sheet with its value, where that comes from, and last year's."""

    question: Question
    lines: list[str]
    answer: Answer | None
    known: Known
    value: str
    source: str
    last: str
    last_source: str
    state: ItemState

    @property
    def complete(self) -> bool:
        return self.state in COMPLETE

    @property
    def label(self) -> str:
        return self.state.label

    @property
    def tone(self) -> str:
        if self.state == ItemState.MISSING and not self.question.required:
            return "quiet"
        return TONES[self.state]

    @property
    def shown(self) -> str:
        if self.state == ItemState.NOT_APPLICABLE:
            return "Does not apply"
        if self.answer and self.answer.attachment:
            return self.answer.attachment.title
        return shown(self.question.kind, self.value)

    @property
    def last_shown(self) -> str:
        return shown(self.question.kind, self.last)

    @property
    def changed(self) -> bool:
        """Whether there is something to compare with, and it differs."""
        return bool(self.last and self.value and self.last != self.value)

    @property
    def change(self) -> Decimal | None:
        """By how many percent a number changed."""
        return change_percent(self.question.kind, self.last, self.value)

    @property
    def version(self) -> int:
        """The version of its answer; 0 while there is none."""
        return self.answer.version if self.answer else 0

    @property
    def writes_to(self) -> str:
        return writes_to(self.question.fact)

    @property
    def anchor(self) -> str:
        return f"item-{self.question.pk}"


@dataclass
class Sheet:
    """All items of a placement, its loss runs, and how complete it is."""

    placement: Placement
    lines: list[LineOfBusiness]
    items: list[Item]
    loss_runs: list[LossRun]

    @property
    def url(self) -> str:
        return reverse("information", args=[self.placement.pk])

    @property
    def topics(self) -> list[tuple[str, list[Item], int]]:
        """Each topic with its items and the percent of them that is complete."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.question.topic, []).append(item)
        return [
            (topic, items, percent_done(item.complete for item in items))
            for topic, items in found.items()
        ]

    @property
    def needed(self) -> list[Item]:
        return [item for item in self.items if item.question.required]

    @property
    def open_items(self) -> list[Item]:
        """What is needed for submission and not complete."""
        return [item for item in self.needed if not item.complete]

    @property
    def open_runs(self) -> list[LossRun]:
        """Loss runs that are missing or stale."""
        return [run for run in self.loss_runs if run.problem]

    @property
    def completeness(self) -> int:
        """Whole percent of what a submission needs: required items and current loss runs."""
        marks = [item.complete for item in self.needed]
        return percent_done(marks + [not run.problem for run in self.loss_runs])

    @property
    def of_lines(self) -> list[tuple[str, int]]:
        """Each line with the percent of what it needs, the company's part included."""
        return [
            (
                line.name,
                percent_done(
                    [i.complete for i in self.needed if not i.lines or line.name in i.lines]
                    + [not run.problem for run in self.loss_runs if run.line.pk == line.pk]
                ),
            )
            for line in self.lines
        ]


def sheet_of(placement: Placement, on: date | None = None) -> Sheet:
    """The sheet of `placement` as of today; a fixed number of queries whatever the book."""
    today = on or timezone.localdate()
    terms = terms_of(placement)
    lines = _lines_of(placement, terms)
    asked = _questions_of(placement, {line.code for line in lines})
    rows = placement.answers.select_related("attachment", "question")
    answers = {row.question_id: row for row in rows}
    earlier = Answer.objects.before(placement)
    file = ClientFile(placement.client, today)
    names = {line.code: line.name for line in lines}
    items = [
        _item(q, names, answers.get(q.pk), earlier.get(q.pk), file.known(q.fact) if q.fact else _NO)
        for q in asked
    ]
    return Sheet(placement, lines, items, loss_runs_of(placement, terms, today))


_NO = Known(source="")


def _lines_of(placement: Placement, terms: Sequence[Any]) -> list[LineOfBusiness]:
    """The lines of the expiring policies and of what packages contain, or the line to be added."""
    found = {term.policy.line_id: term.policy.line for term in terms}
    if placement.line:
        found[placement.line.pk] = placement.line
    parts = Coverage.objects.filter(term__in=[term.pk for term in terms])
    for part in parts.select_related("line").order_by("pk"):
        found.setdefault(part.line_id, part.line)
    return list(found.values())


def _questions_of(placement: Placement, codes: set[str]) -> list[Question]:
    """The questions that hold since the placement opened, for every placement or its lines."""
    rows: Any = Question.objects.in_force(placement.opened_on)
    return [q for q in rows if not q.lines or codes & set(q.lines)]


def _item(
    question: Question, names: dict[str, str], answer: Answer | None, earlier: Answer | None,
    known: Known,
) -> Item:  # fmt: skip
    kind = question.kind
    lines = [name for code, name in names.items() if code in question.lines]
    filled = _fitting(question, known.value)
    last, last_source = _last(question, earlier, known)
    value, source = filled, known.source if filled else ""
    if not filled and earlier and not earlier.not_applicable and kind != QuestionKind.SCHEDULE:
        value, source = earlier.value, f"Answer of {earlier.placement.target_on:%m/%d/%Y}"
    if answer:
        value, source = answer.value, answer.source_words
    if kind == QuestionKind.SCHEDULE:
        value = known.value
    state = _state(question, answer, known, value)
    return Item(question, lines, answer, known, value, source, last, last_source, state)


def _last(question: Question, earlier: Answer | None, known: Known) -> tuple[str, str]:
    if earlier and earlier.value:
        return earlier.value, f"Answer of {earlier.placement.target_on:%m/%d/%Y}"
    return _fitting(question, known.before), known.before_source


def _fitting(question: Question, value: str) -> str:
    """`value` of the file in the form of the question; "" when it does not fit."""
    if question.kind == QuestionKind.SCHEDULE:
        return value
    try:
        return read_value(question.kind, value, question.options)
    except ValueError:
        return ""


def _state(question: Question, answer: Answer | None, known: Known, value: str) -> ItemState:
    if answer and answer.not_applicable:
        return ItemState.NOT_APPLICABLE
    if question.kind == QuestionKind.SCHEDULE:
        if not known.value:
            return ItemState.MISSING
        if answer is None:
            return ItemState.TO_CONFIRM
        return ItemState.DONE if answer.seal == known.seal else ItemState.CHANGED
    if answer:
        return ItemState.DONE
    if not value:
        return ItemState.MISSING
    return ItemState.TO_CONFIRM if question.yearly else ItemState.DONE
