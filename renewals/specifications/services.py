"""Freezing a specification, and standing for it as a second person."""

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.clients.models import Client
from config.lib.errors import DomainError
from renewals.placements.models import Placement
from renewals.specifications.content import content_of
from renewals.specifications.models import Specification
from renewals.underwriting.services import lock_for_answers
from teams.people.models import User


@transaction.atomic
def build_specification(*, placement: Placement, by: User, narrative: str = "") -> Specification:
    """Freeze the sheet as it stands today as the next version, with the broker's `narrative`.

    It may be incomplete and says what is missing; the submission waits for the rest. Raises
    DomainError when nothing differs from the version before.
    """
    current = lock_for_answers(placement, by)
    narrative = narrative.replace("\r\n", "\n").strip()
    if len(narrative) > 6000:
        raise DomainError("The narrative is longer than 6,000 characters.", "narrative")
    sheet, content = content_of(current, timezone.localdate())
    last = current.specifications.first()
    if last and _same(last.content, content) and last.narrative == narrative:
        raise DomainError(f"Nothing has changed since version {last.version}.")
    made = Specification.objects.create(
        placement=current, version=last.version + 1 if last else 1, content=content,
        completeness=sheet.completeness, narrative=narrative, built_by=by,
    )  # fmt: skip
    log_event(
        client=current.client, by=by, link=made.get_absolute_url(),
        subject=f"Specification {made.version} built, {made.completeness} % complete",
    )  # fmt: skip
    return made


def _same(one: dict, other: dict) -> bool:
    return {**one, "as_of": ""} == {**other, "as_of": ""}


@transaction.atomic
def review_specification(*, specification: Specification, by: User, note: str = "") -> None:
    """Stand for a specification that somebody else built, so that it may go to markets.

    Raises DomainError for who built it, a second review, and an older version than the last.
    """
    if not by.may("renewals.write"):
        raise DomainError("Your role may not keep renewals.")
    if not Client.objects.visible_to(by).filter(pk=specification.placement.client_id).exists():
        raise DomainError("There is no such specification among yours.")
    rows = Specification.objects.select_for_update(of=("self",))
    current = rows.select_related("placement__client").get(pk=specification.pk)
    if current.built_by_id == by.pk:
        raise DomainError("Somebody else than who built it reads it.")
    if current.reviewed:
        raise DomainError("It was reviewed already.")
    if current.placement.specifications.filter(version__gt=current.version).exists():
        raise DomainError("There is a newer version; read that one.")
    current.reviewed_by, current.reviewed_at = by, timezone.now()
    current.review_note = note.strip()[:300]
    current.save(update_fields=["reviewed_by", "reviewed_at", "review_note"])
    log_event(
        client=current.placement.client, by=by, link=current.get_absolute_url(),
        subject=f"Specification {current.version} reviewed", text=current.review_note,
    )  # fmt: skip
