"""What is escalated about binders."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from accounts.certificates.models import Binder
from accounts.escalations.registry import Cause, escalation_rule


@escalation_rule(
    "binder-running-out", label="Binder running out without a policy", unit="days before",
    threshold=7,
)  # fmt: skip
def binders_running_out(threshold: int, now: datetime) -> Iterator[Cause]:
    """Binders that end within `threshold` days, or ended, while no policy was issued and no
    extension follows (CIC 382.5; DOMAIN §4.3)."""
    today = now.date()
    running_out = Binder.objects.filter(
        policy_issued_on=None, extension=None, expires_on__lte=today + timedelta(days=threshold)
    )
    for binder in running_out.select_related("client", "line").order_by("expires_on", "pk"):
        verb = "ended" if binder.expires_on <= today else "ends"
        yield Cause(
            key=f"{binder.pk}:{binder.expires_on}",
            client_id=binder.client_id,
            subject=f"Binder {verb} {binder.expires_on:%m/%d/%Y}, no policy: {binder.client}",
            text=f"{binder.line}, {binder}. Chase the carrier, or extend the binder in time.",
            url=f"/clients/{binder.client_id}/certificates/",
        )
