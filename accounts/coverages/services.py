"""Writing what a coverage says, and which lines a term has."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.activities.services import log_event
from accounts.coverages.models import CoverageDetail, CoverageField, ScheduledForm
from accounts.policies.models import Coverage, LineOfBusiness, PolicyTerm
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from teams.people.models import User

Value = Decimal | date | str | None


@transaction.atomic
def save_details(
    *, coverage: Coverage, premium: Decimal, values: Mapping[CoverageField, Value],
    forms: Sequence[tuple[str, str, str]], opened_with: int, by: "User",
) -> None:  # fmt: skip
    """Make the coverage say `values` and its schedule be `forms` (number, edition, title).

    Amounts and premium are dollars; empty values are taken away. Raises DomainError when
    somebody saved in between.
    """
    coverage.premium = premium
    coverage.save_version(opened_with, ["premium"])
    for field, value in values.items():
        if value in (None, ""):
            CoverageDetail.objects.filter(coverage=coverage, field=field).delete()
            continue
        words = {
            "amount": value if isinstance(value, Decimal) else None,
            "day": value if isinstance(value, date) else None,
            "text": value if isinstance(value, str) else "",
        }
        CoverageDetail.objects.update_or_create(coverage=coverage, field=field, defaults=words)
    ScheduledForm.objects.filter(coverage=coverage).delete()
    ScheduledForm.objects.bulk_create(
        ScheduledForm(coverage=coverage, number=number, edition=edition, title=title)
        for number, edition, title in forms
    )
    _note(coverage, "changed", by)


@transaction.atomic
def add_line(*, term: PolicyTerm, line: LineOfBusiness, premium: Decimal, by: "User") -> Coverage:
    """Add a line to a term. Raises DomainError when the term has it."""
    coverage, made = Coverage.objects.get_or_create(
        term=term, line=line, defaults={"premium": premium}
    )
    if not made:
        raise DomainError(f"{line} is on this policy already.", "line")
    _note(coverage, "added", by)
    return coverage


@transaction.atomic
def remove_line(*, coverage: Coverage, by: "User") -> None:
    """Take a line off its term. Raises DomainError for the only one."""
    PolicyTerm.objects.select_for_update().get(pk=coverage.term_id)
    if coverage.term.coverages.count() < 2:
        raise DomainError("A policy keeps at least one line.")
    _note(coverage, "removed", by)
    coverage.delete()


def _note(coverage: Coverage, what: str, by: "User") -> None:
    log_event(
        client=coverage.term.client,
        term=coverage.term,
        subject=f"{coverage.line} {what} on {coverage.term.number}",
        by=by,
    )
