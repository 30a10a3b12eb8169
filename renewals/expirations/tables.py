"""The expiration list's columns and what stands beside each policy."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db.models import Count, Max, Sum
from django.http import HttpRequest

from accounts.activities.models import Activity, ActivityKind
from accounts.clients.models import ServiceAssignment
from accounts.clients.tables import ClientColumn
from config.lib.asof import as_of
from config.lib.money import ZERO
from config.lib.tables import BadgeColumn, DateColumn, MoneyColumn, NumberColumn, badge
from renewals.clocks.reading import clocks_of
from renewals.clocks.rules import Standing
from renewals.dispositions.outcomes import LABELS, OPEN, TONES
from renewals.placements.models import PlacementStep
from teams.access.roles import Role

CONTACTS = (ActivityKind.CALL, ActivityKind.EMAIL, ActivityKind.MEETING)


class DaysLeftColumn(NumberColumn):
    """Days to expiration, louder as they run out; only of policies that are open."""

    def render(self, value: int, record: Any) -> Any:
        if record.outcome:
            return value
        return badge(value, "bad" if value <= 30 else "warn" if value <= 60 else "quiet")


class ClockColumn(tables.Column):
    """The last day of the carrier's notice, and the alarm once it passed without one."""

    def render(self, value: Any) -> Any:
        if value.reading is None:
            return badge(value.rule.consequence, "quiet")
        if value.reading.is_alarm:
            tone = "bad" if value.reading.standing == Standing.LATE else "warn"
            return badge(f"{_day(value.reading.latest_on)} · {value.words}", tone)
        words = f" · {value.words}" if value.words else ""
        return f"{_day(value.reading.latest_on)}{words}"

    def value(self, value: Any, **kwargs: Any) -> Any:
        return value.reading.latest_on if value and value.reading else None


def _day(day: date) -> str:
    return f"{day:%m/%d/%Y}"


class ExpirationTable(tables.Table):
    expires = DateColumn(accessor="expires_on")
    days = DaysLeftColumn(accessor="days_left", verbose_name="Days left")
    client = ClientColumn()
    tier = tables.Column(accessor="client__tier__name", default="")
    policy = tables.Column(accessor="number", linkify=("term-page", [tables.A("pk")]))
    line = tables.Column(accessor="policy__line__name")
    company = tables.Column(accessor="policy__writing_company__name")
    executive = tables.Column(accessor="executive_name", default="Nobody")
    department = tables.Column(accessor="client__team__department", default="")
    billing = tables.Column(accessor="policy__get_bill_mode_display")
    disposition = BadgeColumn(LABELS, TONES, accessor="outcome_word")
    stage = tables.Column(accessor="stage_word", verbose_name="Renewal stage", default="")
    next = tables.Column(accessor="next_step__name", verbose_name="Next step", default="")
    owner = tables.Column(accessor="next_step__owner", default="")
    notice = ClockColumn(accessor="clock", verbose_name="Carrier’s notice by", default="")
    standing = tables.Column(
        accessor="clock__words", verbose_name="Carrier’s notice", default="", visible=False
    )
    contact = DateColumn(accessor="contact_on", verbose_name="Last contact")
    premium = MoneyColumn(accessor="annual", verbose_name="Expiring premium")


class ContinuousTable(tables.Table):
    client = ClientColumn()
    tier = tables.Column(accessor="client__tier__name", default="")
    policy = tables.Column(accessor="number", linkify=("term-page", [tables.A("pk")]))
    line = tables.Column(accessor="policy__line__name")
    company = tables.Column(accessor="policy__writing_company__name")
    effective = DateColumn(accessor="effective_on")
    anniversary = DateColumn(accessor="anniversary", verbose_name="Next anniversary")
    executive = tables.Column(accessor="executive_name", default="Nobody")
    contact = DateColumn(accessor="contact_on", verbose_name="Last contact")
    premium = MoneyColumn(accessor="annual", verbose_name="Premium")


def attach_people(terms: Sequence[Any], request: HttpRequest) -> None:
    """Give each term its client's current `executive_name` and last `contact_on`."""
    clients = {t.client_id for t in terms}
    names = dict(
        ServiceAssignment.objects.current()
        .filter(client__in=clients, role=Role.ACCOUNT_EXECUTIVE)
        .order_by()
        .values_list("client", "user__name")
    )
    contacts = dict(
        Activity.objects.filter(client__in=clients, kind__in=CONTACTS)
        .order_by()
        .values_list("client")
        .annotate(last=Max("happened_at"))
    )
    for term in terms:
        term.executive_name = names.get(term.client_id)
        last = contacts.get(term.client_id)
        term.contact_on = last.date() if last else None


def attach_renewal(terms: Sequence[Any], request: HttpRequest) -> None:
    """Give each term `days_left`, `outcome_word`, its notice `clock`, its people, and the stage
    and next step of its placement."""
    on = as_of(request)
    attach_people(terms, request)
    clocks = clocks_of(terms, on)
    placed = {t.pk: t.placed.placement for t in terms if hasattr(t, "placed")}
    steps = PlacementStep.objects.next_of(list(placed.values()))
    for term in terms:
        term.days_left = (term.expires_on - on).days
        term.outcome_word = term.outcome or OPEN
        term.clock = clocks.get(term.pk)
        term.placement = placed.get(term.pk)
        term.stage_word = term.placement.get_stage_display() if term.placement else ""
        term.next_step = term.placement and steps.get(term.placement.pk)


def expiration_totals(queryset: Any, request: HttpRequest) -> dict[str, str]:
    """How many policies expire and their premium; apart from them what was cancelled by then."""
    rows, on = queryset.order_by(), as_of(request)
    gone = _counted(rows.cancelled_by(on))
    count, premium = _counted(rows)
    found = {"Expiring": f"{count - gone[0]:,}", "Premium": f"${premium - gone[1]:,.2f}"}
    if gone[0]:
        found["Cancelled before"] = f"{gone[0]:,} with ${gone[1]:,.2f}"
    return found


def _counted(rows: Any) -> tuple[int, Decimal]:
    found = rows.aggregate(n=Count("pk"), premium=Sum("annual"))
    return found["n"], found["premium"] or ZERO
