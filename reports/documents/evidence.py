"""Delivered documents meet the commitments that ask for them."""

from collections.abc import Iterable
from datetime import date

from accounts.service_plans.gathering import Found, evidence_source
from accounts.service_plans.states import Deliverable
from reports.documents.models import Delivery

MEETS: dict[str, str] = {
    "summary": Deliverable.SUMMARY,
    "stewardship": Deliverable.STEWARDSHIP,
    "proposal": Deliverable.PROPOSAL,
    "plan_letter": Deliverable.TEAM_LETTER,
    "delivery_letter": Deliverable.POLICY_DELIVERY,
    "binder": Deliverable.BINDER,
    "certificate": Deliverable.CERTIFICATE,
}


@evidence_source
def delivered_documents(since: date) -> Iterable[Found]:
    """On the day on which a document reached somebody, as far as is known."""
    rows = Delivery.objects.arrived().filter(
        document__kind__in=list(MEETS), document__client__isnull=False, delivered_on__gte=since
    )
    for row in rows.select_related("document").iterator():
        yield Found(
            row.document.client_id, MEETS[row.document.kind], row.delivered_on,
            f"{row.document.title} to {row.recipient}", f"delivery:{row.pk}",
            row.document.get_absolute_url(), by=row.by_id,
        )  # fmt: skip
