"""Meetings that were held meet the commitments their kind names."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from accounts.meetings.models import Meeting
from accounts.service_plans.gathering import Found, evidence_source


@evidence_source
def held_meetings(since: date) -> Iterable[Found]:
    """On the day on which they took place, not that of their minutes."""
    rows = Meeting.objects.filter(
        held_at__isnull=False, client__isnull=False, starts_at__date__gte=since
    ).exclude(kind__deliverable="")
    for row in rows.select_related("kind", "client").iterator():
        if row.client_id is not None:
            yield Found(
                row.client_id, row.kind.deliverable, timezone.localdate(row.starts_at),
                str(row.kind), f"meeting:{row.pk}", row.get_absolute_url(), by=row.minutes_by_id,
            )  # fmt: skip
