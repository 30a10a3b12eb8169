"""Whether the summary of insurance a client has is still true."""

from datetime import date

from django.db.models import Max
from django.utils import timezone

from accounts.clients.models import Client
from renewals.binding.models import BindOrder
from renewals.policy_checks.models import PolicyDelivery
from reports.documents.models import Document


def summary_stale_since(client: Client) -> date | None:
    """The day a policy was bound or delivered after the last summary was made; None: none was.

    What happened later on the day of a summary makes it stale too; so does a summary that was
    made afterwards but as of an earlier day.
    """
    bound = BindOrder.objects.filter(placement__client=client).aggregate(n=Max("at"))["n"]
    given = PolicyDelivery.objects.filter(check_of__client=client).aggregate(n=Max("at"))["n"]
    moments = [moment for moment in (bound, given) if moment is not None]
    if not moments:
        return None
    latest = max(moments)
    day = timezone.localdate(latest)
    last = Document.objects.filter(client=client, kind="summary").order_by("-made_at").first()
    return day if last is None or last.made_at < latest or last.as_of < day else None
