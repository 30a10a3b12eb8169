"""Everything a person holds that runs out, in one list, and whom to tell of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from teams.development.models import Course, Designation, DrivingLicence, EducationRule
from teams.development.rules import Asked, Earned, Education, education, update_due
from teams.people.models import Licence, User

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Credential:
    """One thing that runs out: its name for good, its words, its person and its last day."""

    thing: str
    words: str
    user: int
    ends_on: date


def credentials(people: "Sequence[User] | None", on: date) -> list[Credential]:
    """What the `people` (None: all active ones) hold that runs out, with five queries.

    Licences, the education that must be finished before them, designations' yearly updates and
    driver's licences.
    """
    ids = [p.pk for p in people] if people is not None else _everybody()
    found: list[Credential] = []
    for user_id, licence, learned in educations(ids, on):
        words = f"{licence.state} licence {licence.number}"
        found.append(Credential(f"licence:{licence.pk}", words, user_id, learned.ends_on))
        if not learned.done:
            hours = f"{learned.missing} hours of education for {words}"
            thing = f"education:{licence.pk}"
            found.append(Credential(thing, hours, user_id, learned.finish_by))
    bare = Licence.objects.filter(user__in=ids, inactive_on=None, expires_on__isnull=False)
    named = {credential.thing for credential in found}
    for row in bare:
        if f"licence:{row.pk}" not in named and row.expires_on:
            found.append(
                Credential(f"licence:{row.pk}", f"{row.state} licence {row.number}", row.user_id,
                           row.expires_on)
            )  # fmt: skip
    for held in Designation.objects.filter(user__in=ids, update_month__isnull=False).select_related(
        "kind"
    ):
        due = update_due(held.update_month or 1, held.updated_on, held.earned_on, on)
        words = f"yearly update of {held.kind}"
        found.append(Credential(f"designation:{held.pk}", words, held.user_id, due))
    for paper in DrivingLicence.objects.filter(user__in=ids):
        found.append(
            Credential(f"driving:{paper.pk}", "driver’s licence", paper.user_id, paper.expires_on)
        )
    return sorted(found, key=lambda c: (c.ends_on, c.thing))


def _everybody() -> list[int]:
    return list(User.objects.active().values_list("pk", flat=True))


def educations(ids: "Sequence[int]", on: date) -> Iterable[tuple[int, Licence, Education]]:
    """(person, licence, education) for each licence whose kind asks for hours; three queries."""
    rules: dict[str, Asked] = {}
    for rule in EducationRule.objects.in_force(on):
        rules.setdefault(
            rule.kind, Asked(rule.hours, rule.ethics_hours, rule.term_years, rule.finish_days)
        )
    courses: dict[int, list[Earned]] = {}
    for row in Course.objects.filter(user__in=ids):
        earned = Earned(row.completed_on, row.hours, row.ethics_hours)
        courses.setdefault(row.user_id, []).append(earned)
    held = Licence.objects.filter(
        user__in=ids, kind__in=list(rules), inactive_on=None, expires_on__isnull=False
    )
    for licence in held.order_by("user", "pk"):
        if licence.expires_on:
            learned = education(
                licence.expires_on, rules[licence.kind], courses.get(licence.user_id, ())
            )
            yield licence.user_id, licence, learned
