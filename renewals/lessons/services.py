"""Writing down what a placement taught."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.carriers.models import Carrier, WritingCompany
from accounts.clients.models import Client
from config.lib.errors import DomainError
from renewals.lessons.models import CarrierNote, Lesson
from renewals.placements.models import Placement
from teams.people.models import User

Said = tuple[str, str]


def carriers_of(placement: Any) -> list[Carrier]:
    """The carriers that had a part in the placement, by name."""
    companies = WritingCompany.objects.order_by()
    asked = companies.filter(submissions__placement=placement)
    quoted = companies.filter(quotes__submission__placement=placement)
    had = companies.filter(policies__terms__placed__placement=placement)
    part = asked.values("carrier").union(quoted.values("carrier"), had.values("carrier"))
    return list(Carrier.objects.filter(pk__in=part).order_by("name"))


@transaction.atomic
def write_lessons(
    *, placement: Placement, by: User, version: int, because: str, lessons: str,
    notes: Mapping[int, Said],
) -> Lesson:  # fmt: skip
    """Keep why the placement went as it did, and (grade, words) of each carrier by its id.

    Raises DomainError without words, for a reason or grade that does not exist, a carrier that
    had no part in it, and when somebody changed the placement meanwhile.
    """
    now = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    if not by.may("renewals.write"):
        raise DomainError("Your role may not keep renewals.")
    if not Client.objects.visible_to(by).filter(pk=now.client_id).exists():
        raise DomainError("There is no such placement among yours.")
    if because not in Lesson.Because.values:
        raise DomainError("What decided it?", "because")
    if not lessons.strip():
        raise DomainError("Write what to do again, and what to do otherwise.", "lessons")
    today = timezone.localdate()
    now.lessons = lessons.strip()[:2000]
    now.save_version(version, ["lessons"])
    lesson, _ = Lesson.objects.update_or_create(
        placement=now, defaults={"because": because, "by": by, "on": today}
    )
    known = {c.pk for c in carriers_of(now)}
    for key, (grade, words) in notes.items():
        if key not in known or grade not in ("", *CarrierNote.Grade.values):
            raise DomainError("Grade the carriers of this placement: good, fair or poor.")
        if grade:
            CarrierNote.objects.update_or_create(
                placement=now, carrier_id=key,
                defaults={"grade": grade, "text": words.strip()[:500], "by": by, "on": today},
            )  # fmt: skip
        else:
            CarrierNote.objects.filter(placement=now, carrier=key).delete()
    return lesson
