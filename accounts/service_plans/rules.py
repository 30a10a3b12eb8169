"""When what is due: from the days of an account's policies to its commitments, no database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.service_plans.states import DUE_SOON_DAYS, Anchor, Repeat, Standing, Unit
from config.lib.dates import add_months, month_end
from teams.calendar.rules import OfficeCalendar


@dataclass(frozen=True)
class TermDays:
    """A policy term: its days, annual premium in dollars and lines."""

    pk: int
    number: str
    effective_on: date
    expires_on: date | None
    bound_on: date
    premium: object
    lines: frozenset[int]


@dataclass(frozen=True)
class Template:
    """A commitment template as the arithmetic needs it."""

    pk: int
    code: str
    anchor: str
    happening: str
    month: int | None
    day: int | None
    offset: int
    unit: str
    tolerance_days: int
    window_days: int
    repeat: str
    line: int | None
    from_on: date


@dataclass(frozen=True)
class Event:
    """Something that happened on a day; `key` names it for good."""

    happening: str
    key: str
    on: date
    about: str = ""
    term: int | None = None


@dataclass(frozen=True)
class Year:
    """A policy year, and whether it is the first one that is planned for the account."""

    year_on: date
    ends_on: date
    kept_from: date
    anniversary: date
    is_first: bool


@dataclass(frozen=True)
class Draft:
    """A commitment as it should stand."""

    template: int
    code: str
    key: str
    due_on: date
    late_after: date
    counts_from: date
    counts_until: date
    about: str = ""
    term: int | None = None


def lead_term(terms: Iterable[TermDays]) -> TermDays | None:
    """The term whose dates make the account's policy year: the largest, then the oldest."""
    return max(
        terms,
        key=lambda t: (t.premium, -t.effective_on.toordinal(), -t.pk),  # type: ignore[arg-type]
        default=None,
    )


def year_end(term: TermDays) -> date:
    """The first day after the policy year that `term` begins."""
    return term.expires_on or add_months(term.effective_on, 12)


def anniversary_within(first_on: date, year_on: date) -> date:
    """The day in the year from `year_on` that has the month and day of `first_on`.

    The 29th of February falls on the 28th in years without it.
    """
    years = year_on.year - first_on.year
    found = add_months(first_on, 12 * years)
    return found if found >= year_on else add_months(first_on, 12 * (years + 1))


def due_day(anchor_on: date, template: Template, calendar: OfficeCalendar) -> date:
    """The anchor's day moved by the template's offset, in days or in business days."""
    if template.unit == Unit.BUSINESS:
        return calendar.add_business_days(anchor_on, template.offset)
    return anchor_on + timedelta(days=template.offset)


def drafts_of(
    year: Year,
    lead: TermDays,
    terms: Sequence[TermDays],
    templates: Iterable[Template],
    events: Sequence[Event],
    calendar: OfficeCalendar,
) -> list[Draft]:
    """Everything promised in `year`, by due day.

    Nothing is promised that would be due before `year.kept_from` or before its template holds.
    """
    found: dict[tuple[str, str], Draft] = {}
    for template in templates:
        for key, anchor_on, about, term in _occasions(year, lead, terms, template, events):
            due = due_day(anchor_on, template, calendar)
            if due < max(year.kept_from, template.from_on):
                continue
            window = timedelta(days=template.window_days)
            late_after = due + timedelta(days=template.tolerance_days)
            since = due - window
            if template.offset >= 0:
                since = min(max(since, anchor_on), due)
            found.setdefault(
                (template.code, key),
                Draft(
                    template.pk, template.code, key, due, late_after, since, late_after + window,
                    about, term,
                ),
            )  # fmt: skip
    return sorted(found.values(), key=lambda d: (d.due_on, d.code, d.key))


def _occasions(
    year: Year,
    lead: TermDays,
    terms: Sequence[TermDays],
    template: Template,
    events: Sequence[Event],
) -> Iterable[tuple[str, date, str, int | None]]:
    """For what the template makes a commitment: key, anchor, words and term."""
    lined = [t for t in terms if template.line is None or template.line in t.lines]
    if template.repeat == Repeat.EVENT:
        for event in events:
            if event.happening == template.happening and year.year_on <= event.on < year.ends_on:
                yield event.key, event.on, event.about, event.term
    elif not lined:
        return
    elif template.repeat == Repeat.TERM:
        for term in lined:
            if (on := _anchor_of(term, template)) is not None:
                yield f"term:{term.pk}", on, term.number, term.pk
    elif template.repeat == Repeat.EXPIRATION:
        for day in sorted({t.expires_on for t in lined if t.expires_on}):
            held = [t for t in lined if t.expires_on == day]
            on = _anchor_of(min(held, key=lambda t: t.bound_on), template)
            if on is not None and year.year_on <= day <= year.ends_on:
                policies = "1 policy" if len(held) == 1 else f"{len(held)} policies"
                yield f"exp:{day}", on, f"{policies} expiring {day:%m/%d/%Y}", None
    elif template.repeat == Repeat.YEAR or year.is_first:
        on = _year_anchor(year, lead, template)
        if on is not None:
            yield f"year:{year.year_on}", on, "", None


def _year_anchor(year: Year, lead: TermDays, template: Template) -> date | None:
    if template.anchor == Anchor.ANNIVERSARY:
        return year.anniversary
    if template.anchor == Anchor.CALENDAR and template.month and template.day:
        for number in (year.year_on.year, year.year_on.year + 1):
            last = month_end(date(number, template.month, 1))
            on = last.replace(day=min(template.day, last.day))
            if year.year_on <= on < year.ends_on:
                return on
        return None
    if template.anchor == Anchor.EXPIRATION:
        return year.ends_on if lead.expires_on else None
    return lead.bound_on if template.anchor == Anchor.BIND else year.year_on


def _anchor_of(term: TermDays, template: Template) -> date | None:
    if template.anchor == Anchor.BIND:
        return term.bound_on
    return term.expires_on if template.anchor == Anchor.EXPIRATION else term.effective_on


def standing_of(
    *, due_on: date, late_after: date, met_on: date | None, waived: bool, waits: bool, on: date
) -> Standing:
    """How a commitment stands at the end of `on`; the querysets say the same in SQL."""
    if waived:
        return Standing.WAIVED
    if met_on is not None:
        return Standing.MET if met_on <= late_after else Standing.MET_LATE
    if waits:
        return Standing.PAUSED
    if on > late_after:
        return Standing.LATE
    return Standing.DUE_SOON if (due_on - on).days <= DUE_SOON_DAYS else Standing.ON_TIME


def percent(part: int, whole: int) -> str:
    """`part` of `whole` in percent with one place; a dash when there is nothing to count."""
    if not whole:
        return "–"
    tenths = (part * 2000 + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10} %"
