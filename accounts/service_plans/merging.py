"""Service plans of two records that become one client."""

from accounts.clients.models import Client
from accounts.service_plans.models import Commitment, ServicePlan


def make_room(kept: Client, gone: Client) -> None:
    """Let the plans of `gone` move to `kept`: what both were promised stays once.

    Open commitments of `gone` are withdrawn, since planning makes the kept client's anew; met
    and waived ones stay, under a key of their own where both have the same.
    """
    Commitment.objects.filter(client=gone).open().delete()
    taken = set(Commitment.objects.filter(client=kept).values_list("code", "key"))
    for row in Commitment.objects.filter(client=gone):
        if (row.code, row.key) in taken:
            row.key = f"{row.key}:{gone.pk}"
            row.save(update_fields=["key"])
    years = {plan.year_on: plan for plan in ServicePlan.objects.filter(client=kept)}
    for plan in ServicePlan.objects.filter(client=gone):
        if plan.year_on in years:
            Commitment.objects.filter(plan=plan).update(plan=years[plan.year_on])
            plan.delete()
