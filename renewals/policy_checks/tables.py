"""The columns of the list of policies on their way."""

from typing import Any

import django_tables2 as tables
from django.http import HttpRequest
from django.utils import timezone

from accounts.clients.tables import ClientColumn
from config.lib.tables import BadgeColumn, DateColumn, NumberColumn
from renewals.policy_checks.models import ChaseRule, CheckItem
from renewals.policy_checks.rules import next_step
from renewals.policy_checks.states import TONES, Purpose, Standing


class PolicyCheckTable(tables.Table):
    policy = tables.Column(accessor="term__number", linkify=True)
    standing = BadgeColumn(dict(Standing.choices), TONES, accessor="standing")
    client = ClientColumn()
    line = tables.Column(accessor="term__policy__line__name")
    company = tables.Column(accessor="term__policy__writing_company__name", verbose_name="Company")
    effective = DateColumn(accessor="term__effective_on", verbose_name="Effective")
    waited = NumberColumn(accessor="waited", verbose_name="Days")
    wrong = NumberColumn(accessor="wrong", verbose_name="To correct")
    chase = DateColumn(accessor="chased_next", verbose_name="Next chase")


def attach_checks(checks: Any, request: HttpRequest) -> None:
    """Give each row the days waited, its open discrepancies, and the day of its next chase."""
    today = timezone.localdate()
    steps = ChaseRule.objects.steps(Purpose.CHASE, today)
    later = ChaseRule.objects.steps(Purpose.CORRECTION, today)
    rows = CheckItem.objects.discrepancies().filter(check_of__in=[c.pk for c in checks])
    wrong: dict[int, int] = {}
    for key in rows.values_list("check_of", flat=True):
        wrong[key] = wrong.get(key, 0) + 1
    for check in checks:
        waited = check.days_waited(today)
        check.waited = waited if waited >= 0 and not check.delivered_on else None
        check.wrong = wrong.get(check.pk) or None
        check.chased_next = None
        if check.received_on is None:
            check.chased_next = next_step(steps, check.counts_from, check.chased_days)
        elif check.asked_on and check.wrong:
            check.chased_next = next_step(later, check.asked_on, check.asked_days)
