"""Orders of the demo in every state, with what was said on them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from accounts.models import (
    Client,
    Invoice,
    OrderCheck,
    OrderEvent,
    OrderType,
    PolicyTerm,
    ServiceOrder,
)
from accounts.orders.rules import due_when_resumed
from accounts.orders.states import CLOCK_RUNS, CLOCK_STANDS
from renewals.models import PlacementTerm
from reports.demo import instructions as words
from reports.demo.plan import ClientPlan, Window
from teams.calendar.querysets import office_calendar
from teams.models import Notification, User

DAYS_BACK = 50
NOTICE_DAYS = 4

# Moves after the giving, by how it ended, with their shares of recent and of older orders.
STORIES: tuple[tuple[tuple[str, ...], int, int], ...] = (
    ((), 26, 1),
    (("take",), 8, 0),
    (("take", "start"), 20, 2),
    (("take", "release"), 3, 0),
    (("take", "recall"), 2, 0),
    (("take", "ask"), 7, 1),
    (("decline",), 3, 0),
    (("take", "start", "wait_client"), 5, 1),
    (("take", "start", "wait_carrier"), 6, 2),
    (("take", "ask", "answer"), 5, 1),
    (("take", "start", "complete"), 9, 3),
    (("take", "complete", "return"), 3, 1),
    (("take", "complete", "verify"), 2, 1),
    (("take", "start", "complete", "accept"), 6, 52),
    (("take", "start", "wait_carrier", "resume", "complete", "accept"), 1, 14),
    (("take", "ask", "answer", "complete", "accept"), 1, 13),
    (("cancel",), 2, 8),
    (("keep",), 1, 0),
)
STATE_AFTER = {
    "give": "submitted", "take": "accepted", "start": "in_progress", "release": "submitted",
    "recall": "submitted", "ask": "asked_back", "answer": "in_progress", "decline": "returned",
    "wait_client": "wait_client", "wait_carrier": "wait_carrier", "resume": "in_progress",
    "complete": "done", "return": "in_progress", "verify": "verified", "accept": "closed",
    "cancel": "cancelled", "draft": "draft",
}  # fmt: skip
GIVING = ("give", "draft", "answer", "return", "accept", "verify", "cancel", "recall")
CHECKED_DAYS = 14
OF_A_PLACEMENT = (
    "loss-runs", "application", "submission", "proposal", "binder", "surplus-forms", "summary",
)  # fmt: skip
OF_AN_INVOICE = ("invoice", "balance", "finance")
WORDS = {
    "ask": words.QUESTIONS, "answer": words.ANSWERS, "complete": words.OUTCOMES,
    "return": words.RETURNS, "cancel": words.REASONS, "release": words.HANDED_BACK,
    "recall": ("She is ill; somebody else please.",), "decline": words.DECLINED,
    "wait_client": words.ASKED_CLIENT, "wait_carrier": words.ASKED_CARRIER,
}  # fmt: skip


@dataclass
class Crew:
    """Who gives and who works a client's orders."""

    giver: User
    workers: list[User]


