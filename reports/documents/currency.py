"""Whether the summary of insurance a client has is still true."""

from datetime import date

from django.db.models import Max

from accounts.clients.models import Client
from renewals.binding.models import BindOrder
from renewals.policy_checks.models import PolicyCheck
from reports.documents.models import Document


def summary_stale_since(client: Client) -> date | None:
    """The day a policy was bound or delivered after the last summary was made; None: none was."""
    bound = BindOrder.objects.filter(placement__client=client).aggregate(n=Max("bound_on"))["n"]
    checks = PolicyCheck.objects.filter(client=client).aggregate(n=Max("delivered_on"))["n"]
    days = [day for day in (bound, checks) if day is not None]
    if not days:
        return None
    last = Document.objects.filter(client=client, kind="summary").order_by("-pk").first()
    return max(days) if last is None or last.as_of < max(days) else None
