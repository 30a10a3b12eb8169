"""Telling before a binder runs out: 30, 14, 7 days before and on the day, each once."""

from datetime import date, timedelta

from accounts.certificates.models import Binder
from renewals.policy_checks.chasing import owner_of
from renewals.policy_checks.models import ChaseRule
from renewals.policy_checks.states import Purpose
from teams.access.roles import Role
from teams.notifications.services import notify
from teams.people.models import User


def tell_binders(on: date) -> int:
    """Tell executive and administrator of binders that run out; how many binders were told of.

    Of steps that passed unseen only the nearest is told; a step's notice is sent once, ever.
    """
    steps = ChaseRule.objects.steps(Purpose.BINDER, on)
    if not steps:
        return 0
    rows = Binder.objects.filter(
        policy_issued_on=None, extension=None, expires_on__gte=on,
        expires_on__lte=on + timedelta(days=max(steps)),
    )  # fmt: skip
    told = 0
    for binder in rows.select_related("client", "line").order_by("expires_on", "pk"):
        left = (binder.expires_on - on).days
        step = min(days for days in steps if left <= days)
        when = f"in {left} days" if left else "today"
        notify(
            _people(binder), key=f"binder:{binder.pk}:{binder.expires_on}:{step}",
            text=f"{binder.line} binder ends {when} without a policy",
            url=f"/clients/{binder.client_id}/certificates/", about=str(binder.client),
        )  # fmt: skip
        told += 1
    return told


def _people(binder: Binder) -> list[User]:
    rows = binder.client.assignments.current().filter(
        user__is_active=True, role=Role.ACCOUNT_EXECUTIVE
    )
    found = {row.user_id: row.user for row in rows.select_related("user")}
    if owner := owner_of(binder.client):
        found[owner.pk] = owner
    return list(found.values())
