"""What came of the demo's meetings: who was there, what was said and decided, who does what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from accounts.activities.models import ActivityKind
from accounts.models import (
    ActionItem,
    Activity,
    Attendee,
    Client,
    Contact,
    Decision,
    FollowUp,
    FollowUpKind,
    FollowUpOutcome,
    FollowUpStep,
    Meeting,
)
from teams.models import User

BATCH = 2000
DO_WITHIN = 14


@dataclass(frozen=True)
class Outcome:
    """What was said, what was decided, what somebody does then."""

    said: str
    decided: str
    to_do: str


# Kind of meeting → what comes of it.
SAID = {
    "claims": Outcome(
        "Went through every open claim with the adjuster’s notes. Reserves look right; the "
        "oldest should close next month. They are content with the handling.",
        "The adjuster is asked to close the oldest claim",
        "Ask the adjuster for a date to close the oldest claim",
    ),
    "midterm": Outcome(
        "Operations unchanged. The owner wants to see the higher deductible priced. A second "
        "location is likely in spring.\n\nCertificates now come the same day; no complaints.",
        "A higher deductible is priced at renewal",
        "Get the rent and the values of the second location",
    ),
    "visit": Outcome(
        "Walked through the premises with the office manager. Housekeeping is good; the guard on "
        "one machine is missing and is replaced this week.",
        "Loss control is asked for a visit in spring",
        "Ask the carrier for a loss control visit",
    ),
}


def load_minutes(
    rows: Sequence[tuple[Meeting, Client, tuple[User, User, User]]], today: date
) -> None:
    """Who is asked to these meetings; of those that were held a decision and a thing to do."""
    contacts = {
        c.client_id: c
        for c in Contact.objects.filter(client__in=[c.pk for _, c, _ in rows], primary=True)
    }
    asked = []
    for meeting, client, crew in rows:
        came = True if meeting.held_at else None
        asked += [
            Attendee(meeting=meeting, user=user, name=user.name, email=user.email, came=came)
            for user in {u.pk: u for u in crew[:2]}.values()
        ]
        contact = contacts.get(client.pk)
        if contact is not None and not meeting.kind.internal:
            asked.append(
                Attendee(meeting=meeting, contact=contact, name=contact.name, email=contact.email,
                         came=came)
            )  # fmt: skip
    Attendee.objects.bulk_create(asked, batch_size=BATCH)
    held = [row for row in rows if row[0].held_at]
    Decision.objects.bulk_create(
        [Decision(meeting=m, text=SAID[m.kind.code].decided, by=crew[0]) for m, _, crew in held],
        batch_size=BATCH,
    )
    _actions(held, today)
    Activity.objects.bulk_create(
        [
            Activity(
                client=client, kind=ActivityKind.SYSTEM, by=crew[0], subject=f"{m.kind} held",
                text=m.minutes, link=m.get_absolute_url(), happened_at=m.ends_at,
                entered_at=m.ends_at,
            )
            for m, client, crew in held
        ],
        batch_size=BATCH,
    )  # fmt: skip


def _actions(held: Sequence[tuple[Meeting, Client, tuple[User, User, User]]], today: date) -> None:
    """One thing to do after each meeting; done where its day has passed."""
    kind = FollowUpKind.objects.get(code="action")
    outcome = next(
        o for o in FollowUpOutcome.objects.all()
        if o.success and not o.needs_text and o.kind_id in (None, kind.pk)
    )  # fmt: skip
    found, steps = [], []
    for meeting, client, crew in held:
        due = timezone.localdate(meeting.starts_at) + timedelta(days=DO_WITHIN)
        while due.weekday() > 4:
            due += timedelta(days=1)
        row = FollowUp(
            client=client, kind=kind, subject=SAID[meeting.kind.code].to_do, owner=crew[0],
            planned_on=due, due_on=due, began_on=due, created_by=crew[0],
            created_at=meeting.ends_at,
        )  # fmt: skip
        moves = [("add", meeting.ends_at, "")]
        if due < today:
            row.done_at = timezone.make_aware(datetime.combine(due, time(15)))
            row.done_by, row.outcome = crew[0], outcome
            moves.append(("done", row.done_at, str(outcome)))
        found.append((meeting, row))
        steps += [
            FollowUpStep(follow_up=row, by=crew[0], at=at, move=move, text=text,
                         batch=uuid5(NAMESPACE_URL, f"demo-minutes:{meeting.pk}:{move}"))
            for move, at, text in moves
        ]  # fmt: skip
    FollowUp.objects.bulk_create([row for _, row in found], batch_size=BATCH)
    FollowUpStep.objects.bulk_create(steps, batch_size=BATCH)
    ActionItem.objects.bulk_create(
        [ActionItem(meeting=meeting, follow_up=row) for meeting, row in found], batch_size=BATCH
    )
