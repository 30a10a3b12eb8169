"""Whether an account's yearly overview and insurance summary are current, and why not.

An overview is current for a year from the day it was completed. A summary is current while
nothing material happened to the policies since it was issued, for at most a year (DOMAIN §2.2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Greatest, TruncDate

from accounts.overviews.models import Overview
from accounts.policies.models import PolicyTerm, PolicyTransaction
from accounts.service_plans.models import Evidence
from accounts.service_plans.states import Deliverable
from config.lib.templatetags.steward import us_date

if TYPE_CHECKING:
    from accounts.clients.querysets import ClientQuerySet

A_YEAR = timedelta(days=365)
MATERIAL = {
    "NEW": "a policy was bound", "REN": "a policy was renewed", "REW": "a policy was rewritten",
    "END": "a policy was endorsed", "CAN": "a policy was cancelled",
    "REI": "a policy was reinstated",
}  # fmt: skip


@dataclass(frozen=True)
class Currency:
    """Current, or stale with the reason; `on` is the day of the paper there is."""

    current: bool
    why: str
    on: date | None = None


def overview_currency(completed_on: date | None, draft: bool, today: date) -> Currency:
    """How the yearly overview stands on `today`."""
    if completed_on is None:
        return Currency(False, "a draft is not completed" if draft else "there is none")
    if today - completed_on > A_YEAR:
        return Currency(False, f"completed {us_date(completed_on)}, over a year ago", completed_on)
    return Currency(True, f"completed {us_date(completed_on)}", completed_on)


def summary_currency(
    issued_on: date | None, change: tuple[str, date] | None, today: date
) -> Currency:
    """How the insurance summary stands: `change` is the kind and day of the last material one."""
    if issued_on is None:
        return Currency(False, "none was issued")
    if change is not None and change[1] > issued_on:
        words = MATERIAL.get(change[0], "a policy changed")
        return Currency(False, f"{words} on {us_date(change[1])}", issued_on)
    if today - issued_on > A_YEAR:
        return Currency(False, f"issued {us_date(issued_on)}, over a year ago", issued_on)
    return Currency(True, f"issued {us_date(issued_on)}", issued_on)


def with_currency(clients: "ClientQuerySet", today: date) -> models.QuerySet:
    """Clients with a policy in force on `today`, annotated with the two answers
    `overview_current` and `summary_current`."""
    since = today - A_YEAR
    running = PolicyTerm.objects.filter(client=OuterRef("pk")).in_force(today)
    later = _changes(OuterRef("client"), today).filter(on__gt=OuterRef("on"))
    return clients.filter(Exists(running)).annotate(
        overview_current=Exists(_completed(today).filter(completed_on__gte=since)),
        # No change came after the last summary exactly when there is one that none came after.
        summary_current=Exists(_issued(today).filter(~Exists(later), on__gte=since)),
    )


def with_papers(clients: "ClientQuerySet", today: date) -> models.QuerySet:
    """Those of `with_currency`, with what the answers rest on: `overview_on`, `summary_on`,
    `changed_on` and `changed_kind`."""
    changes = _changes(OuterRef("pk"), today).order_by("-on", "-pk")
    return with_currency(clients, today).annotate(
        overview_on=Subquery(
            _completed(today).order_by("-completed_on").values("completed_on")[:1]
        ),
        summary_on=Subquery(_issued(today).order_by("-on").values("on")[:1]),
        changed_on=Subquery(changes.values("on")[:1]),
        changed_kind=Subquery(changes.values("kind")[:1]),
    )


def _completed(today: date) -> models.QuerySet:
    return Overview.objects.filter(client=OuterRef("pk"), completed_on__lte=today)


def _issued(today: date) -> models.QuerySet:
    return Evidence.objects.filter(
        client=OuterRef("pk"), deliverable=Deliverable.SUMMARY, on__lte=today
    )


def _changes(client: OuterRef, today: date) -> models.QuerySet:
    """Material changes of a client's policies, each with the day it counts `on`."""
    return (
        PolicyTransaction.objects.filter(term__client=client, kind__in=list(MATERIAL))
        # What an import brought counts from its effect: the day of the import says nothing.
        .annotate(
            on=models.Case(
                models.When(batch=None, then=Greatest(TruncDate("entered_at"), "effective_on")),
                default=F("effective_on"),
            )
        )
        .filter(on__lte=today)
    )


def put_currency(rows: Sequence[models.Model], today: date) -> None:
    """Give each row of `with_currency` its `overview` and `summary`, in words; one query."""
    drafts = set(
        Overview.objects.filter(
            client__in=[row.pk for row in rows], completed_on=None
        ).values_list("client", flat=True)
    )  # fmt: skip
    for row in rows:
        change = (row.changed_kind, row.changed_on) if row.changed_on else None  # type: ignore[attr-defined]
        row.overview = overview_currency(row.overview_on, row.pk in drafts, today)  # type: ignore[attr-defined]
        row.summary = summary_currency(row.summary_on, change, today)  # type: ignore[attr-defined]
