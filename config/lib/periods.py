"""Rows of a span of days, whether they are placed by a day or by a moment."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone


def begin(day: date) -> datetime:
    """The first moment of a day on the office's clock."""
    return timezone.make_aware(datetime.combine(day, time()))


def end(day: date) -> datetime:
    """The first moment after a day on the office's clock."""
    return begin(day + timedelta(days=1))


def within(at: str, first: date, last: date) -> Q:
    """Rows whose `at` lies from `first` to `last`, both counted.

    A field called `…_at` holds a moment and is read on the office's clock; others hold a day.
    """
    if at.endswith("_at"):
        return Q(**{f"{at}__gte": begin(first), f"{at}__lt": end(last)})
    return Q(**{f"{at}__range": (first, last)})


def day_of(value: date | datetime) -> date:
    """The day itself, or the day of a moment on the office's clock."""
    return timezone.localdate(value) if isinstance(value, datetime) else value
