"""What the timeline tells of follow-ups."""

from django.db import models
from django.db.models import Q

from accounts.activities.feed import Entry, Source, add_source
from accounts.clients.models import Client
from accounts.follow_ups.models import FollowUpStep


def _follow_up_events(client: Client) -> models.QuerySet:
    """What was done about the follow-ups on the client."""
    rows = FollowUpStep.objects.filter(follow_up__client=client)
    return rows.exclude(move=FollowUpStep.Move.UNDO).select_related("follow_up", "by")


def _follow_up_entry(row: FollowUpStep) -> Entry:
    return Entry(
        row.at, "follow-up", row.pk, "Follow-up",
        f"{row.get_move_display()}: {row.follow_up.subject}", row.text,
        row.follow_up.get_absolute_url(), str(row.by or "Steward"),
    )  # fmt: skip


add_source(
    Source(
        name="follow-up",
        rule="follow_ups.view",
        kinds={"follow-up": ("Follow-ups", Q())},
        rows=_follow_up_events,
        entry=_follow_up_entry,
        person="by",
        term="follow_up__term",
        words=("text", "follow_up__subject"),
    )
)
