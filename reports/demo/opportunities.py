"""What the demo's sales and account executives hope for, and what was won or lost lately."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import Activity, ChangeReason, FollowUp, FollowUpKind
from config.lib.money import cents, percent_of
from renewals.models import (
    ClientFact,
    GapDecision,
    GapRule,
    Opportunity,
    OpportunitySource,
    SalesStage,
)
from renewals.placements.states import Kind
from reports.demo.markets import LINES, Market
from reports.demo.placements import place_won

BATCH = 2000
SHARE = 0.3  # of the clients have something in the pipeline, or had it within a year
STEPS = ("Call the owner", "Send the information request", "Meet on site", "Chase the quote",
         "Present the proposal", "Ask for the decision")  # fmt: skip
CARRIERS = ("Travelers", "The Hartford", "Chubb", "State Farm", "")
ANSWERS = ("employees", "stores_data", "board", "benefit_plan", "foreign", "flood", "key_persons")
REASONS = ("price", "service", "coverage", "declined")


class Hopes:
    """Thinks up the pipeline chunk by chunk."""

    def __init__(self, today: date, market: Market, seed: int):
        self.today, self.market, self.seed = today, market, seed
        self.stages = {stage.code: stage for stage in SalesStage.objects.all()}
        self.open = [s for s in self.stages.values() if not s.is_end]
        self.sources = list(OpportunitySource.objects.order_by("code"))
        self.reasons = list(ChangeReason.objects.filter(code__in=REASONS).order_by("code"))
        self.action = FollowUpKind.objects.get(code="action")
        self.rules = {
            rule.proposes.code: rule
            for rule in GapRule.objects.exclude(proposes=None).select_related("proposes")
        }

    def load(self, served: Sequence[Any]) -> None:
        """Write the opportunities of these clients, each with its entry and its next step."""
        made: list[tuple[Any, Opportunity, Random]] = []
        for owner in served:
            rng = Random(f"{self.seed}:hopes:{owner.plan.index}")
            if rng.random() < SHARE and (row := self._one(owner, rng)):
                made.append((owner, row, rng))
        entries = [self._entry(row) for _, row, _ in made]
        Activity.objects.bulk_create(entries, batch_size=BATCH)
        for (_, row, _), entry in zip(made, entries, strict=True):
            row.entry = entry
        place_won([row for _, row, _ in made if row.stage.mark == "won"], self.today)
        Opportunity.objects.bulk_create([row for _, row, _ in made], batch_size=BATCH)
        steps = [self._step(row, rng) for _, row, rng in made if not row.stage.is_end]
        FollowUp.objects.bulk_create(steps, batch_size=BATCH)
        self._gaps(served)

    def _gaps(self, served: Sequence[Any]) -> None:
        """Some answers to what gap rules ask, and some gaps that were decided before."""
        facts, decided = [], []
        for owner in served:
            rng = Random(f"{self.seed}:gaps:{owner.plan.index}")
            day = self.today - timedelta(days=rng.randint(5, 300))
            for name in ANSWERS:
                if rng.random() < 0.25:
                    yes, number = rng.random() < 0.4, Decimal(rng.randint(1, 60))
                    value = {"number": number} if name == "employees" else {"yes": yes}
                    facts.append(
                        ClientFact(client=owner.row, fact=name, source="Renewal meeting",
                                   known_on=day, by=owner.executive, **value)
                    )  # fmt: skip
            if row := self._decision(owner, rng, day):
                decided.append(row)
        ClientFact.objects.bulk_create(facts, batch_size=BATCH)
        GapDecision.objects.bulk_create(decided, batch_size=BATCH)

    def _decision(self, owner: Any, rng: Random, day: date) -> GapDecision | None:
        """Placed elsewhere, declined or not applicable: of a line the client does not buy."""
        bought = {policy.line for policy in owner.plan.policies}
        free = [line for line in ("CYBER", "CRIM", "EQ", "EPLI", "DO") if line not in bought]
        if not free or rng.random() > 0.3:
            return None
        choice = rng.choice(("elsewhere", "declined", "not_applicable"))
        row = GapDecision(
            client=owner.row, rule=self.rules[rng.choice(free)], choice=choice, decided_on=day,
            by=owner.executive,
        )  # fmt: skip
        if choice == "elsewhere":
            row.carrier = rng.choice(CARRIERS[:4])
            row.x_on = self.today + timedelta(days=rng.randint(20, 400))
            row.again_on = row.x_on - timedelta(days=row.rule.lead_days)
        elif choice == "declined":
            row.evidence = "Signed declination of the renewal meeting, in the file"
            row.again_on = day + timedelta(days=365)
        else:
            row.evidence = "Covered by the parent company’s program"
        return row

    def _one(self, owner: Any, rng: Random) -> Opportunity | None:
        bought = {policy.line for policy in owner.plan.policies}
        wanted = [line for line in owner.plan.trade.lines if line not in bought]
        is_new = not owner.terms
        if not wanted:
            return None
        line = wanted[0]
        facts = LINES[line]
        premium = Decimal(rng.randint(*facts.premium) // 100 * 100)
        opened = self.today - timedelta(days=rng.randint(5, 330))
        stage = self._stage(opened, rng)
        row = Opportunity(
            client=owner.row, kind=Kind.NEW_BUSINESS if is_new else Kind.ADDITIONAL_LINE,
            line=self.market.lines[line], stage=stage, source=rng.choice(self.sources),
            executive=owner.executive, seller=owner.seller, expected_premium=premium,
            expected_revenue=cents(percent_of(premium, facts.commission)),
            expected_on=self.today + timedelta(days=rng.randint(-6, 120)),
            incumbent=rng.choice(CARRIERS), opened_on=opened, opened_by=owner.seller,
        )  # fmt: skip
        self._date(row, rng)
        return row

    def _stage(self, opened: date, rng: Random) -> SalesStage:
        """What was opened long ago is decided; of what was quoted about half is won."""
        if opened < self.today - timedelta(days=120):
            return self.stages["lost" if rng.random() < 0.55 else "won"]
        return rng.choice(self.open)

    def _date(self, row: Opportunity, rng: Random) -> None:
        """The days it came so far, in order, and how it ended."""
        end = row.stage.is_end
        quoted = row.stage.rank >= self.stages["quoted"].rank and (
            row.stage.mark != "lost" or rng.random() < 0.7
        )
        if quoted or row.stage.code == "submitted":
            row.submitted_on = min(self.today, row.opened_on + timedelta(days=rng.randint(3, 30)))
        if quoted and row.submitted_on:
            row.quoted_on = min(self.today, row.submitted_on + timedelta(days=rng.randint(5, 30)))
        if end:
            day = (row.quoted_on or row.opened_on) + timedelta(days=rng.randint(3, 40))
            row.decided_on = row.expected_on = min(self.today, day)
        if row.stage.mark == "lost":
            row.lost_reason = rng.choice(self.reasons)

    def _entry(self, row: Opportunity) -> Activity:
        day = timezone.make_aware(datetime.combine(row.opened_on, time(10, 30)))
        return Activity(
            client=row.client, kind="system", subject=f"Opportunity: {row.line}",
            happened_at=day, entered_at=day, by=row.seller,
        )  # fmt: skip

    def _step(self, row: Opportunity, rng: Random) -> FollowUp:
        due = self.today + timedelta(days=rng.choice((-4, -1, 0, 1, 2, 3, 6, 9, 14)))
        return FollowUp(
            client=row.client, kind=self.action, subject=rng.choice(STEPS), entry=row.entry,
            owner=rng.choice((row.executive, row.seller)), planned_on=due, due_on=due,
            began_on=due, created_by=row.seller, created_at=row.entry.happened_at,
        )  # fmt: skip
