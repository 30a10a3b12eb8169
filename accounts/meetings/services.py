"""Planning, changing, cancelling and holding meetings; invitations go out by themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event, people_named
from accounts.clients.models import Client
from accounts.contacts.models import Contact
from accounts.follow_ups.services import add_follow_up
from accounts.meetings.agenda import agenda_points
from accounts.meetings.calendars import invitation
from accounts.meetings.models import (
    ActionItem,
    AgendaItem,
    Attendee,
    Decision,
    Meeting,
    MeetingKind,
)
from config.lib.errors import DomainError
from teams.calendar.querysets import office_calendar
from teams.notifications.services import notify, queue_email
from teams.people.models import User

if TYPE_CHECKING:
    from accounts.follow_ups.models import FollowUp

LONGEST = timedelta(days=4)
FURTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Guest:
    """Somebody from outside: a name and an address, a contact of the client or not."""

    name: str
    email: str = ""
    contact: Contact | None = None


@transaction.atomic
def plan_meeting(
    *, kind: MeetingKind, starts_at: datetime, ends_at: datetime, by: User,
    client: Client | None = None, place: str = "", travel: str = "", goal: str = "",
    colleagues: Iterable[User] = (), guests: Iterable[Guest] = (),
) -> Meeting:  # fmt: skip
    """Plan a meeting with the kind's agenda filled in, and invite everybody who is to come.

    Raises DomainError for a beginning in the past, an end that is not after it, a kind that asks
    for a client without one, colleagues who cannot see the client, and guests from outside at
    an internal meeting.
    """
    if kind.with_client and client is None:
        raise DomainError(f"{kind} is about one client; choose it.", "client")
    if client is not None and not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise DomainError("There is no such client among yours.", "client")
    _check_times(starts_at, ends_at)
    meeting = Meeting.objects.create(
        kind=kind, client=client, starts_at=starts_at, ends_at=ends_at, place=place.strip(),
        travel=travel.strip(), goal=goal.strip(), organizer=by,
    )  # fmt: skip
    points = agenda_points(kind, client, timezone.localdate())
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, rank=n * 10, heading=heading, text=text)
        for n, (heading, text) in enumerate(points, start=1)
    )
    _set_attendees(meeting, [by, *colleagues], guests)
    _invite(meeting)
    if client is not None:
        log_event(
            client=client, subject=f"{kind} planned for {_moment(meeting)}", by=by,
            link=meeting.get_absolute_url(),
        )  # fmt: skip
    return meeting


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    now = timezone.now()
    if starts_at <= now:
        raise DomainError(
            "This moment is past; an invitation can only be sent for a time to come.", "starts_at"
        )
    if starts_at > now + FURTHEST:
        raise DomainError("That is more than three years off; check the year.", "starts_at")
    if ends_at <= starts_at:
        raise DomainError("The end must come after the beginning.", "ends_at")
    if ends_at - starts_at > LONGEST:
        raise DomainError("A meeting lasts at most four days; check the end.", "ends_at")


def cautions(meeting: Meeting) -> list[str]:
    """What is odd about its time but allowed: a day off, an hour outside the office's."""
    calendar, starts = office_calendar(), timezone.localtime(meeting.starts_at)
    found = []
    if not calendar.is_business_day(starts.date()):
        found.append(f"The office is closed on {starts:%A %m/%d/%Y}.")
    elif not calendar.opens_at <= starts.time() <= calendar.closes_at:
        found.append(f"{starts:%I:%M %p} is outside office hours.")
    return found


def _set_attendees(meeting: Meeting, colleagues: Iterable[User], guests: Iterable[Guest]) -> None:
    people = {user.pk: user for user in colleagues}
    if meeting.client is not None:
        for user in people.values():
            if not Client.objects.visible_to(user).filter(pk=meeting.client_id).exists():
                raise DomainError(
                    f"{user} cannot see this client and so cannot be asked to this meeting. "
                    "Have them put on the service team first.",
                    "colleagues",
                )
    outside = [guest for guest in guests if guest.name.strip()]
    if meeting.kind.internal and outside:
        raise DomainError(f"{meeting.kind} is for colleagues only.", "guests")
    for guest in outside:
        if guest.contact is not None and guest.contact.client_id != meeting.client_id:
            raise DomainError(f"{guest.name} is no contact of this client.", "guests")
    wanted = [
        Attendee(meeting=meeting, user=u, name=u.name, email=u.email) for u in people.values()
    ]
    taken = {a.email.casefold() for a in wanted}
    for guest in outside:
        if guest.email.casefold() in taken and guest.email:
            continue
        taken.add(guest.email.casefold())
        wanted.append(
            Attendee(meeting=meeting, contact=guest.contact, name=guest.name.strip()[:120],
                     email=guest.email.strip())
        )  # fmt: skip
    held = {_who(a): a for a in meeting.attendees.all()}
    asked = {_who(a): a for a in wanted}
    for who, attendee in held.items():
        if who not in asked:
            _send(meeting, [attendee], [attendee], cancel=True)
            attendee.delete()
    Attendee.objects.bulk_create([a for who, a in asked.items() if who not in held])


