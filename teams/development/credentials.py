"""Everything a person holds that runs out, in one list, and whom to tell of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from teams.development.models import Course, Designation, DrivingLicense, EducationRule
from teams.development.rules import Asked, Earned, Education, education, update_due
from teams.people.models import License, User

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

    Licenses, the education that must be finished before them, designations' yearly updates and
    driver's licenses.
    """
    ids = [p.pk for p in people] if people is not None else _everybody()
    found: list[Credential] = []
    for user_id, license, learned in educations(ids, on):
        words = f"{license.state} license {license.number}"
        found.append(Credential(f"license:{license.pk}", words, user_id, learned.ends_on))
        if not learned.done:
            hours = f"{learned.missing} hours of education for {words}"
            thing = f"education:{license.pk}"
            found.append(Credential(thing, hours, user_id, learned.finish_by))
    bare = License.objects.filter(user__in=ids, inactive_on=None, expires_on__isnull=False)
    named = {credential.thing for credential in found}
    for row in bare:
        if f"license:{row.pk}" not in named and row.expires_on:
            found.append(
                Credential(f"license:{row.pk}", f"{row.state} license {row.number}", row.user_id,
                           row.expires_on)
            )  # fmt: skip
    for held in Designation.objects.filter(user__in=ids, update_month__isnull=False).select_related(
        "kind"
    ):
        due = update_due(held.update_month or 1, held.updated_on, held.earned_on, on)
        words = f"yearly update of {held.kind}"
        found.append(Credential(f"designation:{held.pk}", words, held.user_id, due))
    for paper in DrivingLicense.objects.filter(user__in=ids):
        found.append(
            Credential(f"driving:{paper.pk}", "driver’s license", paper.user_id, paper.expires_on)
        )
    return sorted(found, key=lambda c: (c.ends_on, c.thing))


def _everybody() -> list[int]:
    return list(User.objects.active().values_list("pk", flat=True))


def educations(ids: "Sequence[int]", on: date) -> Iterable[tuple[int, License, Education]]:
    """(person, license, education) for each license whose kind asks for hours; three queries."""
    rules: dict[str, Asked] = {}
    for rule in EducationRule.objects.in_force(on):
        rules.setdefault(
            rule.kind, Asked(rule.hours, rule.ethics_hours, rule.term_years, rule.finish_days)
        )
    courses: dict[int, list[Earned]] = {}
    for row in Course.objects.filter(user__in=ids):
        earned = Earned(row.completed_on, row.hours, row.ethics_hours)
        courses.setdefault(row.user_id, []).append(earned)
    held = License.objects.filter(
        user__in=ids, kind__in=list(rules), inactive_on=None, expires_on__isnull=False
    )
    for license in held.order_by("user", "pk"):
        if license.expires_on:
            learned = education(
                license.expires_on, rules[license.kind], courses.get(license.user_id, ())
            )
            yield license.user_id, license, learned
