"""What the team did in a month, counted where it stands (DOMAIN §6.2)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.certificates.models import Certificate, Claim
from accounts.clients.models import Client
from accounts.escalations.models import Escalation
from accounts.follow_ups.models import FollowUp
from accounts.meetings.models import Meeting
from accounts.orders.models import ServiceOrder
from accounts.orders.states import OPEN
from accounts.orders.turnaround import FINISHED, Row, Turnaround, turnaround
from accounts.overviews.currency import with_currency
from accounts.policies.models import PolicyTransaction, TransactionKind
from accounts.service_plans.models import Commitment
from config.lib.dates import add_months, month_end
from config.lib.money import share
from config.lib.periods import day_of, end, within
from reports.documents.models import Delivery
from reports.documents.registry import label_of
from teams.people.models import User

SPANS = ("month", "before", "ytd")
DELIVERED_FIRST = ("proposal", "stewardship", "summary", "overview")


@dataclass(frozen=True)
class Count3:
    """How many in the month, in the month before, and in the year to date."""

    label: str
    month: int = 0
    before: int = 0
    ytd: int = 0


@dataclass(frozen=True)
class Share:
    """So many of so many; `percent` to one place, None of nothing."""

    label: str
    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        return share(self.part, self.whole)


@dataclass(frozen=True)
class Kept:
    """Commitments that came due in a span, and what became of them."""

    due: int = 0
    met: int = 0
    met_late: int = 0
    late: int = 0

    @property
    def share(self) -> Share:
        return Share("on time", self.met, self.due)


@dataclass(frozen=True)
class ActivityFigures:
    """A month of work for the clients that one person sees."""

    month: date
    on: date
    seen_by: str
    scope: str
    counts: tuple[Count3, ...]
    orders: Turnaround
    given: dict[str, int]
    open_by_person: dict[str, tuple[int, int]]
    open_orders: int
    overdue_orders: int
    kept: dict[str, Kept]
    meetings: tuple[Count3, ...]
    delivered: tuple[Count3, ...]
    currency: tuple[Share, ...]
    spans: dict[str, tuple[date, date]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return f"Activity report {self.month:%B %Y}"

    @property
    def earlier(self) -> date:
        return add_months(self.month, -1)

    @property
    def kinds(self) -> list[tuple[str, int, Row | None]]:
        """Each kind of order: how many were given, and its finished ones."""
        done = {row.label: row for row in self.orders.kinds}
        return [(kind, self.given.get(kind, 0), done.get(kind))
                for kind in sorted({*done, *self.given})]  # fmt: skip

    @property
    def people(self) -> list[tuple[str, Row | None, int, int]]:
        """Each person: the finished orders, how many are open, how many of these overdue."""
        done = {row.label: row for row in self.orders.people}
        names = sorted({*done, *self.open_by_person} - {None})
        return [(n, done.get(n), *self.open_by_person.get(n, (0, 0))) for n in names]


def activity(user: User, month: date, today: date) -> ActivityFigures:
    """What was done in `month` for the clients `user` sees, as known at the end of `today`."""
    on = min(month_end(month), today)
    earlier = add_months(month, -1)
    spans = {
        "month": (month, on),
        "before": (earlier, month_end(earlier)),
        "ytd": (month.replace(month=1), on),
    }
    orders = ServiceOrder.objects.visible_to(user)
    waiting = orders.filter(state__in=OPEN, done_at=None, created_at__lt=end(on))
    overdue = Q(due_at__lt=min(timezone.now(), end(on)))
    return ActivityFigures(
        month=month,
        on=on,
        seen_by=user.name,
        scope=str(user.scope),
        counts=tuple(_count3(label, *asked, spans) for label, asked in _asked(user).items()),
        orders=turnaround(user, month, on),
        given=_by(orders.filter(within("created_at", *spans["month"])), "type__name"),
        open_by_person={
            row["assigned_to__name"]: (row["n"], row["late"])
            for row in waiting.exclude(assigned_to=None)
            .order_by()
            .values("assigned_to__name")
            .annotate(n=Count("pk"), late=Count("pk", filter=overdue))
        },
        open_orders=waiting.count(),
        overdue_orders=waiting.filter(overdue).count(),
        kept=_kept(user, spans, on),
        meetings=_by_kind(
            Meeting.objects.visible_to(user).exclude(held_at=None), "held_at", "kind__name", spans
        ),
        delivered=_delivered(user, spans),
        currency=_currency(user, on),
        spans=spans,
    )


def _asked(user: User) -> dict[str, tuple[QuerySet, str]]:
    """Label → the rows `user` sees, and the moment or day that places them."""
    orders = ServiceOrder.objects.visible_to(user)
    follow_ups = FollowUp.objects.visible_to(user)
    escalations = Escalation.objects.visible_to(user)
    changes = PolicyTransaction.objects.visible_to(user)
    return {
        "Orders given": (orders, "created_at"),
        "Orders finished": (orders.filter(state__in=FINISHED), "done_at"),
        "Follow-ups closed": (follow_ups, "done_at"),
        "Certificates issued": (Certificate.objects.visible_to(user), "issued_on"),
        "Endorsements in effect": (
            changes.filter(kind=TransactionKind.ENDORSEMENT), "effective_on"),
        "Claims reported": (Claim.objects.visible_to(user), "reported_on"),
        "Escalations raised": (escalations, "raised_at"),
        "Escalations resolved": (escalations, "resolved_at"),
    }  # fmt: skip


def _count3(label: str, rows: QuerySet, at: str, spans: dict[str, tuple[date, date]]) -> Count3:
    found = rows.order_by().aggregate(
        **{name: Count("pk", filter=within(at, *span), distinct=True)
           for name, span in spans.items()}
    )  # fmt: skip
    return Count3(label, **found)


def _by_kind(
    rows: QuerySet, at: str, by: str, spans: dict[str, tuple[date, date]]
) -> tuple[Count3, ...]:
    counts = {name: Count("pk", filter=within(at, *span)) for name, span in spans.items()}
    found = [
        Count3(row[by], *(row[name] for name in SPANS))
        for row in rows.order_by().values(by).annotate(**counts).order_by(by)
    ]
    return tuple(row for row in found if row.month or row.before or row.ytd)


def _by(rows: QuerySet, by: str) -> dict[str, int]:
    return dict(rows.order_by().values(by).annotate(n=Count("pk")).values_list(by, "n"))


def _kept(user: User, spans: dict[str, tuple[date, date]], on: date) -> dict[str, Kept]:
    earliest = min(first for first, _ in spans.values())
    score = list(Commitment.objects.visible_to(user).score(earliest, on, on))
    names = ("due", "met", "met_late", "late")
    return {
        span: Kept(
            *(sum(r[n] for r in score if first <= day_of(r["month"]) <= last) for n in names)
        )
        for span, (first, last) in spans.items()
    }


def _delivered(user: User, spans: dict[str, tuple[date, date]]) -> tuple[Count3, ...]:
    rows = Delivery.objects.visible_to(user).arrived()
    found = _by_kind(rows, "delivered_on", "document__kind", spans)
    places = {kind: place for place, kind in enumerate(DELIVERED_FIRST)}
    ordered = sorted(found, key=lambda row: (places.get(row.label, len(places)), row.label))
    return tuple(Count3(label_of(r.label), r.month, r.before, r.ytd) for r in ordered)


def _currency(user: User, on: date) -> tuple[Share, ...]:
    clients = with_currency(Client.objects.visible_to(user), on).order_by()
    found = clients.aggregate(
        n=Count("pk"),
        overview=Count("pk", filter=Q(overview_current=True)),
        summary=Count("pk", filter=Q(summary_current=True)),
    )
    return (
        Share("Yearly overviews current", found["overview"], found["n"]),
        Share("Insurance summaries current", found["summary"], found["n"]),
    )
