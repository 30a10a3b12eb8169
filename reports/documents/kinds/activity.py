"""The monthly activity report (DOMAIN §6.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from config.lib.errors import DomainError
from config.lib.exports import Sheet
from reports.activity.figures import ActivityFigures, activity
from reports.documents.registry import Ask, Kind, register
from reports.documents.subjects import MONTH
from teams.people.models import User


@dataclass(frozen=True)
class ActivityReport:
    """The activity of a month as one person may see it: data only."""

    figures: ActivityFigures
    as_of: date

    @property
    def title(self) -> str:
        return self.figures.title

    @property
    def built_from(self) -> dict[str, Any]:
        found = self.figures
        return {
            "month": f"{found.month:%Y-%m}",
            "orders_finished": found.orders.total.done,
            "on_time_percent": found.orders.total.percent,
            "commitments_due": found.kept["month"].due,
            "clients": found.scope,
        }


def build(ask: Ask) -> ActivityReport:
    """The activity of the month asked about. Raises DomainError for a month to come."""
    if ask.about > timezone.localdate():
        raise DomainError("That month has not begun.", "month")
    return ActivityReport(activity(ask.by, ask.about, ask.as_of), ask.as_of)


def sheets(report: ActivityReport, user: User) -> Iterator[Sheet]:
    """One sheet for each table of the report, and where it comes from."""
    found = report.figures
    spans = [f"{found.month:%B %Y}", f"{found.earlier:%B %Y}", f"{found.month:%Y} to date"]
    yield Sheet("Activity", ["What", *spans], [(c.label, c.month, c.before, c.ytd)
                                               for c in found.counts])  # fmt: skip
    yield Sheet(
        "Orders by kind",
        ["Kind", "Given", "Finished", "On time", "On time %", "Business minutes taken"],
        [(kind, given, *_finished(row)) for kind, given, row in found.kinds],
    )
    yield Sheet(
        "Orders by person",
        ["Person", "Finished", "On time", "On time %", "Business minutes taken", "Open", "Overdue"],
        [(name, *_finished(row), n, late) for name, row, n, late in found.people],
    )
    yield Sheet(
        "Commitments",
        ["Due in", "Due", "Met on time", "Met late", "Late", "On time %"],
        [
            (span, kept.due, kept.met, kept.met_late, kept.late, kept.share.percent)
            for span, kept in zip(spans, found.kept.values(), strict=True)
        ],
    )
    for name, rows in (("Meetings held", found.meetings), ("Documents delivered", found.delivered)):
        yield Sheet(name, ["Kind", *spans], [(c.label, c.month, c.before, c.ytd) for c in rows])
    yield Sheet(
        "Currency",
        ["What", "Current", "Clients insured", "%"],
        [(share.label, share.part, share.whole, share.percent) for share in found.currency],
    )
    yield Sheet(
        "About",
        ["What", "Value"],
        [
            ("Report", report.title),
            ("As of", found.on),
            ("Made for", user.name),
            ("Clients", found.scope),
            ("On time", "Finished by the due time, which stands still while others are waited for"),
            ("Commitments", "Due and met or past their last day; waived and waiting ones left out"),
        ],
    )


def _finished(row: Any) -> tuple:
    return (row.done, row.on_time, row.percent, row.took) if row else (0, 0, None, None)


register(
    Kind(
        name="activity",
        label="Monthly activity report",
        rule="production.view",
        template="documents/activity.html",
        about=MONTH,
        description="Orders, commitments, meetings, deliveries and what is current, for a month.",
        build=build,
        sheets=sheets,
    )
)
