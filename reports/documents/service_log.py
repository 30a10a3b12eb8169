"""What was promised to a client and what was done, over a period (DOMAIN §3: part 6)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, F

from accounts.activities.models import Activity, ActivityKind
from accounts.certificates.models import Certificate, Claim
from accounts.clients.models import Client
from accounts.meetings.models import Meeting
from accounts.orders.models import ServiceOrder
from accounts.policies.models import PolicyTransaction, TransactionKind
from accounts.service_plans.models import Commitment
from accounts.service_plans.states import Standing


@dataclass(frozen=True)
class ServiceLog:
    """Commitments due in a period, one by one, and counts of what was done in it."""

    commitments: list[Commitment]
    done: list[tuple[str, str]]
    ahead: list[Commitment]

    @property
    def rows(self) -> list[tuple[Commitment, str]]:
        """The commitments, each with its standing in words."""
        return [(c, Standing(c.standing).label) for c in self.commitments]

    @property
    def standings(self) -> list[tuple[str, int]]:
        """(words, how many), only those there are."""
        counts = [(s.label, sum(c.standing == s for c in self.commitments)) for s in Standing]
        return [(label, count) for label, count in counts if count]

    @property
    def share_met(self) -> Decimal | None:
        """Percent of the commitments met on time, waived and waiting ones left out."""
        counted = {Standing.MET, Standing.MET_LATE, Standing.LATE}
        due = [c for c in self.commitments if c.standing in counted]
        if not due:
            return None
        met = sum(c.standing == Standing.MET for c in due)
        return (Decimal(met) * 100 / len(due)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def service_log_of(client: Client, since: date, on: date) -> ServiceLog:
    """What was due and done for `client` from the day after `since` to `on`."""
    due = Commitment.objects.filter(client=client).with_standing(on).select_related("template")
    return ServiceLog(
        commitments=list(due.filter(due_on__gt=since, due_on__lte=on).order_by("due_on", "pk")),
        done=_counts(client, since, on),
        ahead=list(due.open().filter(due_on__gt=on).order_by("due_on", "pk")[:40]),
    )


def _counts(client: Client, since: date, on: date) -> list[tuple[str, str]]:
    days = (since + timedelta(days=1), on)
    of_client: dict[str, Any] = {"client": client}
    orders = ServiceOrder.objects.filter(**of_client, done_at__date__range=days).aggregate(
        count=Count("pk"), took=Avg(F("done_at") - F("created_at"))
    )
    took = orders["took"]
    rows = [
        ("Orders completed", str(orders["count"])),
        (
            "Average turnaround of orders",
            f"{took.total_seconds() / 86400:.1f} days" if took else "–",
        ),
        (
            "Certificates issued",
            str(Certificate.objects.filter(**of_client, issued_on__range=days).count()),
        ),
        (
            "Endorsements",
            str(
                PolicyTransaction.objects.filter(
                    term__client=client,
                    kind=TransactionKind.ENDORSEMENT,
                    effective_on__range=days,
                ).count()
            ),
        ),
        (
            "Claims reported",
            str(Claim.objects.filter(**of_client, reported_on__range=days).count()),
        ),
        (
            "Meetings",
            str(
                Meeting.objects.filter(
                    **of_client,
                    held_at__isnull=False,
                    kind__internal=False,
                    starts_at__date__range=days,
                ).count()
                + Activity.objects.filter(
                    **of_client, kind=ActivityKind.MEETING, happened_at__date__range=days
                ).count()
            ),
        ),
    ]
    return rows
