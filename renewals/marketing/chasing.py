"""Markets that do not answer: a follow-up once the house's days are over."""

from datetime import date
from typing import Any

from django.db.models import Max

from accounts.follow_ups.models import FollowUp
from accounts.follow_ups.services import add_follow_up
from config.lib.errors import DomainError
from renewals.marketing.models import MarketRule, Submission
from renewals.placements.states import FINAL
from teams.access.roles import Role
from teams.calendar.querysets import office_calendar

MOST_A_RUN = 300


def silent(on: date) -> list[Any]:
    """Submissions without an answer whose last step is longer ago than the rule of `on` allows.

    Each carries `last_step`, the step that nobody answered, by which it is chased once.
    """
    rule = MarketRule.objects.in_force(on).get("no_answer")
    if rule is None:
        return []
    latest = office_calendar().add_business_days(on, -int(rule.value))
    rows: Any = Submission.objects.waiting().exclude(placement__stage__in=FINAL)
    return list(
        rows.annotate(last_on=Max("events__on"), last_step=Max("events__pk"))
        .filter(last_on__lt=latest)
        .select_related("placement__client", "company", "intermediary", "underwriter")
        .order_by("last_on", "pk")
    )


def chase_silent(on: date) -> int:
    """Add a follow-up for each market that is silent; how many were added. Safe to repeat."""
    found = {f"market:{s.pk}:{s.last_step}": s for s in silent(on)}
    told = set(FollowUp.objects.filter(key__in=found).values_list("key", flat=True))
    added = 0
    for key, submission in found.items():
        if key in told or added == MOST_A_RUN:
            continue
        added += _chase(submission, key, on)
    return added


def _chase(submission: Any, key: str, on: date) -> int:
    client = submission.placement.client
    serving = client.assignments.current().filter(user__is_active=True)
    people = {row.role: row.user for row in serving.select_related("user")}
    owner = people.get(Role.MARKETING) or people.get(Role.ACCOUNT_EXECUTIVE)
    to = submission.underwriter or submission.company
    note = " · ".join(
        part for part in (
            str(to), getattr(to, "phone", ""), getattr(to, "email", ""),
            f"last step {submission.last_on:%m/%d/%Y}", submission.get_absolute_url(),
        ) if part
    )  # fmt: skip
    try:
        add_follow_up(
            client=client, subject=f"No answer from {submission}", due_on=on, by=None, owner=owner,
            team=None if owner else client.team, kind="carrier", note=note, key=key,
        )  # fmt: skip
    except DomainError:
        # Who serves the client may have lost sight of it; its team still has it.
        add_follow_up(
            client=client, subject=f"No answer from {submission}", due_on=on, by=None,
            team=client.team, kind="carrier", note=note, key=key,
        )  # fmt: skip
    return 1
