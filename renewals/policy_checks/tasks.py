"""By the clock: late policies and open corrections are chased, and escalated when that fails."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import cast

from django.utils import timezone

from accounts.escalations.registry import Cause, escalation_rule
from accounts.service_plans.gathering import Found, evidence_source
from accounts.service_plans.states import Deliverable
from renewals.policy_checks.chasing import chase_due
from renewals.policy_checks.models import CheckItem, PolicyCheck, PolicyDelivery
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "chase-policies"


@on_tick
def ask_for_chasing() -> None:
    """Once a day from seven o'clock; a missed hour is made up for by the next."""
    now = timezone.localtime()
    if now.hour >= 7:
        enqueue(KIND, title="Chase policies and corrections", params={}, by=None,
                key=f"{KIND}:{now:%Y-%m-%d}", queue="mail")  # fmt: skip


@job(KIND)
def chase_policies(work: Work) -> JobResult:
    """Make the follow-ups that are due today."""
    made = chase_due(timezone.localdate())
    return JobResult(result={"follow_ups": made}, message=f"{made:,} follow-ups made")


@escalation_rule(
    "policy-not-in", label="Bound policy that does not come", unit="days after it took effect",
    threshold=60,
)  # fmt: skip
def policies_not_in(threshold: int, now: datetime) -> Iterator[Cause]:
    """Policies that were bound more than `threshold` days ago and have not come."""
    since = now.date() - timedelta(days=threshold)
    rows = PolicyCheck.objects.filter(received_on=None, counts_from__lte=since).with_names()
    for check in rows.order_by("counts_from", "pk"):
        yield Cause(
            key=f"{check.pk}", client_id=check.client_id, url=check.get_absolute_url(),
            subject=f"Policy not in since {check.counts_from:%m/%d/%Y}: {check.client}",
            text=f"{check.term.policy.line} at {check.term.policy.writing_company}.",
        )  # fmt: skip


@escalation_rule(
    "policy-correction-open", label="Policy correction that does not come",
    unit="days after it was asked for", threshold=30,
)  # fmt: skip
def corrections_open(threshold: int, now: datetime) -> Iterator[Cause]:
    """Policies with open discrepancies that the carrier was asked about too long ago."""
    since = now.date() - timedelta(days=threshold)
    wrong = CheckItem.objects.discrepancies().values("check_of")
    rows = PolicyCheck.objects.filter(pk__in=wrong, asked_on__lte=since).with_names()
    for check in rows.order_by("asked_on", "pk"):
        yield Cause(
            key=f"{check.pk}:{check.asked_on}", client_id=check.client_id,
            url=check.get_absolute_url(),
            subject=f"Correction asked for {check.asked_on:%m/%d/%Y} is open: {check.client}",
            text=f"{check.term.policy.line} {check.term.number}.",
        )  # fmt: skip


@evidence_source
def _received(since: date) -> Iterable[Found]:
    """Policies that came since a day."""
    rows = PolicyCheck.objects.filter(received_on__gte=since).select_related("term")
    for row in rows.iterator():
        yield Found(
            row.client_id, Deliverable.POLICY_RECEIVED, cast(date, row.received_on),
            f"Policy {row.term.number} received", f"policy-received:{row.pk}",
            row.get_absolute_url(), row.term_id, row.received_by_id,
        )  # fmt: skip


@evidence_source
def _delivered(since: date) -> Iterable[Found]:
    """Policies that reached the client since a day."""
    rows = PolicyDelivery.objects.filter(delivered_on__gte=since).select_related("check_of__term")
    for row in rows.iterator():
        yield Found(
            row.check_of.client_id, Deliverable.POLICY_DELIVERY, row.delivered_on,
            f"Policy {row.check_of.term.number}: {row}", f"policy-delivery:{row.pk}",
            row.check_of.get_absolute_url(), row.check_of.term_id, row.by_id,
        )  # fmt: skip
