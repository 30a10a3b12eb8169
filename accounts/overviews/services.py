"""Starting a yearly overview, signing it, and having it reviewed by a second person."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.clients.models import Client
from accounts.overviews.facts import facts_of
from accounts.overviews.models import Overview
from accounts.service_plans.gathering import Found, settle, write_down
from accounts.service_plans.states import Deliverable
from config.lib.errors import DomainError
from teams.access.roles import Role
from teams.house.querysets import setting

if TYPE_CHECKING:
    from teams.people.models import User

CARRIED = ("operations", "exposures", "contracts", "gaps", "claims", "issues")


@transaction.atomic
def start_overview(*, client: Client, year: int, by: "User") -> Overview:
    """Begin the client's sheet of `year`, with last year's words to go over. Safe to repeat.

    Raises DomainError for a year other than last, this and next.
    """
    today = timezone.localdate()
    if abs(year - today.year) > 1:
        raise DomainError("A sheet is written for last year, this year or the next.", "year")
    last = Overview.objects.filter(client=client, year__lt=year).order_by("-year").first()
    words = {name: getattr(last, name) for name in CARRIED} if last else {}
    sheet, _ = Overview.objects.get_or_create(
        client=client, year=year, defaults={"started_by": by, "started_on": today, **words}
    )
    return sheet


def _locked(sheet: Overview, by: "User") -> Overview:
    rows = Overview.objects.visible_to(by).select_for_update(of=("self",))
    row = rows.select_related("client__tier").filter(pk=sheet.pk).first()
    if row is None:
        raise DomainError("There is no such sheet among your clients’.")
    return row


@transaction.atomic
def complete_overview(*, sheet: Overview, by: "User") -> Overview:
    """Sign the sheet: its facts are frozen as of today, and the commitment it meets is met.

    Raises DomainError when it is signed already, or nothing was written about operations.
    """
    row, today = _locked(sheet, by), timezone.localdate()
    if row.completed_on:
        raise DomainError(f"It was completed on {row.completed_on:%m/%d/%Y} already.")
    if not row.operations.strip():
        raise DomainError("Say first what the client does and what changed.", "operations")
    row.facts = facts_of(row.client, today)
    row.completed_by, row.completed_on = by, today
    row.save_version(row.version, ["facts", "completed_by", "completed_on"])
    write_down(
        [
            Found(
                row.client_id, Deliverable.OVERVIEW, today, f"{setting('cow.label')} {row.year}",
                f"overview:{row.pk}", row.get_absolute_url(), by=by.pk,
            )
        ]
    )  # fmt: skip
    settle(today=today, client=row.client_id)
    log_event(
        client=row.client, subject=f"{setting('cow.label')} {row.year} completed",
        link=row.get_absolute_url(), by=by,
    )  # fmt: skip
    return row


@transaction.atomic
def acknowledge_overview(*, sheet: Overview, by: "User") -> Overview:
    """The sales executive has read it. Raises DomainError before completion or for others."""
    row = _locked(sheet, by)
    if not row.completed_on:
        raise DomainError("It can be acknowledged once it is completed.")
    if by.role != Role.SALES_EXECUTIVE:
        raise DomainError("The client’s sales executive acknowledges it.")
    if row.acknowledged_on is None:
        row.acknowledged_by, row.acknowledged_on = by, timezone.localdate()
        row.save_version(row.version, ["acknowledged_by", "acknowledged_on"])
    return row


@transaction.atomic
def review_overview(*, sheet: Overview, by: "User") -> Overview:
    """A second person has gone through it. Raises DomainError for whoever completed it."""
    row = _locked(sheet, by)
    if not row.completed_on:
        raise DomainError("It can be reviewed once it is completed.")
    if row.completed_by_id == by.pk:
        raise DomainError("Somebody else reviews what you completed.")
    if row.reviewed_on is None:
        row.reviewed_by, row.reviewed_on = by, timezone.localdate()
        row.save_version(row.version, ["reviewed_by", "reviewed_on"])
    return row
