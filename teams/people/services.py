"""Keeping teams and people, and letting them in."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from config.lib.errors import DomainError
from teams.access.roles import GRANTS, Scope
from teams.notifications.services import queue_email
from teams.people.models import Team, User

FIELDS = ["name", "email", "role", "phone", "code", "is_active"]
TEAM_FIELDS = ["name", "department"]
DAYS = settings.PASSWORD_RESET_TIMEOUT // 86400


def save_team(*, team: Team, opened_with: int) -> Team:
    """Keep a new or changed team.

    Raises DomainError when somebody saved it since it was opened.
    """
    if team.pk:
        team.save_version(opened_with, TEAM_FIELDS)
    else:
        team.save()
    return team


@transaction.atomic
def save_person(*, person: User, teams: Iterable[Team], opened_with: int, by: User) -> User:
    """Keep a new or changed person; a new one gets an e-mail with a link to choose a password.

    Raises DomainError when somebody saved since the version it was opened with, when the address
    belongs to somebody else, when a role that sees the clients of its teams has none, and when
    people would lock themselves out.
    """
    person.email, teams = person.email.lower(), list(teams)
    if User.objects.filter(email__iexact=person.email).exclude(pk=person.pk).exists():
        raise DomainError("Somebody has this e-mail address already.", "email")
    if person.is_active and not teams and GRANTS[person.role].scope != Scope.ALL:
        raise DomainError(f"This role sees {GRANTS[person.role].scope}; choose one.", "teams")
    if person.pk == by.pk and (person.role != by.role or not person.is_active):
        raise DomainError("Somebody else decides on your own role, and whether you work here.")
    is_new = person.pk is None
    if is_new:
        person.set_unusable_password()
        person.save()
    else:
        person.save_version(opened_with, FIELDS)
    person.teams.set(teams)
    if is_new and person.is_active:
        invite(person=person, by=by)
    return person


def invite(*, person: User, by: User) -> None:
    """Send `person` a link to choose a password with, good once and for some days.

    Raises DomainError for somebody who does not work here.
    """
    if not person.is_active:
        raise DomainError(f"{person} does not work here; say first that they do.")
    token = default_token_generator.make_token(person)
    words = urlsafe_base64_encode(force_bytes(person.pk))
    link = f"{settings.SITE_ADDRESS}{reverse('password-set', args=[words, token])}"
    queue_email(
        f"invite:{person.pk}:{token}", person.email, "Your access to Steward",
        f"{by.name} lets you into Steward. Choose your password at\n\n{link}\n\n"
        f"The link works once, within {DAYS} days. After that sign in as {person.email} at\n"
        f"{settings.SITE_ADDRESS}{reverse('login')}\n",
        reply_to=by.email,
    )  # fmt: skip
