"""Questions about certificates, binders and claims."""

from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps

if TYPE_CHECKING:
    from accounts.certificates.models import ClaimValuation


def valuations_as_of(claim_ids: list[int], on: date) -> dict[int, "ClaimValuation"]:
    """Claim id → its latest valuation valued by `on`; of one day the one entered last counts."""
    rows = (
        apps.get_model("accounts", "ClaimValuation")
        .objects.filter(claim__in=claim_ids, valued_on__lte=on)
        .order_by("claim_id", "-valued_on", "-pk")
        .distinct("claim_id")
    )
    return {row.claim_id: row for row in rows}
