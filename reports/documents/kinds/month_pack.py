"""The month in one piece for those who answer for it: production, activity and receivables."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from config.lib.dates import month_end
from config.lib.exports import Sheet
from reports.dashboards.page import HEADS, Shown, as_rows, dashboard, period_of
from reports.documents.kinds.production import ProductionReport
from reports.documents.registry import Ask, Content, Kind, chosen, find, register
from reports.documents.subjects import MONTH
from reports.production.models import MonthClose
from teams.people.models import User

PARTS = ("production", "activity", "aging")


@dataclass(frozen=True)
class Part:
    """One report of the pack."""

    kind: Kind
    content: Any


@dataclass(frozen=True)
class MonthPack:
    """The reports of one month, each as it would be alone."""

    month: date
    as_of: date
    is_closed: bool
    glance: list[Shown]
    parts: tuple[Part, ...]
    seen_by: str
    scope: str

    @property
    def title(self) -> str:
        return f"Pack of the month, {self.month:%B %Y}"

    @property
    def production(self) -> ProductionReport:
        return self.parts[0].content

    @property
    def period(self) -> str:
        return self.production.period

    @property
    def stand(self) -> str:
        return self.production.stand

    @property
    def built_from(self) -> dict[str, Any]:
        return {part.kind.name: part.content.built_from for part in self.parts}


def build(ask: Ask) -> MonthPack:
    """Production, activity, and what was owed at the month's end or by the day asked for.

    What the one who asks may not see is left out.
    """
    on = min(ask.as_of, month_end(ask.about))
    kinds = [find(name) for name in PARTS if ask.by.may(find(name).rule)]
    parts = []
    for kind in kinds:
        own = replace(ask, as_of=on, options=chosen(kind, {}, ask.by))
        parts.append(Part(kind, kind.build(own)))
    # Against the month before. A closed month's pack says nothing of how things stand now.
    closed = MonthClose.objects.filter(month=ask.about).exists()
    glance = dashboard(ask.by, period_of(ask.about, "before", on), only_kept=closed)
    return MonthPack(ask.about, on, closed, glance, tuple(parts), ask.by.name, str(ask.by.scope))


def context(pack: MonthPack) -> dict[str, Any]:
    """Each report laid out by its own template."""
    return {"parts": [(part, _laid_out(part.kind, part.content)) for part in pack.parts]}


def _laid_out(kind: Kind, content: Content) -> SafeString:
    shared = {"report": content, "kind": kind, "base": "documents/part.html"}
    html = render_to_string(kind.template, shared | kind.context(content))
    return mark_safe(html)  # noqa: S308 - made by our own templates, which escape


def sheets(pack: MonthPack, user: User) -> Iterator[Sheet]:
    """The sheets of all reports, the later ones named after their report where two would clash."""
    yield Sheet("Dashboard", HEADS, as_rows(pack.glance))
    seen: set[str] = {"Dashboard"}
    for part in pack.parts:
        for sheet in part.kind.sheets(part.content, user) if part.kind.sheets else ():
            name = f"{sheet.name}, {part.kind.name}" if sheet.name in seen else sheet.name
            seen.add(name)
            yield replace(sheet, name=name)


register(
    Kind(
        name="month_pack",
        label="Pack of the month",
        rule="production.view",
        template="documents/month_pack.html",
        about=MONTH,
        description="Production, activity and receivables of a month in one PDF and one workbook.",
        build=build,
        context=context,
        sheets=sheets,
    )
)
