"""What was done in a month, asked where it stands: a tally for each share of the house.

Matters about no client, such as a meeting of colleagues, are nobody's account and not counted.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.certificates.models import Certificate, Claim
from accounts.clients.models import Client
from accounts.clients.querysets import absent_ids_covered_by
from accounts.escalations.models import Escalation, EscalationMatter
from accounts.follow_ups.models import FollowUp
from accounts.meetings.models import Meeting
from accounts.orders.models import OrderEvent, ServiceOrder
from accounts.orders.states import WAITING, OrderState
from accounts.orders.turnaround import FINISHED
from accounts.overviews.currency import with_currency
from accounts.policies.models import PolicyTransaction, TransactionKind
from accounts.service_plans.models import Commitment
from accounts.service_plans.querysets import MET_LATE
from config.lib.dates import add_months, month_end
from config.lib.periods import end, within
from reports.documents.models import Delivery
from reports.production.querysets import Sight
from reports.production.rules import Sums
from reports.production.tally import Found, Key

Spans = dict[str, tuple[date, date]]
# Share, path below WORK, how many.
Counted = Iterator[tuple[int, tuple[Key, ...], int]]
WORK = "work"


def spans_of(month: date, on: date) -> Spans:
    """The month up to `on`, the month before it, and the year to date: first and last day."""
    earlier = add_months(month, -1)
    return {
        "month": (month, on),
        "before": (earlier, month_end(earlier)),
        "ytd": (month.replace(month=1), on),
    }


def work(sight: Sight, month: date, on: date) -> Found:
    """All that an activity report of `month` says, as known at the end of `on`; below WORK."""
    spans = spans_of(month, on)
    for share, path, count in (
        *_counts(sight, spans),
        *_finished(sight, *spans["month"]),
        *_waiting(sight, on),
        *_kept(sight, spans),
        *_by_kind(sight, spans),
        *_current(sight, on),
    ):
        if count:
            yield share, (WORK, *path), Sums(count)


def _summed(
    sight: Sight, rows: QuerySet, sums: dict[str, Any], client: str = "client", by: str = ""
) -> Iterator[tuple[int, Key, dict[str, int]]]:
    """Share, key of `by` and the sums of the rows about a client, which `client` leads to.

    Split by client only where the house is shared out.
    """
    columns: dict[str, Any] = {"key_of": F(by) if by else Value("")}
    if sight.shares:
        columns["client_of"] = F(client)
    about = rows.visible_to(sight.user).filter(**{f"{client}__isnull": False})
    if absent_ids_covered_by(sight.user):
        about = about.filter(**{f"{client}__in": sight.clients})
    for row in about.order_by().values(**columns).annotate(**sums):
        yield sight.share_of(row.get("client_of")), row["key_of"], row


def _in(at: str, spans: Spans) -> dict[str, Count]:
    return {f"in_{name}": Count("pk", filter=within(at, *span)) for name, span in spans.items()}


def _asked() -> dict[str, tuple[QuerySet, str, str]]:
    """Label → the rows, what leads to their client, and the moment or day that places them."""
    orders = ServiceOrder.objects.all()
    # A gathered escalation is counted with the first of the clients it is about.
    first = EscalationMatter.objects.filter(escalation=OuterRef("pk"), client__isnull=False)
    of_first = Subquery(first.order_by("pk").values("client")[:1])
    about = Coalesce("client", of_first, output_field=BigIntegerField())
    escalations = Escalation.objects.annotate(about=about)
    return {
        "Orders given": (orders, "client", "created_at"),
        "Orders finished": (orders.filter(state__in=FINISHED), "client", "done_at"),
        "Follow-ups closed": (FollowUp.objects.all(), "client", "done_at"),
        "Certificates issued": (Certificate.objects.all(), "client", "issued_on"),
        "Endorsements in effect": (
            PolicyTransaction.objects.filter(kind=TransactionKind.ENDORSEMENT),
            "term__client",
            "effective_on",
        ),
        "Claims reported": (Claim.objects.all(), "client", "reported_on"),
        "Escalations raised": (escalations, "about", "raised_at"),
        "Escalations resolved": (escalations, "about", "resolved_at"),
    }


LABELS = tuple(_asked())


def _counts(sight: Sight, spans: Spans) -> Counted:
    for label, (rows, client, at) in _asked().items():
        for share, _, row in _summed(sight, rows, _in(at, spans), client):
            for span in spans:
                yield share, ("count", label, span), row[f"in_{span}"]


def _finished(sight: Sight, first: date, last: date) -> Counted:
    """Orders given and finished, by kind and by person; with the minutes they took in all."""
    orders = ServiceOrder.objects.all()
    done = orders.filter(within("done_at", first, last), state__in=FINISHED)
    given = orders.filter(within("created_at", first, last))
    for share, kind, row in _summed(sight, given, {"n": Count("pk")}, by="type__name"):
        yield share, ("given", kind), row["n"]
    for cut, by in (("kind", "type__name"), ("person", "assigned_to__name")):
        sums = {"n": Count("pk"), "on_time": Count("pk", filter=Q(done_at__lte=F("due_at"))),
                "timed": Count("took_minutes"), "minutes": Sum("took_minutes")}  # fmt: skip
        for share, key, row in _summed(sight, done, sums, by=by):
            yield share, (cut, key, "done"), row["n"]
            yield share, (cut, key, "on_time"), row["on_time"]
            yield share, (cut, key, "took"), row["minutes"] or 0
            yield share, (cut, key, "timed"), row["timed"]


def _waiting(sight: Sight, on: date) -> Counted:
    """Orders that were given and neither done nor cancelled by the end of `on`, by person.

    Overdue are those past their due time, unless somebody else is waited for: then it is still
    to move.
    """
    cancelled = OrderEvent.objects.filter(order=OuterRef("pk"), move="cancel", at__lt=end(on))
    rows = ServiceOrder.objects.filter(
        Q(done_at=None) | Q(done_at__gte=end(on)), created_at__lt=end(on)
    ).exclude(Q(state=OrderState.DRAFT) | Q(state=OrderState.CANCELLED) & Exists(cancelled))
    stands = Q(state__in=(*WAITING, OrderState.RETURNED))
    late = Count("pk", filter=Q(due_at__lt=min(timezone.now(), end(on))) & ~stands)
    sums = {"n": Count("pk"), "late": late}
    for share, name, row in _summed(sight, rows, sums, by="assigned_to__name"):
        yield share, ("open", name, "all"), row["n"]
        yield share, ("open", name, "late"), row["late"]


def _kept(sight: Sight, spans: Spans) -> Counted:
    """Commitments that came due, and what became of them.

    As of today, so that what a month's last days left undone counts in it once it is late.
    """
    parts = {
        "due": Q(), "met": Q(met_on__lte=F("late_after")), "met_late": MET_LATE,
        "late": Q(met_on=None),
    }  # fmt: skip
    sums = {
        f"{span}_{part}": Count("pk", filter=only & Q(due_on__range=days))
        for span, days in spans.items()
        for part, only in parts.items()
    }
    for share, _, row in _summed(sight, Commitment.objects.scored(timezone.localdate()), sums):
        for span in spans:
            for part in parts:
                yield share, ("kept", span, part), row[f"{span}_{part}"]


def _by_kind(sight: Sight, spans: Spans) -> Counted:
    """Meetings held and documents that reached somebody, by their kind."""
    held = Meeting.objects.exclude(held_at=None)
    arrived = Delivery.objects.arrived()
    for what, rows, client, at, by in (
        ("held", held, "client", "held_at", "kind__name"),
        ("delivered", arrived, "document__client", "delivered_on", "document__kind"),
    ):
        for share, kind, row in _summed(sight, rows, _in(at, spans), client, by):
            for span in spans:
                yield share, (what, kind, span), row[f"in_{span}"]


def _current(sight: Sight, on: date) -> Counted:
    """Clients with a policy in force, and those whose yearly papers are current."""
    clients = with_currency(Client.objects.all(), on)
    sums = {
        "clients": Count("pk"),
        "overview": Count("pk", filter=Q(overview_current=True)),
        "summary": Count("pk", filter=Q(summary_current=True)),
    }
    for share, _, row in _summed(sight, clients, sums, "pk"):
        for what in sums:
            yield share, ("current", what), row[what]