def _who(attendee: Attendee) -> tuple[int | None, str]:
    return attendee.user_id, attendee.email.casefold() or attendee.name.casefold()


def _invite(meeting: Meeting, *, cancel: bool = False) -> None:
    attendees = list(meeting.attendees.all())
    _send(meeting, attendees, attendees, cancel=cancel)


def _send(
    meeting: Meeting, to: Sequence[Attendee], named: Sequence[Attendee], *, cancel: bool
) -> None:
    """An e-mail with the invitation to each; the key holds the sequence, so each goes once."""
    text = invitation(meeting, named, cancel=cancel)
    verb = "Cancelled" if cancel else "Changed" if meeting.sequence else "Invitation"
    for attendee in to:
        if attendee.email:
            queue_email(
                f"meeting:{meeting.uid}:{meeting.sequence}:{verb.lower()}:{attendee.email}"[:120],
                attendee.email,
                f"{verb}: {meeting.kind}, {_moment(meeting)}",
                _words(meeting, attendee, cancel),
                reply_to=meeting.organizer.email,
                calendar=text,
            )
    colleagues = [a.user_id for a in to if a.user_id and a.user_id != meeting.organizer_id]
    notify(
        colleagues, f"meeting:{meeting.pk}:{meeting.sequence}:{verb.lower()}",
        f"{verb}: {meeting.kind}, {_moment(meeting)} ({meeting.organizer})",
        meeting.get_absolute_url(), about=str(meeting.client or ""),
    )  # fmt: skip


def _words(meeting: Meeting, attendee: Attendee, cancel: bool) -> str:
    lines = [f"{attendee.name},", ""]
    if cancel:
        lines.append(f"the meeting on {_moment(meeting)} does not take place.")
    else:
        lines.append(f"{meeting.organizer} asks you to a meeting: {meeting.kind}.")
        lines += ["", f"When: {_moment(meeting)}"]
        lines += [f"Where: {meeting.place}"] if meeting.place else []
        lines += [f"Goal: {meeting.goal}"] if meeting.goal else []
        lines += ["", "Agenda:", *(f"  {item.heading}" for item in meeting.agenda.all())]
    return "\n".join(lines)


def _moment(meeting: Meeting) -> str:
    return f"{timezone.localtime(meeting.starts_at):%a %m/%d/%Y %I:%M %p}"


def _open(meeting: Meeting, by: User) -> Meeting:
    row = (
        Meeting.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("kind", "client", "organizer")
        .filter(pk=meeting.pk)
        .first()
    )
    if row is None:
        raise DomainError("There is no such meeting among yours.")
    if row.cancelled_at:
        raise DomainError("This meeting was cancelled.")
    return row


