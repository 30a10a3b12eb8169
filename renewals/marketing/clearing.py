"""Clearing what a quote asks for, before it is bound or afterwards."""

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from config.lib.errors import DomainError
from renewals.marketing.models import Subjectivity
from renewals.marketing.services import check_may
from teams.people.models import User


@transaction.atomic
def clear_subjectivity(
    *, subjectivity: Subjectivity, by: User, version: int, evidence: str
) -> Subjectivity:
    """The market has what it asked for, as `evidence` says. Safe to repeat.

    Raises DomainError without a word of evidence, and when somebody changed it meanwhile.
    """
    rows = Subjectivity.objects.select_for_update(of=("self",)).select_related(
        "quote__submission__placement__client", "quote__company"
    )
    row = rows.get(pk=subjectivity.pk)
    placement = row.quote.submission.placement
    check_may(placement, by)
    if row.cleared_on:
        return row
    if not evidence.strip():
        raise DomainError("Say what clears it: who sent what, and when.", "evidence")
    row.cleared_on, row.cleared_by = timezone.localdate(), by
    row.evidence = evidence.strip()[:300]
    row.save_version(version, ["cleared_on", "cleared_by", "evidence"])
    log_event(
        client=placement.client, by=by, text=row.evidence, link=row.quote.get_absolute_url(),
        subject=f"Cleared with {row.quote.company}: {row.text}"[:200],
    )  # fmt: skip
    return row
