"""The private calendar of a person: meetings, renewals and due work, under a secret address."""

import hashlib
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.clients.models import Client, ServiceAssignment
from accounts.follow_ups.models import FollowUp
from accounts.meetings.calendars import day_event, feed, meeting_event
from accounts.meetings.models import CalendarFeed, Meeting
from accounts.policies.models import PolicyTerm
from accounts.service_plans.models import Commitment
from teams.people.models import User

if TYPE_CHECKING:
    from icalendar import Event

BACK, AHEAD, WORK_AHEAD, MOST = timedelta(days=60), timedelta(days=150), timedelta(days=60), 1000


def digest_of(secret: str) -> str:
    """What is kept of a secret address."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def new_feed(*, by: User) -> str:
    """A new secret for one's calendar; an older address stops working. It is shown only now."""
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user=by, defaults={"secret": digest_of(secret), "made_at": timezone.now()}
    )
    return secret


def revoke_feed(*, by: User) -> None:
    """One's calendar address stops working. Safe to repeat."""
    CalendarFeed.objects.filter(user=by).delete()


def owner_of(secret: str) -> User | None:
    """Whose calendar has this secret; None when nobody's, or when the person has left."""
    row = CalendarFeed.objects.filter(secret=digest_of(secret)).select_related("user").first()
    return row.user if row is not None and row.user.is_active else None


def calendar_of(user: User) -> str:
    """The calendar's text as of now."""
    return feed(f"Steward, {user.name}", _events(user))


def _events(user: User) -> Iterator["Event"]:
    now, today = timezone.now(), timezone.localdate()
    meetings = Meeting.objects.visible_to(user).of(user).filter(starts_at__gte=now - BACK)
    rows = meetings.select_related("kind", "client", "organizer").prefetch_related("agenda")
    for meeting in rows[:MOST]:
        yield meeting_event(meeting)
    serving = ServiceAssignment.objects.current().filter(client=OuterRef("client"), user=user)
    terms = PolicyTerm.objects.visible_to(user).expiring(today, AHEAD.days)
    soon = terms.filter(Exists(serving)).select_related("client", "policy__line")
    for term in soon.order_by("expires_on", "pk")[:MOST]:
        if term.expires_on:
            yield day_event(
                uid=f"term-{term.pk}", on=term.expires_on, stamp=now,
                summary=f"Expires: {term.client}, {term.policy.line}",
                url=term.get_absolute_url(),
            )  # fmt: skip
    last = today + WORK_AHEAD
    seen = Client.objects.visible_to(user).order_by().values("pk")
    waiting = FollowUp.objects.filter(owner=user, done_at=None, due_on__lte=last, client__in=seen)
    for row in waiting.select_related("client")[:MOST]:
        yield day_event(
            uid=f"follow-up-{row.pk}", on=row.due_on, stamp=now,
            summary=f"{row.subject} ({row.client})", url=row.get_absolute_url(),
        )  # fmt: skip
    promised = (
        Commitment.objects.visible_to(user)
        .open()
        .with_owner()
        .filter(owned_by=user.pk, due_on__range=(today - BACK, last))
    )
    for item in promised.select_related("client", "template")[:MOST]:
        yield day_event(
            uid=f"commitment-{item.pk}", on=item.due_on, stamp=now,
            summary=f"{item.template.name} ({item.client})", url=f"/commitments/{item.pk}/",
        )  # fmt: skip