class Desk:
    """Thinks up orders and writes them down chunk by chunk."""

    def __init__(self, window: Window):
        self.calendar = office_calendar(window.today)
        closing = datetime.combine(window.today, time(12, 0))
        self.now = timezone.make_aware(closing)
        if window.today == timezone.localdate():
            self.now = min(self.now, timezone.localtime())
        types = OrderType.objects.filter(code__in=words.INSTRUCTIONS)
        self.types = {t.code: t for t in types.prefetch_related("inputs", "checklist")}
        self.checks: list[OrderCheck] = []
        self.orders: list[ServiceOrder] = []
        self.events: list[OrderEvent] = []
        self.told: list[tuple[User, OrderEvent]] = []

    def think_up(
        self, plan: ClientPlan, client_id: int, crew: Crew, terms: list[PolicyTerm]
    ) -> None:
        """A few orders for one client, more for the important ones."""
        low, high = {"World Class": (1, 4), "Preferred": (0, 3)}.get(plan.tier, (0, 2))
        # The first clients have one order of each story, so that no state is missing.
        forced = plan.index % len(STORIES) if plan.index < 4 * len(STORIES) else None
        count = max(plan.rng.randint(low, high), 0 if forced is None else 1)
        for n in range(count if terms else 0):
            story = forced if n == 0 else None
            self._order(plan.rng, client_id, crew, plan.rng.choice(terms), story, plan)

    def _order(
        self,
        rng: Random,
        client_id: int,
        crew: Crew,
        term: PolicyTerm,
        forced: int | None,
        plan: ClientPlan,
    ) -> None:
        recent = forced is not None or rng.random() < 0.4
        given_at = self._moment(rng, rng.randint(0, 6) if recent else rng.randint(7, DAYS_BACK))
        shares = [s[1] if recent else s[2] for s in STORIES]
        story = STORIES[forced] if forced is not None else rng.choices(STORIES, shares)[0]
        codes = list(self.types)
        # The first clients have every kind of work between them.
        first = forced is not None and plan.index < len(codes)
        type_ = self.types[codes[plan.index] if first else rng.choice(codes)]
        text = rng.choice(words.INSTRUCTIONS[type_.code]).format(
            holder=rng.choice(words.HOLDERS),
            line=term.policy.line.name.lower(),
            number=term.number,
            amount=f"${rng.randint(8, 240) * 500:,}",
            city=plan.fields["city"],
        )
        order = ServiceOrder(
            client_id=client_id,
            term=term,
            type=type_,
            instructions=text,
            priority=rng.choices((1, 2, 3), (14, 72, 14))[0],
            requested_by=crew.giver,
            due_at=self.calendar.due_after(given_at, type_.turnaround_hours),
            form_key=UUID(int=rng.getrandbits(128)),
            created_at=given_at,
            submitted_at=given_at,
            facts=self._facts(type_, rng, given_at),
        )
        self.orders.append(order)
        told = ("draft",) if story[0] == ("keep",) else ("give", *story[0])
        self._live(order, told, given_at, rng.choice(crew.workers), rng)
        if given_at > self.now - timedelta(days=CHECKED_DAYS):
            self._check(order, rng)

    def _facts(self, type_: OrderType, rng: Random, at: datetime) -> dict[str, str]:
        """An answer for every question that must be answered."""
        day = (at.date() + timedelta(days=rng.randint(5, 40))).isoformat()
        plain = {"date": day, "number": str(rng.randint(3, 10)), "yes": "yes"}
        return {
            item.code: plain.get(item.kind)
            or (rng.choice(item.choices.split(",")) if item.choices else "As in the instructions")
            for item in type_.inputs.all()
            if item.required
        }

    def _check(self, order: ServiceOrder, rng: Random) -> None:
        """The checklist: all of it once the work is done, some of it before."""
        done = order.done_at is not None
        for item in order.type.checklist.all():
            ticked = done or (
                order.assigned_to_id and rng.random() < 0.4 and item.evidence != "file"
            )
            self.checks.append(
                OrderCheck(
                    order=order, label=item.label, required=item.required, rank=item.rank,
                    evidence=item.evidence,
                    note="By e-mail" if ticked and item.evidence == "note" else "",
                    done_at=(order.done_at or self.now) if ticked else None,
                    done_by=order.assigned_to if ticked else None,
                )
            )  # fmt: skip

    def _live(
        self, order: ServiceOrder, story: tuple[str, ...], at: datetime, worker: User, rng: Random
    ) -> None:
        """Play the story; what would come after now has not happened yet."""
        pauses = {"take": (0.2, 5), "accept": (0.5, 10), "complete": (1, 11)}
        event: OrderEvent | None = None
        for move in story:
            if move not in ("give", "draft"):
                low, high = pauses.get(move, (0.3, 6))
                at = self.calendar.after(at, timedelta(hours=rng.uniform(low, high)))
                if at > self.now:
                    break
            giving = move in GIVING
            order.state = STATE_AFTER[move]
            if move == "take":
                order.assigned_to = worker
            elif order.state in ("submitted", "returned"):
                order.assigned_to = None
            self._clock(order, at)
            if move == "complete":
                order.done_at = at
                took = self.calendar.time_between(order.created_at, at)
                order.took_minutes = max(int(took.total_seconds()) // 60 - order.waited_minutes, 0)
            elif move in ("return", "draft"):
                order.done_at = order.took_minutes = None
            if move == "draft":
                order.submitted_at = None
            event = OrderEvent(
                order=order,
                by=order.requested_by if giving else worker,
                at=at,
                move=move,
                text=rng.choice(WORDS[move]) if move in WORDS else "",
            )
            self.events.append(event)
        if event is not None:
            self._tell(event)

    def _clock(self, order: ServiceOrder, at: datetime) -> None:
        """The clock stands while others are waited for, and the due time moves with it."""
        stands = order.state in CLOCK_STANDS
        if order.paused_at is not None and not stands:
            if order.state in CLOCK_RUNS:
                waited = self.calendar.time_between(order.paused_at, at)
                order.waited_minutes += int(waited.total_seconds()) // 60
                order.due_at = due_when_resumed(order.due_at, order.paused_at, at, self.calendar)
            order.paused_at = None
        elif stands and order.paused_at is None:
            order.paused_at = at

    def _tell(self, event: OrderEvent) -> None:
        """The other side was told of what happened in the last days."""
        told = (
            event.order.assigned_to
            if event.by == event.order.requested_by
            else (event.order.requested_by)
        )
        if told is not None and event.at > self.now - timedelta(days=NOTICE_DAYS):
            self.told.append((told, event))

    def _moment(self, rng: Random, days: int) -> datetime:
        """A moment of office hours so many days ago, before now."""
        day = self.now.date() - timedelta(days=days)
        while not self.calendar.is_business_day(day):
            day -= timedelta(days=1)
        clock = (datetime.combine(day, time(8, 35)) + timedelta(minutes=rng.randint(0, 380))).time()
        at = timezone.make_aware(datetime.combine(day, clock))
        return at if at < self.now else self._moment(rng, days + 1)

    def write_down(self) -> None:
        """Put what was thought up since the last time into the database."""
        names = self._link()
        ServiceOrder.objects.bulk_create(self.orders, batch_size=2000)
        OrderEvent.objects.bulk_create(self.events, batch_size=2000)
        OrderCheck.objects.bulk_create(self.checks, batch_size=2000)
        Notification.objects.bulk_create(
            [
                Notification(
                    user=user,
                    key=f"order:{event.order.pk}:{event.pk}",
                    text=f"{event.label}: {event.order.type} ({event.by})",
                    url=event.order.get_absolute_url(),
                    about=names[event.order.client_id],
                    created_at=event.at,
                )
                for user, event in self.told
            ],
            batch_size=2000,
        )
        self.orders, self.events, self.told, self.checks = [], [], [], []

    def _link(self) -> dict[int, str]:
        """Say to which placement and which invoice orders belong; client id → name."""
        terms = {order.term_id for order in self.orders}
        placed = dict(PlacementTerm.objects.filter(term__in=terms).values_list("term", "placement"))
        billed = dict(
            Invoice.objects.filter(term__in=terms).order_by("pk").values_list("term", "pk")
        )
        for order in self.orders:
            if order.type.code in OF_A_PLACEMENT and order.term_id in placed:
                order.part_of = f"placement:{placed[order.term_id]}"
            elif order.type.code in OF_AN_INVOICE:
                order.invoice_id = billed.get(order.term_id)
        clients = {order.client_id for order in self.orders}
        return dict(Client.objects.filter(pk__in=clients).values_list("pk", "name"))
