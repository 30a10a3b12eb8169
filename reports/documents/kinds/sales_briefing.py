"""The sales executive's briefing: one page of what changed on the shared book (DOMAIN §9.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from accounts.certificates.models import Claim
from accounts.clients.models import Client, ServiceAssignment
from accounts.meetings.models import Meeting
from accounts.policies.models import PolicyTerm, PolicyTransaction
from accounts.receivables.aging import open_items
from accounts.receivables.querysets import AgingBasis
from accounts.service_plans.models import Commitment
from config.lib.errors import DomainError
from config.lib.exports import Sheet, typed
from config.lib.money import ZERO
from config.lib.templatetags.steward import us_date
from renewals.expirations.querysets import successors
from reports.documents.kinds.meeting_papers import find_meeting
from reports.documents.registry import Ask, Kind, register
from reports.documents.subjects import Subject
from teams.access.roles import Role
from teams.people.models import User

SHOWN = 5
MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Block:
    """One part of the page: its rows (client, words, dollars) and how many there are in all."""

    heading: str
    rows: list[tuple[str, str, Decimal | None]]
    count: int
    nothing: str

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Briefing:
    """What changed since `since` on the clients that both serve."""

    title: str
    as_of: date
    since: date
    executive: str
    seller: str
    clients: int
    premium: Decimal
    blocks: list[Block]

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat(),
            "shared_clients": self.clients,
            "premium_in_force": str(self.premium),
            **{block.heading.lower(): block.count for block in self.blocks},
        }


def _find(key: str, user: User) -> Meeting | None:
    """The update meeting under its number; without one, the briefing of one's own book."""
    if not key:
        return None
    meeting = find_meeting(key, user)
    if meeting.client_id is not None:
        raise DomainError("A briefing belongs to a sales executive update.", "subject")
    return meeting


ABOUT = Subject("Update", _find, lambda meeting: str(meeting.pk) if meeting else "",
                of_client=False)  # fmt: skip


def parties(meeting: Meeting | None, by: User) -> tuple[User, User | None]:
    """Who serves the book, and the sales executive it is shared with (None: any)."""
    people = [meeting.organizer, *(a.user for a in _asked(meeting))] if meeting else [by]
    seller = next((p for p in people if p and p.role == Role.SALES_EXECUTIVE), None)
    others = [p for p in people if p and p != seller]
    executive = next((p for p in others if p.role == Role.ACCOUNT_EXECUTIVE), None)
    return executive or (others[0] if others else by), seller


def _asked(meeting: Meeting) -> QuerySet:
    return meeting.attendees.filter(user__isnull=False).select_related("user")


def shared_book(executive: User, seller: User | None, by: User) -> QuerySet:
    """Clients that `by` sees and both serve today."""
    serving = ServiceAssignment.objects.current().filter(client=OuterRef("pk"))
    clients = Client.objects.visible_to(by).filter(Exists(serving.filter(user=executive)))
    return clients.filter(Exists(serving.filter(user=seller))) if seller else clients


def since_last(meeting: Meeting | None, by: User, as_of: date) -> date:
    """The day of the last update that was held with the same people; else a month ago."""
    if meeting is not None:
        before = Meeting.objects.of(meeting.organizer).filter(
            kind=meeting.kind, client=None, held_at__isnull=False, starts_at__lt=meeting.starts_at
        )
        for user_id in _asked(meeting).values_list("user", flat=True):
            before = before.filter(attendees__user=user_id)
        last = before.order_by("-starts_at").first()
        if last is not None:
            return timezone.localdate(last.starts_at)
    return as_of - MONTH


