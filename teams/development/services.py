"""Telling of what runs out, once per telling; posting and reading bulletins."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from config.lib.errors import DomainError
from config.lib.templatetags.steward import us_date
from teams.access.roles import Role
from teams.development.credentials import Credential, credentials
from teams.development.models import Bulletin, BulletinRead, CredentialAlert, CredentialAlertRule
from teams.notifications.services import notify
from teams.people.models import Membership, User


@transaction.atomic
def tell_of_credentials(*, on: date) -> int:
    """Tell each person, and the managers of their departments, of what runs out; how many tellings.

    Every thing is told once per rule and last day: the row of CredentialAlert is the telling, so
    runs side by side tell once. Where several rules are due at first sight only the nearest is
    told, and the passed ones are written down with it. What has run out already is told as well.
    """
    days = sorted(CredentialAlertRule.objects.in_force(on).values_list("days_before", flat=True))
    if not days:
        return 0
    near = [c for c in credentials(None, on) if (c.ends_on - on).days <= days[-1]]
    people = {user.pk: user for user in User.objects.filter(pk__in={c.user for c in near})}
    bosses = _managers([c.user for c in near])
    told = 0
    for credential in near:
        left = (credential.ends_on - on).days
        due = [n for n in days if left <= n]
        if _write_down(credential, due):
            _tell(credential, due[0], people[credential.user], bosses.get(credential.user, set()))
            told += 1
    return told


def _write_down(credential: Credential, due: list[int]) -> bool:
    """Insert the tellings; whether the nearest was not there yet."""
    key = {"thing": credential.thing, "ends_on": credential.ends_on}
    held = set(CredentialAlert.objects.filter(**key).values_list("days_before", flat=True))
    fresh = [
        CredentialAlert(user_id=credential.user, days_before=n, **key) for n in due if n not in held
    ]
    if due[0] in held:
        return False
    before = CredentialAlert.objects.filter(**key).count()
    CredentialAlert.objects.bulk_create(fresh, ignore_conflicts=True)
    return CredentialAlert.objects.filter(**key).count() > before


def _tell(credential: Credential, days: int, person: User, bosses: set[int]) -> None:
    key = f"credential:{credential.thing}:{credential.ends_on}:{days}"
    ends = us_date(credential.ends_on)
    url = f"/teams/people/{person.pk}/"
    notify([person], key, f"Your {credential.words}: until {ends}", url)
    others = bosses - {person.pk}
    notify(others, key, f"{person}: {credential.words}, until {ends}", url)


def _managers(ids: list[int]) -> dict[int, set[int]]:
    """Person → the active managers of the departments of its teams; two queries."""
    heads: dict[str, set[int]] = {}
    rows = Membership.objects.filter(user__role=Role.MANAGER, user__is_active=True)
    for user_id, department in rows.values_list("user", "team__department"):
        heads.setdefault(department, set()).add(user_id)
    found: dict[int, set[int]] = {}
    for user_id, department in Membership.objects.filter(user__in=ids).values_list(
        "user", "team__department"
    ):
        found.setdefault(user_id, set()).update(heads.get(department, ()))
    return found


@transaction.atomic
def post_bulletin(*, bulletin: Bulletin, by: User) -> Bulletin:
    """Post a bulletin, or save its changes, and tell everybody who must read it.

    Raises DomainError for a team `by` does not see.
    """
    if bulletin.posted_by_id is None:
        bulletin.posted_by = by
    bulletin.save()
    if bulletin.must_read:
        people = User.objects.active().exclude(pk=by.pk)
        if bulletin.team_id:
            people = people.filter(memberships__team=bulletin.team_id)
        notify(
            people, f"bulletin:{bulletin.pk}", f"Please read: {bulletin.title}",
            f"/teams/feed/#bulletin-{bulletin.pk}",
        )  # fmt: skip
    return bulletin


@transaction.atomic
def mark_bulletin_read(*, bulletin: Bulletin, by: User) -> None:
    """`by` has read it. Safe to repeat."""
    if not Bulletin.objects.visible_to(by).filter(pk=bulletin.pk).exists():
        raise DomainError("There is no such bulletin for you.")
    BulletinRead.objects.bulk_create(
        [BulletinRead(bulletin=bulletin, user=by, at=timezone.now())], ignore_conflicts=True
    )
