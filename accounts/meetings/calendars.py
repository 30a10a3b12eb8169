"""Meetings as calendars understand them (RFC 5545, RFC 5546)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from accounts.meetings.models import Attendee, Meeting
from accounts.meetings.zones import zone_rules

PRODUCT = "-//Steward//Meetings//EN"


def office_zone() -> ZoneInfo:
    """The office's zone, by its name in the database of zones."""
    return ZoneInfo(settings.TIME_ZONE)


def invitation(meeting: Meeting, attendees: Iterable[Attendee], *, cancel: bool = False) -> str:
    """An invitation to `meeting`, a change of it, or its cancellation, as iCalendar text.

    The same meeting keeps its UID; its SEQUENCE grows with every change, so that calendars
    replace what they have. Times carry the office's zone with its rules, since some calendars
    show bare UTC as it is.
    """
    calendar = _calendar("CANCEL" if cancel else "REQUEST")
    event = meeting_event(meeting)
    if cancel:
        event["STATUS"] = "CANCELLED"
    organizer = vCalAddress(f"mailto:{meeting.organizer.email}")
    organizer.params["CN"] = vText(meeting.organizer.name)
    event["ORGANIZER"] = organizer
    for attendee in attendees:
        if not attendee.email:
            continue
        address = vCalAddress(f"mailto:{attendee.email}")
        address.params["CN"] = vText(attendee.name)
        address.params["ROLE"] = vText("REQ-PARTICIPANT")
        comes = attendee.email == meeting.organizer.email
        address.params["PARTSTAT"] = vText("ACCEPTED" if comes else "NEEDS-ACTION")
        if not comes:
            address.params["RSVP"] = vText("TRUE")
        event.add("ATTENDEE", address, encode=False)
    calendar.add_component(event)
    return finished(calendar)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", method)
    return calendar


def meeting_event(meeting: Meeting) -> Event:
    """The meeting as an event, in the office's zone."""
    zone = office_zone()
    event = Event()
    event.add("UID", f"{meeting.uid}@steward")
    event.add("SEQUENCE", meeting.sequence)
    event.add("DTSTAMP", meeting.changed_at.astimezone(ZoneInfo("UTC")))
    event.add("LAST-MODIFIED", meeting.changed_at.astimezone(ZoneInfo("UTC")))
    event.add("DTSTART", meeting.starts_at.astimezone(zone))
    event.add("DTEND", meeting.ends_at.astimezone(zone))
    event.add("SUMMARY", str(meeting))
    if meeting.place:
        event.add("LOCATION", meeting.place)
    words = [meeting.goal] if meeting.goal else []
    words += [item.heading for item in meeting.agenda.all()]
    if words:
        event.add("DESCRIPTION", "\n".join(words))
    event.add("STATUS", "CANCELLED" if meeting.cancelled_at else "CONFIRMED")
    return event


def day_event(*, uid: str, on: date, summary: str, url: str, stamp: datetime) -> Event:
    """Something of a whole day; its end is the next day, or calendars show a moment at midnight."""
    event = Event()
    event.add("UID", f"{uid}@steward")
    event.add("DTSTAMP", stamp.astimezone(ZoneInfo("UTC")))
    event.add("DTSTART", on)
    event.add("DTEND", on + timedelta(days=1))
    event.add("SUMMARY", summary)
    event.add("URL", f"{settings.SITE_ADDRESS}{url}")
    event.add("TRANSP", "TRANSPARENT")
    return event


def feed(name: str, events: Iterable[Event]) -> str:
    """A calendar to subscribe to."""
    calendar = _calendar("PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    calendar.add("X-WR-TIMEZONE", settings.TIME_ZONE)
    calendar.add("REFRESH-INTERVAL;VALUE=DURATION", "PT1H", encode=False)
    for event in events:
        calendar.add_component(event)
    return finished(calendar)


def finished(calendar: Calendar) -> str:
    """The text of a calendar, with the rules of the office's zone (VTIMEZONE)."""
    calendar.subcomponents.insert(0, zone_rules(office_zone(), timezone.localdate().year - 1))
    return calendar.to_ical().decode()
