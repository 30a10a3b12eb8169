"""Telling owners once a week what they have promised to clients."""

from datetime import date, timedelta

from django.db.models import Count, Q

from accounts.service_plans.models import Commitment
from accounts.service_plans.states import DUE_SOON_DAYS
from teams.notifications.services import notify
from teams.people.models import User


def tell_owners(*, today: date) -> int:
    """One notice a week to everybody with commitments that are late or due soon; how many people.

    The week is in the notice's key, so that a second run, or the first after days without a
    clock, tells each person once.
    """
    year, week, _ = today.isocalendar()
    soon = today + timedelta(days=DUE_SOON_DAYS)
    rows = (
        Commitment.objects.open()
        .filter(waits_since=None, due_on__lte=soon)
        .with_owner()
        .filter(owned_by__isnull=False)
        .order_by()
        .values("owned_by")
        .annotate(
            late=Count("pk", filter=Q(late_after__lt=today)),
            soon=Count("pk", filter=Q(late_after__gte=today, due_on__lte=soon)),
        )
    )
    active = set(User.objects.active().values_list("pk", flat=True))
    told = 0
    for row in rows:
        if row["owned_by"] in active:
            words = [f"{row['late']} late"] if row["late"] else []
            words += [f"{row['soon']} due within {DUE_SOON_DAYS} days"] if row["soon"] else []
            key = f"commitment:{year}-{week:02d}"
            notify(
                [row["owned_by"]], key, f"Commitments: {', '.join(words)}", "/service/?view=mine"
            )
            told += 1
    return told