@transaction.atomic
def change_meeting(
    *, meeting: Meeting, version: int, by: User, starts_at: datetime, ends_at: datetime,
    place: str = "", travel: str = "", goal: str = "", colleagues: Iterable[User] = (),
    guests: Iterable[Guest] = (),
) -> Meeting:  # fmt: skip
    """Move the meeting or ask other people; all get the change, and who is out a cancellation.

    Raises DomainError like `plan_meeting`, for one held already, and when somebody else changed
    it since `version`.
    """
    row = _open(meeting, by)
    if row.held_at:
        raise DomainError("This meeting was held; its minutes can still be written.")
    _check_times(starts_at, ends_at)
    row.starts_at, row.ends_at = starts_at, ends_at
    row.place, row.travel, row.goal = place.strip(), travel.strip(), goal.strip()
    row.sequence, row.changed_at = row.sequence + 1, timezone.now()
    row.save_version(
        version, ["starts_at", "ends_at", "place", "travel", "goal", "sequence", "changed_at"]
    )
    _set_attendees(row, [row.organizer, *colleagues], guests)
    _invite(row)
    return row


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, why: str, by: User) -> Meeting:
    """The meeting does not take place; calendars take it out.

    Raises DomainError without a reason, and for one that was held.
    """
    row = _open(meeting, by)
    if row.held_at:
        raise DomainError("This meeting was held; it cannot be cancelled any more.")
    if not why.strip():
        raise DomainError("Say why it does not take place.", "why")
    row.cancelled_at = row.changed_at = timezone.now()
    row.cancelled_why, row.sequence = why.strip()[:300], row.sequence + 1
    row.save_version(row.version, ["cancelled_at", "cancelled_why", "sequence", "changed_at"])
    _invite(row, cancel=True)
    if row.client is not None:
        log_event(client=row.client, subject=f"{row.kind} of {_moment(row)} cancelled",
                  text=row.cancelled_why, link=row.get_absolute_url(), by=by)  # fmt: skip
    return row


@transaction.atomic
def write_agenda(*, meeting: Meeting, points: Sequence[tuple[str, str]], by: User) -> None:
    """Put these points in place of the agenda; empty headings are left out.

    Raises DomainError for an agenda without any point.
    """
    row = _open(meeting, by)
    kept = [(heading.strip()[:120], text.strip()[:4000]) for heading, text in points]
    kept = [point for point in kept if point[0]]
    if not kept:
        raise DomainError("An agenda has at least one point.", "heading")
    row.agenda.all().delete()
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=row, rank=n * 10, heading=heading, text=text)
        for n, (heading, text) in enumerate(kept, start=1)
    )


@transaction.atomic
def hold_meeting(*, meeting: Meeting, minutes: str, came: Iterable[int], by: User) -> Meeting:
    """Write down what was said, and who came (ids of attendees). May be written again.

    People named with @ are told. Raises DomainError before the meeting has begun, without
    words, and for naming somebody who cannot see the client; then nothing is saved.
    """
    row = _open(meeting, by)
    if row.starts_at > timezone.now():
        raise DomainError("The meeting has not begun; minutes are written afterwards.", "minutes")
    if not minutes.strip():
        raise DomainError("Write in a few sentences what was said.", "minutes")
    named = people_named(client=row.client, text=minutes) if row.client else []
    first = row.held_at is None
    row.minutes, row.minutes_by = minutes.strip(), by
    row.held_at = row.held_at or timezone.now()
    row.save_version(row.version, ["minutes", "minutes_by", "held_at"])
    ids = set(came)
    for attendee in row.attendees.all():
        attendee.came = attendee.pk in ids
        attendee.save(update_fields=["came"])
    notify(
        [user for user in named if user.pk != by.pk], f"mention:meeting:{row.pk}",
        f"{by} named you in the minutes of {row.kind}", row.get_absolute_url(),
        about=str(row.client or ""),
    )  # fmt: skip
    if first and row.client is not None:
        log_event(client=row.client, subject=f"{row.kind} held", text=row.minutes[:2000],
                  link=row.get_absolute_url(), by=by)  # fmt: skip
    return row


@transaction.atomic
def decide(*, meeting: Meeting, text: str, by: User) -> Decision:
    """Keep what was decided. Raises DomainError for no words or a meeting that has not begun."""
    row = _open(meeting, by)
    if row.starts_at > timezone.now():
        raise DomainError("The meeting has not begun; decisions are kept afterwards.", "text")
    if not text.strip():
        raise DomainError("Say what was decided.", "text")
    return Decision.objects.create(meeting=row, text=text.strip()[:500], by=by)


@transaction.atomic
def act_on(
    *, meeting: Meeting, subject: str, due_on: date, owner: User, by: User,
    client: Client | None = None,
) -> "FollowUp":  # fmt: skip
    """Give somebody something to do: a follow-up on the meeting's client.

    A meeting about no client asks for `client`. Raises DomainError like `add_follow_up`.
    """
    row = _open(meeting, by)
    about = row.client or client
    if about is None:
        raise DomainError("Say which client it is about.", "client")
    made = add_follow_up(
        client=about, subject=subject, due_on=due_on, by=by, owner=owner,
        note=f"From {row.kind}, {_moment(row)}",
    )  # fmt: skip
    ActionItem.objects.create(meeting=row, follow_up=made)
    return made
