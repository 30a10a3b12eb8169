"""Why a client counts as prospect, client or former."""

from django.db.models import Min
from django.utils import timezone

from accounts.clients.models import Client
from accounts.policies.models import PolicyTransaction


def why_standing(client: Client) -> str:
    """A few words beside the status that `attach_figures` gave `client`."""
    status = client.figures["status"]
    if status == "prospect":
        return "no policy so far"
    if status == "client":
        if count := client.figures["policies"]:
            return f"{count} polic{'y' if count == 1 else 'ies'} in force"
        future = client.terms.filter(effective_on__gt=timezone.localdate())
        begins = future.aggregate(on=Min("effective_on"))["on"]
        return f"first policy begins {begins:%m/%d/%Y}"
    last = None
    terms = client.terms.with_status(timezone.localdate())
    cancelled = dict(
        PolicyTransaction.objects.filter(term__client=client, kind="CAN")
        .order_by("effective_on", "pk")
        .values_list("term", "effective_on")
    )
    for term in terms:
        on = cancelled.get(term.pk) if term.status == "cancelled" else term.expires_on
        last = max(filter(None, (last, on)), default=None)
    return f"last policy ended {last:%m/%d/%Y}" if last else "no policy in force"
