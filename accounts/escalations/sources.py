"""What the timeline tells of escalations."""

from django.db import models
from django.db.models import Q

from accounts.activities.feed import Entry, Source, add_source
from accounts.clients.models import Client
from accounts.escalations.models import Escalation, EscalationStep


def _escalation_events(client: Client) -> models.QuerySet:
    """What was done about what was escalated, alone or among others."""
    about = Escalation.objects.about(client).order_by()
    rows = EscalationStep.objects.filter(escalation__in=about.values("pk"))
    return rows.select_related("escalation", "by")


def _escalation_entry(row: EscalationStep) -> Entry:
    return Entry(
        row.at, "escalation", row.pk, "Escalation",
        f"{row.get_move_display()}: {row.escalation.subject}", row.text,
        row.escalation.get_absolute_url(), str(row.by or "Steward"),
    )  # fmt: skip


add_source(
    Source(
        name="escalation",
        rule="escalations.view",
        kinds={"escalation": ("Escalations", Q())},
        rows=_escalation_events,
        entry=_escalation_entry,
        person="by",
        words=("text", "escalation__subject"),
    )
)
