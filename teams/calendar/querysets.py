"""The office calendar as the database has it today."""

from dataclasses import replace
from datetime import date

from django.utils import timezone

from teams.calendar.models import OfficeClosure, OfficeHours
from teams.calendar.rules import OfficeCalendar


def office_calendar(on: date | None = None) -> OfficeCalendar:
    """The calendar in force on `on` (today when not given)."""
    hours = OfficeHours.objects.filter(from_on__lte=on or timezone.localdate()).first()
    days = list(OfficeClosure.objects.values_list("day", "is_open"))
    calendar = OfficeCalendar(
        closed=frozenset(day for day, is_open in days if not is_open),
        opened=frozenset(day for day, is_open in days if is_open),
    )
    if hours is None:
        return calendar
    return replace(
        calendar,
        opens_at=hours.opens_at,
        closes_at=hours.closes_at,
        cut_off_at=hours.cut_off_at,
    )
