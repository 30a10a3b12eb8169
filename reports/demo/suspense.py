"""What the people of the demo come back to."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from accounts.models import (
    Client,
    FollowUp,
    FollowUpKind,
    FollowUpOutcome,
    FollowUpStep,
    PolicyTerm,
)
from reports.demo.people import Squad
from reports.demo.plan import ClientPlan, Window
from teams.calendar.querysets import office_calendar
from teams.models import User

BATCH = 2000
SUBJECTS = (
    ("call", "Call about the audit figures"),
    ("call", "Does the second location open in spring?"),
    ("carrier", "Chase the endorsement"),
    ("carrier", "Has the policy come in?"),
    ("document", "Wait for the driver list"),
    ("document", "Signed application still open"),
    ("payment", "Ask for payment of the installment"),
    ("renewal", "Book the pre-renewal meeting"),
    ("action", "Send the loss summary they asked for"),
)
RHYTHMS = ("FREQ=MONTHLY;INTERVAL=3", "FREQ=MONTHLY;INTERVAL=1", "FREQ=YEARLY;INTERVAL=1")


class Suspense:
    """Thinks up follow-ups and writes them down chunk by chunk; the rest once at the end."""

    def __init__(self, window: Window, seed: int):
        self.today, self.seed = window.today, seed
        self.calendar = office_calendar(window.today)
        self.kinds = {kind.code: kind for kind in FollowUpKind.objects.all()}
        self.outcomes = {outcome.code: outcome for outcome in FollowUpOutcome.objects.all()}
        self.rows: list[FollowUp] = []
        self.steps: list[FollowUpStep] = []

    def think_up(
        self, plan: ClientPlan, client: Client, squad: Squad, crew: Sequence[User],
        terms: Sequence[PolicyTerm],
    ) -> None:  # fmt: skip
        """A few follow-ups for one client, more for the important ones."""
        rng = Random(f"{self.seed}:suspense:{plan.index}")
        most = {"World Class": 4, "Preferred": 3}.get(plan.tier, 2)
        for _ in range(rng.randint(0, most)):
            self._one(rng, client, squad, crew, terms)

    def _one(
        self, rng: Random, client: Client, squad: Squad, crew: Sequence[User],
        terms: Sequence[PolicyTerm],
    ) -> None:  # fmt: skip
        code, subject = rng.choice(SUBJECTS)
        days = rng.choice((-40, -25, -12, -3, -1, 0, 0, 1, 2, 3, 5, 8, 15, 30, 60))
        planned = self.today + timedelta(days=days)
        added = min(planned, self.today) - timedelta(days=rng.randint(2, 20))
        by, team = rng.choice(crew[:2]), squad.team if rng.random() < 0.12 else None
        done = days < 0 and rng.random() < 0.85
        row = FollowUp(
            client=client,
            kind=self.kinds[code],
            subject=subject,
            owner=None if team else by,
            team=team,
            term=rng.choice(terms) if terms and rng.random() < 0.5 else None,
            planned_on=planned,
            due_on=self.calendar.next_business_day(planned),
            began_on=planned,
            rhythm=rng.choice(RHYTHMS) if rng.random() < 0.15 else "",
            created_by=rng.choice(crew[:2]),
            created_at=_at(added, rng),
        )
        self.rows.append(row)
        self._step(row, "add", row.created_by, row.created_at, rng)
        if done:
            self._close(row, by, rng)

    def _close(self, row: FollowUp, by: User, rng: Random) -> None:
        fitting = [o for o in self.outcomes.values() if o.kind_id in (None, row.kind_id)]
        row.outcome = rng.choice([o for o in fitting if not o.needs_text])
        row.done_at, row.done_by = _at(min(row.due_on, self.today), rng), by
        if row.done_at > timezone.now():
            row.done_at = row.created_at
        self._step(row, "done", by, row.done_at, rng, str(row.outcome))

    def _step(
        self, row: FollowUp, move: str, by: User | None, at: datetime, rng: Random, text: str = ""
    ) -> None:
        batch = UUID(int=rng.getrandbits(128))
        self.steps.append(
            FollowUpStep(follow_up=row, by=by, at=at, move=move, text=text, batch=batch)
        )

    def write_down(self) -> None:
        """Put what was thought up since the last time into the database."""
        FollowUp.objects.bulk_create(self.rows, batch_size=BATCH)
        FollowUpStep.objects.bulk_create(self.steps, batch_size=BATCH)
        self.rows, self.steps = [], []


def _at(day: object, rng: Random) -> datetime:
    moment = datetime.combine(day, time(9, 0)) + timedelta(minutes=rng.randint(0, 400))  # type: ignore[arg-type]
    return min(timezone.make_aware(moment), timezone.now() - timedelta(minutes=5))
