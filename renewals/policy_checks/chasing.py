"""Policies that do not come and corrections that stay away: followed up by dated steps."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.clients.models import Client
from accounts.follow_ups.services import add_follow_up
from renewals.policy_checks.models import ChaseRule, CheckItem, PolicyCheck
from renewals.policy_checks.rules import due_steps
from renewals.policy_checks.states import Purpose
from teams.access.roles import Role
from teams.people.models import User

MOST_A_RUN = 2000


@transaction.atomic
def chase_due(on: date, most: int = MOST_A_RUN) -> int:
    """Follow up what is due by `on`, each step once; how many follow-ups were made.

    Of steps that passed unseen only the last is told. Safe to repeat and to run twice at once.
    """
    return _policies(on, most) + _corrections(on, most)


def _policies(on: date, most: int) -> int:
    steps = ChaseRule.objects.steps(Purpose.CHASE, on)
    if not steps:
        return 0
    rows = PolicyCheck.objects.filter(
        received_on=None, counts_from__lte=on - timedelta(days=steps[0]), chased_days__lt=steps[-1]
    )
    made = 0
    for check in _locked(rows, most):
        due = due_steps(steps, check.counts_from, check.chased_days, on)
        if not due:
            continue
        check.chased_days = due[-1]
        made += _tell(
            check, on, f"{due[-1]}",
            f"Policy of {check.term.policy.line} not in after {check.days_waited(on)} days: chase "
            f"{check.term.policy.writing_company}",
        )  # fmt: skip
    return made


def _corrections(on: date, most: int) -> int:
    steps = ChaseRule.objects.steps(Purpose.CORRECTION, on)
    if not steps:
        return 0
    wrong = CheckItem.objects.discrepancies().values("check_of")
    rows = PolicyCheck.objects.filter(
        pk__in=wrong, asked_on__lte=on - timedelta(days=steps[0]), asked_days__lt=steps[-1]
    )
    made = 0
    for check in _locked(rows, most):
        due = due_steps(steps, check.asked_on, check.asked_days, on) if check.asked_on else []
        if not due:
            continue
        check.asked_days = due[-1]
        made += _tell(check, on, f"{check.asked_on}:{due[-1]}",
                      f"Correction of {check.term.number} asked for {due[-1]} days ago: chase "
                      f"{check.term.policy.writing_company}")  # fmt: skip
    return made


def _locked(rows: QuerySet, most: int) -> Iterable[PolicyCheck]:
    return (
        rows.select_for_update(of=("self",), skip_locked=True)
        .select_related("client", "term__policy__line", "term__policy__writing_company")
        .order_by("counts_from", "pk")[:most]
    )


def _tell(check: PolicyCheck, on: date, step: str, subject: str) -> int:
    owner = owner_of(check.client)
    PolicyCheck.objects.filter(pk=check.pk).update(
        chased_days=check.chased_days, asked_days=check.asked_days
    )
    if owner is None:
        return 0
    add_follow_up(
        client=check.client, subject=subject, due_on=on, by=None, owner=owner, kind="carrier",
        term=check.term, note=check.get_absolute_url(), key=f"policy-chase:{check.pk}:{step}",
    )  # fmt: skip
    return 1


def owner_of(client: Client) -> User | None:
    """Who chases for `client`: its administrator, else its executive."""
    rows = client.assignments.current().filter(user__is_active=True)
    people = {row.role: row.user for row in rows.select_related("user").order_by("-pk")}
    return people.get(Role.CLIENT_ADMINISTRATOR) or people.get(Role.ACCOUNT_EXECUTIVE)