def build(ask: Ask) -> Briefing:
    """What changed since the last update, block by block, the weightiest first."""
    executive, seller = parties(ask.about, ask.by)
    clients = shared_book(executive, seller, ask.by)
    ids = clients.order_by().values("pk")
    since = since_last(ask.about, ask.by, ask.as_of)
    force = PolicyTerm.objects.filter(client__in=ids).in_force(ask.as_of)
    names = f"{executive} and {seller}" if seller and seller != executive else str(executive)
    return Briefing(
        title=f"Sales executive briefing, {names}",
        as_of=ask.as_of,
        since=since,
        executive=str(executive),
        seller=str(seller or "all sales executives"),
        clients=clients.count(),
        premium=force.aggregate(total=Sum("annual_premium"))["total"] or ZERO,
        blocks=[
            _changes(ids, since),
            _expiring(ids, ask.as_of),
            _claims(ids, since),
            _owed(ids, ask),
            _promises(ids, ask.as_of),
        ],
    )


def _changes(ids: QuerySet, since: date) -> Block:
    moment = timezone.make_aware(datetime.combine(since, time()))
    rows = PolicyTransaction.objects.filter(term__client__in=ids, entered_at__gte=moment)
    rows = rows.select_related("term__client", "term__policy__line").order_by("-premium", "pk")
    return Block(
        "Bound, changed and lost",
        [
            (str(r.term.client), f"{r.get_kind_display()}, {r.term.policy.line}", r.premium)
            for r in rows[:SHOWN]
        ],
        rows.count(),
        "No policy was bound, changed or lost.",
    )


def _expiring(ids: QuerySet, on: date) -> Block:
    terms = PolicyTerm.objects.filter(client__in=ids).expiring(on, 120)
    terms = terms.filter(~Exists(successors())).select_related("client", "policy__line")
    rows = terms.order_by("expires_on", "-annual_premium", "pk")
    return Block(
        "Renewals within 120 days",
        [
            (str(t.client), f"{us_date(t.expires_on)}, {t.policy.line}", t.annual_premium)
            for t in rows[:SHOWN]
        ],
        rows.count(),
        "Nothing expires that is not renewed.",
    )


def _claims(ids: QuerySet, since: date) -> Block:
    rows = Claim.objects.filter(client__in=ids, reported_on__gte=since)
    rows = rows.select_related("client", "line").order_by("-reported_on", "pk")
    return Block(
        "New claims",
        [(str(c.client), f"{c.line}: {c.description[:80]}", None) for c in rows[:SHOWN]],
        rows.count(),
        "No claim was reported.",
    )


def _owed(ids: QuerySet, ask: Ask) -> Block:
    late = open_items(ask.by, ask.as_of, AgingBasis.DUE).filter(
        client__in=ids, aged_on__lt=ask.as_of - MONTH, balance__gt=0
    )
    rows = late.select_related("client").order_by("-balance", "pk")
    return Block(
        "More than 30 days past due",
        [(str(i.client), f"{i}, due {us_date(i.due_on)}", i.balance) for i in rows[:SHOWN]],
        rows.count(),
        "Nobody is more than 30 days late.",
    )


def _promises(ids: QuerySet, on: date) -> Block:
    rows = Commitment.objects.filter(client__in=ids).late(on)
    rows = rows.select_related("client", "template").order_by("due_on", "pk")
    return Block(
        "Commitments that are late",
        [
            (str(c.client), f"{c.template.name}, due {us_date(c.due_on)}", None)
            for c in rows[:SHOWN]
        ],
        rows.count(),
        "Everything promised is on time.",
    )


def sheets(briefing: Briefing, user: User) -> Iterator[Sheet]:
    """The rows of all blocks, and what they are."""
    rows = [(b.heading, *row) for b in briefing.blocks for row in b.rows]
    yield Sheet("Briefing", ["Part", "Client", "What", "Amount"], rows)
    yield Sheet(
        "About",
        ["What", "Value"],
        [(k.replace("_", " ").capitalize(), typed(v)) for k, v in briefing.built_from.items()],
    )


register(
    Kind(
        name="sales_briefing",
        label="Sales executive briefing",
        rule="production.view",
        template="documents/sales_briefing.html",
        about=ABOUT,
        description="One page: what changed on the shared book since the last update.",
        build=build,
        sheets=sheets,
    )
)
