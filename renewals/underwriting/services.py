"""Answering the questions of a placement, and taking answers over into the client's file."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.models import Attachment
from accounts.clients.models import Client
from accounts.schedules.models import Exposure
from config.lib.errors import DomainError
from renewals.placements.models import Placement
from renewals.underwriting.facts import OF_A_YEAR, OF_THE_CLIENT, writes_to
from renewals.underwriting.models import Answer
from renewals.underwriting.sheet import Item, sheet_of
from renewals.underwriting.states import AnswerSource, ItemState, QuestionKind
from teams.people.models import User

MEANWHILE = "Somebody answered this meanwhile. Look at it and decide again."


@dataclass(frozen=True)
class Given:
    """What one item was given: a value in its kept form, a file, or that it does not apply.

    `confirmed` says that what stands there is right; `version` is that of the answer seen.
    """

    question_id: int
    value: str = ""
    attachment: Attachment | None = None
    not_applicable: bool = False
    confirmed: bool = False
    version: int = 0


class NotSaved(DomainError):
    """Answers that could not be saved; `problems` has the sentence for each question id."""

    def __init__(self, problems: dict[int, str]):
        self.problems = problems
        super().__init__("Nothing was saved; look at what is marked.")


@transaction.atomic
def save_answers(*, placement: Placement, given: Sequence[Given], by: User) -> int:
    """Save what was changed or confirmed on the sheet, all or nothing; how many items it was.

    An emptied answer is taken back, so that the file's own value shows again. Raises NotSaved
    with a sentence for each item that somebody else answered meanwhile or that has nothing to
    confirm, and DomainError for who may not and for a closed placement.
    """
    current = lock_for_answers(placement, by)
    items = {item.question.pk: item for item in sheet_of(current).items}
    problems, writes = {}, []
    for one in given:
        item = items.get(one.question_id)
        if item is None or not _says_anything(item, one):
            continue
        if item.version != one.version:
            problems[one.question_id] = MEANWHILE
        elif problem := _problem(item, one):
            problems[one.question_id] = problem
        else:
            writes.append((item, one))
    if problems:
        raise NotSaved(problems)
    for item, one in writes:
        _write(current, item, one, by)
    return len(writes)


def _says_anything(item: Item, one: Given) -> bool:
    if one.not_applicable != (item.state == ItemState.NOT_APPLICABLE):
        return True
    if one.not_applicable:
        return False
    held = item.answer.attachment_id if item.answer else None
    if (one.attachment.pk if one.attachment else None) != held:
        return True
    if item.question.kind in (QuestionKind.SCHEDULE, QuestionKind.FILE):
        return one.confirmed and not item.complete
    return one.value != item.value or (one.confirmed and not item.complete)


def _problem(item: Item, one: Given) -> str:
    if item.question.kind == QuestionKind.SCHEDULE and one.confirmed and not item.known.value:
        return "The schedule is empty; fill it in first, or say that it does not apply."
    if one.confirmed and item.question.kind != QuestionKind.SCHEDULE and not one.value:
        return "There is nothing to confirm yet."
    return ""


def _write(placement: Placement, item: Item, one: Given, by: User) -> None:
    schedule = item.question.kind == QuestionKind.SCHEDULE
    value = item.known.value if schedule and one.confirmed else one.value
    empty = not value and one.attachment is None and not one.not_applicable
    if empty or (schedule and not one.confirmed and not one.not_applicable):
        if item.answer:
            item.answer.delete()
        return
    put_answer(
        placement=placement, item=item, by=by, value="" if one.not_applicable else value,
        attachment=one.attachment, not_applicable=one.not_applicable,
    )  # fmt: skip


def put_answer(
    *, placement: Placement, item: Item, by: User, value: str, attachment: Attachment | None = None,
    not_applicable: bool = False, note: str = "", source: str = AnswerSource.TEAM,
    source_words: str = "",
) -> Answer:  # fmt: skip
    """Write the answer of `item`, whose placement the caller has locked.

    `source_words` say where it comes from; the person and the day when left out.
    """
    today = timezone.localdate()
    answer = item.answer or Answer(placement=placement, question=item.question)
    answer.value, answer.attachment = value, attachment
    answer.seal = item.known.seal if value else ""
    answer.not_applicable, answer.note = not_applicable, note
    answer.source = source
    answer.source_words = source_words or f"{by}, {today:%m/%d/%Y}"
    answer.by, answer.on = by, today
    if answer.pk:
        answer.save_version(
            answer.version,
            ["value", "seal", "attachment", "not_applicable", "note", "source", "source_words",
             "by", "on"],
        )  # fmt: skip
    else:
        answer.save()
    return answer


def write_to_file(*, item: Item, placement: Placement, value: str, words: str, by: User) -> None:
    """Take an accepted answer over into the client's file, with `words` as its source.

    Yearly figures become the exposure of the year in which the coverage begins. Must run inside a
    transaction. Raises DomainError where the file has no place for it or refuses it.
    """
    fact = item.question.fact
    if not writes_to(fact):
        raise DomainError(f"“{item.question}” has no place in the client’s file.")
    if not by.may("clients.write"):
        raise DomainError("Your role may not keep the client’s file.")
    if fact in OF_A_YEAR:
        _write_exposure(placement, OF_A_YEAR[fact], Decimal(value), words)
    else:
        _write_client(placement.client_id, OF_THE_CLIENT[fact], value)
    log_event(
        client=placement.client, by=by, link=item.known.url, text=item.question.text,
        subject=f"{item.question.get_fact_display()} taken over from the client",
    )  # fmt: skip


def _write_exposure(placement: Placement, kind: str, amount: Decimal, words: str) -> None:
    today = timezone.localdate()
    rows = Exposure.objects.of(placement.client).select_for_update(of=("self",))
    row: Any = rows.filter(kind=kind, year=placement.target_on.year).first()
    row = row or Exposure(client=placement.client, kind=kind, year=placement.target_on.year)
    row.amount, row.source, row.as_of = amount, words[:120], today
    if row.pk:
        row.save_version(row.version, ["amount", "source", "as_of"])
    else:
        row.save()


def _write_client(client_id: int, field: str, value: str) -> None:
    client = Client.objects.select_for_update(of=("self",)).get(pk=client_id)
    target: Any = Client._meta.get_field(field)
    try:
        setattr(client, field, target.clean(value or None if target.null else value, client))
    except ValidationError as error:
        raise DomainError(f"The file does not take “{value[:40]}” there.") from error
    client.save_version(client.version, [field])


def may_answer(placement: Placement, by: User) -> None:
    """Raises DomainError unless `by` may keep this placement and it is still under way."""
    if not by.may("renewals.write"):
        raise DomainError("Your role may not keep renewals.")
    if not Client.objects.visible_to(by).filter(pk=placement.client_id).exists():
        raise DomainError("There is no such placement among yours.")
    if placement.is_final:
        raise DomainError("This placement is closed; move it back first.")


def lock_for_answers(placement: Placement, by: User) -> Placement:
    """The placement, locked and checked, for services that write answers of it."""
    rows = Placement.objects.select_for_update(of=("self",)).select_related("client", "line")
    current = rows.get(pk=placement.pk)
    may_answer(current, by)
    return current
