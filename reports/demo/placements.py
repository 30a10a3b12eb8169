"""The demo's placements: of every client what comes up, is under way, or was lately finished."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import PolicyTerm
from config.lib.money import percent_of
from renewals.models import Opportunity, Placement, PlacementStep, PlacementTemplate, PlacementTerm
from renewals.placements.opening import TOGETHER_DAYS, steps_of
from renewals.placements.rules import best, in_windows
from renewals.placements.states import COURSE, FINAL, RANK, Kind, Stage
from reports.demo.issued import load_issued
from reports.demo.plan import PolicyPlan, TermPlan
from teams.access.roles import Role

PAST_DAYS = 100  # renewals that ended longer ago have no placement
LEFT_TO_OPEN = 3  # days before today that the clock has still to open
WON_DAYS = 150
WON_STAGES = (Stage.INFO_REQUESTED, Stage.INFO_COMPLETE, Stage.STRATEGY_SET)
LATE_EVERY = 9  # one in so many was begun late
LESSONS = (
    "Begun in time; the client answered within a week. Do the same next year.",
    "Loss runs came late from the incumbent: order them 130 days ahead.",
    "The umbrella quote waited for the fleet list. Ask for vehicles first.",
)
Row = tuple[Any, PolicyPlan, TermPlan, PolicyTerm]


class Placer:
    """Thinks up the placements of chunk after chunk."""

    def __init__(self, today: date):
        self.today = today
        rows = PlacementTemplate.objects.in_force(today).filter(kind=Kind.RENEWAL)
        self.templates = list(rows.prefetch_related("steps"))

    def load(self, written: Iterable[Row]) -> None:
        """Write the placements of the terms in `written`, and their steps as far as they are."""
        rows = list(written)
        made: list[tuple[Placement, list[PolicyTerm]]] = []
        steps: list[PlacementStep] = []
        owners = {}
        for owner, fate, terms in self._groups(rows):
            placement = self._placement(owner, fate, terms)
            if placement is not None:
                owners[owner.row.pk] = owner
                made.append((placement, terms))
                steps += self._steps(owner, placement)
        Placement.objects.bulk_create([p for p, _ in made], batch_size=2000)
        PlacementTerm.objects.bulk_create(
            [PlacementTerm(placement=p, term=t) for p, terms in made for t in terms],
            batch_size=2000,
        )
        PlacementStep.objects.bulk_create(steps, batch_size=2000)
        load_issued(made, (row for _, _, _, row in rows), owners, self.today)

    def _groups(self, written: Iterable[Row]) -> Iterable[tuple[Any, str, list[PolicyTerm]]]:
        """The terms of each client that expire close together and share a fate."""
        first, last = self.today - timedelta(PAST_DAYS), self.today + timedelta(160)
        found: dict[tuple[int, str], list[PolicyTerm]] = defaultdict(list)
        owners = {}
        for owner, policy, term, row in written:
            if row.expires_on is None or not first < row.expires_on <= last:
                continue
            fate = _fate(policy, term)
            if fate != "cancelled" and term.effective_on <= self.today:
                owners[owner.row.pk] = owner
                found[owner.row.pk, fate].append(row)
        for (key, fate), terms in found.items():
            rows = {term.pk: term for term in terms}
            days = [(term.expires_on, pk) for pk, term in rows.items() if term.expires_on]
            for group in in_windows(days, TOGETHER_DAYS):
                yield owners[key], fate, [rows[pk] for pk in group]

    def _placement(self, owner: Any, fate: str, terms: list[PolicyTerm]) -> Placement | None:
        """The placement of these terms, unsaved; None while its time has not come."""
        target = min(t.expires_on for t in terms if t.expires_on)
        revenue = sum((percent_of(t.annual_premium, t.commission_rate) for t in terms), Decimal(0))
        template = best(self.templates, owner.row.tier_id, revenue)
        if template is None:
            return None
        number = owner.plan.index + target.toordinal()
        late = 35 if number % LATE_EVERY == 0 else 0
        opened = target - timedelta(template.lead_days - late)
        if opened > self.today - timedelta(LEFT_TO_OPEN):
            return None
        placement = Placement(
            client=owner.row, kind=Kind.RENEWAL, template=template, target_on=target,
            opened_on=opened, late_days=late,
        )  # fmt: skip
        placement.stage = self._stage(placement, fate, self.today - timedelta(number % 23))
        if placement.stage == Stage.CLOSED:
            placement.lessons = LESSONS[number % len(LESSONS)]
        if placement.stage in FINAL:
            days = 80 if placement.stage == Stage.CLOSED else -3
            placement.closed_on = min(self.today, target + timedelta(days))
        return placement

    def _stage(self, placement: Placement, fate: str, worked: date) -> Stage:
        """How far it got by the day `worked`, within what its fate allows."""
        if fate == "lost":
            return Stage.LOST if placement.target_on <= self.today else Stage.DECISION
        if fate == "renewed" and placement.target_on <= self.today - timedelta(85):
            return Stage.CLOSED
        reached = max(
            (
                RANK[step.stage]
                for step in placement.template.steps.all()
                if placement.target_on + timedelta(step.offset_days) <= worked
            ),
            default=0,
        )
        if fate == "open":
            return COURSE[min(reached, RANK[Stage.DECISION])]
        return COURSE[max(reached, RANK[Stage.BOUND])]

    def _steps(self, owner: Any, placement: Placement) -> list[PlacementStep]:
        people = {
            Role.ACCOUNT_EXECUTIVE.value: owner.executive.pk,
            Role.CLIENT_ADMINISTRATOR.value: owner.administrator.pk,
            Role.SALES_EXECUTIVE.value: owner.seller.pk,
        }
        steps = steps_of(placement, people)
        rank = RANK.get(placement.stage, RANK[Stage.DECISION])
        for step in steps:
            if RANK[step.stage] <= rank:
                step.done_on = min(step.due_on, self.today)
                step.done_by_id = step.owner_id
                step.checklist = [{**item, "done": True} for item in step.checklist]
        return steps


def place_won(won: Sequence[Opportunity], today: date) -> None:
    """The placements of opportunities that were won within five months, each somewhere on its way.

    What was won earlier came with no placement: its policy is in the book, or it fell through.
    """
    rows = [row for row in won if row.decided_on and row.decided_on > today - timedelta(WON_DAYS)]
    if not rows:
        return
    templates = list(PlacementTemplate.objects.in_force(today).prefetch_related("steps"))
    made, steps = [], []
    for number, row in enumerate(rows):
        client = row.client
        of_kind = [t for t in templates if t.kind == row.kind]
        template = best(of_kind, client.tier_id, row.expected_revenue)
        if template is None or row.decided_on is None:
            continue
        row.placement = Placement(
            client=client, kind=row.kind, line=row.line, template=template,
            target_on=today + timedelta(20 + number % 40), opened_on=row.decided_on,
            estimated_premium=row.expected_premium,
            stage=WON_STAGES[number % len(WON_STAGES)],
        )  # fmt: skip
        made.append(row.placement)
        people = {
            Role.ACCOUNT_EXECUTIVE.value: row.executive_id,
            Role.SALES_EXECUTIVE.value: row.seller_id,
        }
        for step in steps_of(row.placement, people):
            if RANK[step.stage] <= RANK[row.placement.stage]:
                step.done_on, step.done_by_id = min(step.due_on, today), step.owner_id
                step.checklist = [{**item, "done": True} for item in step.checklist]
            steps.append(step)
    Placement.objects.bulk_create(made, batch_size=2000)
    PlacementStep.objects.bulk_create(steps, batch_size=2000)


def _fate(policy: PolicyPlan, term: TermPlan) -> str:
    """Open, renewed, lost or cancelled: what became of the term by what was thought up."""
    if [d.kind for d in term.deeds if d.kind in ("CAN", "REI")][-1:] == ["CAN"]:
        return "cancelled"
    if any(t.effective_on >= (term.expires_on or date.max) for t in policy.terms):
        return "renewed"
    return "lost" if any(d.kind == "NRN" for d in term.deeds) else "open"
