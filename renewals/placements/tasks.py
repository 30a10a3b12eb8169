"""By the clock: once an hour renewals whose lead time has come are opened."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.escalations.registry import Cause, escalation_rule
from renewals.placements.models import PlacementStep
from renewals.placements.opening import open_due
from renewals.placements.states import FINAL
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "open-placements"


@on_tick
def ask_for_openings() -> None:
    """One job for each hour of the office's clock; a missed one is made up for by the next."""
    now = timezone.localtime()
    _ask(f"{KIND}:{now:%Y-%m-%d}:{now:%H}")


def _ask(key: str) -> None:
    enqueue(KIND, title="Open renewals that are due", params={}, by=None, key=key, queue="mail")


@job(KIND)
def open_placements(work: Work) -> JobResult:
    """Open what is due today; what is more than one run takes follows in another."""
    opening, left = open_due(timezone.localdate())
    if left:
        _ask(f"{work.job.key}+")
    lines = opening.lines.count() if opening else 0
    return JobResult(result={"policies": lines}, message=f"{lines:,} policies taken up")


@escalation_rule("placement-step-late", label="Step of a placement late", unit="days", threshold=7)
def late_steps(threshold: int, now: datetime) -> Iterator[Cause]:
    """Placements with a required step more than `threshold` days overdue; one cause per
    placement and the step that waits longest."""
    steps = PlacementStep.objects.waiting().filter(
        required=True, due_on__lt=now.date() - timedelta(days=threshold)
    )
    longest = steps.exclude(placement__stage__in=FINAL).order_by(
        "placement_id", "due_on", "position"
    )
    for step in longest.distinct("placement_id").select_related("placement__client", "owner"):
        placement = step.placement
        yield Cause(
            key=f"{step.pk}:{step.due_on}",
            client_id=placement.client_id,
            subject=f"Due {step.due_on:%m/%d/%Y} and not done: {step}, {placement.client}",
            text=f"{placement}, needed by {placement.target_on:%m/%d/%Y}. "
            f"Seen to by {step.owner or 'nobody'}.",
            url=placement.get_absolute_url(),
        )
