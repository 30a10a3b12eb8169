"""Orders of the demo in every state, with what was said on them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from accounts.models import OrderEvent, OrderType, PolicyTerm, ServiceOrder
from accounts.orders.states import CLOCK_STANDS
from reports.demo import instructions as words
from reports.demo.plan import ClientPlan, Window
from teams.calendar.querysets import office_calendar
from teams.models import Notification, User

DAYS_BACK = 50
NOTICE_DAYS = 4

# Moves after the giving, by how it ended, with their shares of recent and of older orders.
STORIES: tuple[tuple[tuple[str, ...], int, int], ...] = (
    ((), 30, 1),
    (("take",), 26, 2),
    (("take", "release"), 3, 0),
    (("take", "recall"), 2, 0),
    (("take", "ask"), 9, 1),
    (("take", "ask", "answer"), 5, 1),
    (("take", "complete"), 11, 5),
    (("take", "complete", "return"), 3, 1),
    (("take", "complete", "accept"), 8, 66),
    (("take", "ask", "answer", "complete", "accept"), 1, 15),
    (("cancel",), 2, 8),
)
STATE_AFTER = {
    "give": "submitted", "take": "in_progress", "release": "submitted", "recall": "submitted",
    "ask": "asked_back", "answer": "in_progress", "complete": "done", "return": "in_progress",
    "accept": "closed", "cancel": "cancelled",
}  # fmt: skip
WORDS = {
    "ask": words.QUESTIONS, "answer": words.ANSWERS, "complete": words.OUTCOMES,
    "return": words.RETURNS, "cancel": words.REASONS, "release": words.HANDED_BACK,
    "recall": ("She is ill; somebody else please.",),
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
        self.types = {t.code: t for t in OrderType.objects.filter(code__in=words.INSTRUCTIONS)}
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
        type_ = self.types[rng.choice(list(self.types))]
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
        )
        self.orders.append(order)
        self._live(order, ("give", *story[0]), given_at, rng.choice(crew.workers), rng)

    def _live(
        self, order: ServiceOrder, story: tuple[str, ...], at: datetime, worker: User, rng: Random
    ) -> None:
        """Play the story; what would come after now has not happened yet."""
        pauses = {"take": (0.2, 5), "accept": (0.5, 10), "complete": (1, 11)}
        for move in story:
            if move != "give":
                low, high = pauses.get(move, (0.3, 6))
                at = self.calendar.after(at, timedelta(hours=rng.uniform(low, high)))
                if at > self.now:
                    break
            giving = move in ("give", "answer", "return", "accept", "cancel", "recall")
            order.state = STATE_AFTER[move]
            if move == "take":
                order.assigned_to = worker
            elif order.state == "submitted":
                order.assigned_to = None
            order.paused_at = at if order.state in CLOCK_STANDS else None
            if move == "complete":
                order.done_at = at
            elif move == "return":
                order.done_at = None
            event = OrderEvent(
                order=order,
                by=order.requested_by if giving else worker,
                at=at,
                move=move,
                text=rng.choice(WORDS[move]) if move in WORDS else "",
            )
            self.events.append(event)
        self._tell(event)

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
        ServiceOrder.objects.bulk_create(self.orders, batch_size=2000)
        OrderEvent.objects.bulk_create(self.events, batch_size=2000)
        Notification.objects.bulk_create(
            [
                Notification(
                    user=user,
                    key=f"order:{event.order.pk}:{event.pk}",
                    text=f"{event.label}: {event.order.type} ({event.by})",
                    url=event.order.get_absolute_url(),
                    created_at=event.at,
                )
                for user, event in self.told
            ],
            batch_size=2000,
        )
        self.orders, self.events, self.told = [], [], []
