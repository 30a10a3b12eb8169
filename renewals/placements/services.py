"""Moving placements along and doing their steps; every move leaves an entry on the timeline."""

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from config.lib.errors import DomainError
from renewals.placements.guards import Missing, facts_of, missing_for, successors_of
from renewals.placements.models import Placement, PlacementStep
from renewals.placements.states import FINAL, RANK, Kind, Stage
from renewals.policy_checks.services import expect_policy
from teams.notifications.services import notify
from teams.people.models import User

CHANGED = "Somebody moved this placement meanwhile; it is “{}” now. Look at it and decide again."


class NotYet(DomainError):
    """A move that cannot be made yet; `missing` says all that stands in the way."""

    def __init__(self, placement: Placement, target: str, missing: list[Missing]):
        self.placement, self.missing = placement, missing
        says = "; ".join(m.says for m in missing)
        super().__init__(f"Missing for “{Stage(target).label}”: {says}.")


@transaction.atomic
def move_placement(
    *, placement: Placement, stage: str, by: User, version: int, why: str = "", lessons: str = ""
) -> Placement:
    """Put `placement`, opened by `by` at `version`, into `stage`.

    Forwards through every stage between, whose guards all must agree; backwards freely. Pressing
    twice moves once. New business is lost with a word of why. Raises NotYet with everything that
    is missing, and DomainError when somebody else moved it meanwhile.
    """
    current = _locked(placement, by)
    if stage not in Stage.values:
        raise DomainError("There is no such stage.", "stage")
    if current.stage == stage:
        return current
    if current.version != version:
        raise DomainError(CHANGED.format(current.get_stage_display()))
    current.lessons = lessons.strip() or current.lessons
    backwards = stage in RANK and (current.is_final or RANK[stage] < RANK[current.stage])
    if not backwards and (missing := missing_for(facts_of(current), stage)):
        raise NotYet(current, stage, missing)
    if stage == Stage.LOST and current.kind != Kind.RENEWAL and not why.strip():
        raise DomainError("Say why it was lost.", "why")
    before = current.get_stage_display()
    current.stage = stage
    current.closed_on = timezone.localdate() if stage in FINAL else None
    current.save_version(current.version, ["stage", "closed_on", "lessons"])
    if stage in RANK and RANK[stage] >= RANK[Stage.BOUND] and not current.is_final:
        _expect_policies(current)
    log_event(
        client=current.client, by=by, text=why.strip() or lessons.strip(),
        link=current.get_absolute_url(),
        subject=f"{current.get_kind_display()}: {before} → {current.get_stage_display()}",
    )  # fmt: skip
    return current


def _expect_policies(placement: Placement) -> None:
    """From binding on the carriers owe the policies of what follows."""
    facts = facts_of(placement)
    for term in successors_of(facts):
        if term.pk not in facts.checks:
            expect_policy(term=term, by=None, placement=placement)


@transaction.atomic
def finish_step(*, step: PlacementStep, by: User, version: int, ticked: set[int]) -> PlacementStep:
    """Mark `step` done today, with the checklist items at the places `ticked`.

    Raises DomainError while items are not ticked: they are done, or the step is waived.
    """
    current = _step(step, by, version)
    left = [item["text"] for n, item in enumerate(current.checklist) if n not in ticked]
    if left:
        raise DomainError(f"Not ticked yet: {'; '.join(left)}.")
    current.checklist = [{**item, "done": True} for item in current.checklist]
    current.done_on, current.done_by, current.waived_why = timezone.localdate(), by, ""
    _save(current, ["checklist", "done_on", "done_by", "waived_why"])
    return current


@transaction.atomic
def waive_step(*, step: PlacementStep, by: User, version: int, why: str) -> PlacementStep:
    """Leave `step` out of this placement. Raises DomainError without a word of why."""
    current = _step(step, by, version)
    if not why.strip():
        raise DomainError("Say why this step is not needed.", "why")
    current.waived_why = why.strip()[:200]
    current.done_on = current.done_by = None
    _save(current, ["waived_why", "done_on", "done_by"])
    return current


@transaction.atomic
def reopen_step(*, step: PlacementStep, by: User, version: int) -> PlacementStep:
    """Take back that `step` was done or waived."""
    current = _step(step, by, version)
    current.done_on, current.done_by, current.waived_why = None, None, ""
    _save(current, ["done_on", "done_by", "waived_why"])
    return current


@transaction.atomic
def assign_step(*, step: PlacementStep, by: User, version: int, owner: User) -> PlacementStep:
    """Let `owner` see to `step`, and tell them. Raises DomainError for who sees not the client."""
    current = _step(step, by, version)
    client = current.placement.client
    if not people_who_see(client).filter(pk=owner.pk).exists():
        raise DomainError(f"{owner} does not see this client and cannot own a step of it.", "owner")
    current.owner = owner
    _save(current, ["owner"])
    if owner.pk != by.pk:
        notify(
            [owner], key=f"placement-step:{current.pk}:{current.version}",
            text=f"{by} gave you “{current.name}” for {client}, due {current.due_on:%m/%d/%Y}",
            url=current.placement.get_absolute_url(), about=str(client),
        )  # fmt: skip
    return current


def _may(client_id: int, by: User) -> None:
    if not by.may("renewals.write"):
        raise DomainError("Your role may not keep renewals.")
    if not Client.objects.visible_to(by).filter(pk=client_id).exists():
        raise DomainError("There is no such placement among yours.")


def _locked(placement: Placement, by: User) -> Placement:
    _may(placement.client_id, by)
    rows = Placement.objects.select_for_update(of=("self",)).select_related("client", "line")
    return rows.get(pk=placement.pk)


def _step(step: PlacementStep, by: User, version: int) -> PlacementStep:
    rows = PlacementStep.objects.select_for_update(of=("self",))
    current = rows.select_related("placement__client").get(pk=step.pk)
    _may(current.placement.client_id, by)
    if current.placement.is_final:
        raise DomainError("This placement is closed; move it back first.")
    if current.version != version:
        raise DomainError("Somebody changed this step meanwhile. Look at it and decide again.")
    return current


def _save(step: PlacementStep, fields: list[str]) -> None:
    step.save_version(step.version, fields)
