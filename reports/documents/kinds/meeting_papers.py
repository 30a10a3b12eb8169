"""The pack for a meeting and its minutes, as papers (DOMAIN §9.2)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.clients.models import Client
from accounts.meetings.models import Meeting
from accounts.overviews.facts import facts_of
from config.lib.errors import DomainError
from config.lib.templatetags.steward import us_date
from reports.documents.program import Program, program_of
from reports.documents.registry import Ask, Kind, register
from reports.documents.subjects import Subject
from teams.people.models import User

CHOICES_SHOWN = 60


@dataclass(frozen=True)
class MeetingPaper:
    """A meeting as it stood when the paper was made."""

    title: str
    as_of: date
    client: Client | None
    kind: str
    goal: str
    starts_at: datetime
    ends_at: datetime
    place: str
    travel: str
    organizer: str
    people: list[tuple[str, str]]
    agenda: list[tuple[str, list[str]]]
    facts: dict[str, list[list[str]]] = field(default_factory=dict)
    program: Program | None = None
    minutes: str = ""
    decisions: list[str] = field(default_factory=list)
    actions: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "meeting": f"{self.kind}, {self.starts_at:%m/%d/%Y %I:%M %p}",
            "people": len(self.people),
            "points": len(self.agenda),
            "decisions": len(self.decisions),
            "actions": len(self.actions),
        }


def find_meeting(key: str, user: User) -> Meeting:
    """The meeting under its number. Raises DomainError when the user sees none."""
    rows = Meeting.objects.visible_to(user).select_related("kind", "client__tier", "organizer")
    found = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if found is None:
        raise DomainError("Choose the meeting it is about.", "subject")
    return found


def _choices(client: Client) -> list[tuple[str, str]]:
    rows = client.meetings.filter(cancelled_at=None).select_related("kind")[:CHOICES_SHOWN]
    return [(str(m.pk), f"{m.kind}, {timezone.localtime(m.starts_at):%m/%d/%Y}") for m in rows]


MEETING = Subject(
    "Meeting", find_meeting, lambda meeting: str(meeting.pk), lambda meeting: meeting.client,
    _choices,
)  # fmt: skip


def _paper(ask: Ask, title: str, **more: Any) -> MeetingPaper:
    meeting: Meeting = ask.about
    people = [
        (a.name, "colleague" if a.user_id else "from the client" if a.contact_id else "guest")
        for a in meeting.attendees.all()
    ]
    return MeetingPaper(
        title=f"{title}: {meeting}"[:200],
        as_of=ask.as_of,
        client=meeting.client,
        kind=str(meeting.kind),
        goal=meeting.goal,
        starts_at=timezone.localtime(meeting.starts_at),
        ends_at=timezone.localtime(meeting.ends_at),
        place=meeting.place,
        travel=meeting.travel,
        organizer=str(meeting.organizer),
        people=people,
        agenda=[(i.heading, i.text.splitlines()) for i in meeting.agenda.all()],
        **more,
    )


def build_pack(ask: Ask) -> MeetingPaper:
    """What everybody takes along: the agenda with its facts, and the account at a glance."""
    client = ask.about.client
    facts = facts_of(client, ask.as_of) if client else {}
    shown = {"People": facts["People"]} if facts else {}
    program = program_of(client, ask.as_of) if client else None
    return _paper(ask, "Meeting pack", facts=shown, program=program)


def build_minutes(ask: Ask) -> MeetingPaper:
    """What was said, decided and given to whom. Raises DomainError before minutes are written."""
    meeting: Meeting = ask.about
    if not meeting.held_at:
        raise DomainError("The minutes of this meeting are not written yet.", "subject")
    actions = meeting.actions.select_related("follow_up__owner", "follow_up__team")
    return _paper(
        ask,
        "Minutes",
        minutes=meeting.minutes,
        decisions=[row.text for row in meeting.decisions.all()],
        actions=[
            (a.follow_up.subject, a.follow_up.owned_by, us_date(a.follow_up.due_on))
            for a in actions
        ],
    )


register(
    Kind(
        name="meeting_pack",
        label="Meeting pack",
        rule="meetings.view",
        template="documents/meeting_pack.html",
        about=MEETING,
        description="Agenda with the account’s facts; made by itself a day before.",
        build=build_pack,
    )
)
register(
    Kind(
        name="meeting_minutes",
        label="Minutes of a meeting",
        rule="meetings.view",
        template="documents/meeting_minutes.html",
        about=MEETING,
        description="What was said and decided, and who does what until when.",
        build=build_minutes,
    )
)
