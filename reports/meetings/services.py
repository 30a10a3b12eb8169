"""Packs for meetings, made a day before by themselves."""

from datetime import datetime, timedelta

import structlog

from accounts.meetings.models import Meeting
from config.lib.errors import DomainError
from reports.documents.services import request_document
from teams.access.roles import Role
from teams.people.models import User

AHEAD = timedelta(hours=24)
log = structlog.get_logger()


def papers_of(meeting: Meeting) -> dict[str, str]:
    """Kind → label of the papers that fit the meeting as it stands."""
    if meeting.client_id is None:
        found = {"sales_briefing": "Briefing"}
    else:
        found = {"meeting_pack": "Pack"}
    return {**found, "meeting_minutes": "Minutes"} if meeting.held_at else found


def ask_for_packs(*, now: datetime) -> int:
    """Ask for the pack or briefing of every meeting within 24 hours of `now`; how many were asked.

    The key holds the meeting and its sequence: each is made once, and again when the meeting was
    changed meanwhile. A meeting whose people may not make documents gets none.
    """
    soon = Meeting.objects.coming(now).filter(starts_at__lte=now + AHEAD, starts_at__gt=now)
    asked = 0
    for meeting in soon.select_related("kind", "client", "organizer"):
        by = _maker(meeting)
        if by is None:
            continue
        kind = "sales_briefing" if meeting.client_id is None else "meeting_pack"
        try:
            request_document(
                kind=kind, by=by, subject=str(meeting.pk), client=meeting.client,
                nonce=f"{meeting.pk}-{meeting.sequence}",
            )  # fmt: skip
        except DomainError as refusal:
            log.warning("no pack for a meeting", meeting=meeting.pk, why=refusal.message)
        else:
            asked += 1
    return asked


def _maker(meeting: Meeting) -> User | None:
    """Who asks for the pack: the organizer, else the first colleague asked who may."""
    people = [meeting.organizer]
    rows = meeting.attendees.filter(user__isnull=False).select_related("user").order_by("pk")
    people += [row.user for row in rows if row.user]
    able = [p for p in people if p.may("documents.make") and p.role != Role.AUDITOR]
    if meeting.client_id is None:
        able = [p for p in able if p.may("production.view")]
    return next(iter(able), None)
