"""Opening opportunities, moving them through the pipeline, and planning what comes next."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.clients.models import Client
from accounts.clients.querysets import people_who_see
from accounts.follow_ups.models import FollowUp
from accounts.follow_ups.services import add_follow_up
from accounts.policies.models import ChangeReason, LineOfBusiness
from config.lib.errors import DomainError
from renewals.opportunities.models import Mark, Opportunity, OpportunitySource, SalesStage
from renewals.placements.opening import open_new, people_of
from renewals.placements.states import Kind
from teams.access.roles import Role
from teams.people.models import User

FIELDS = ["stage", "submitted_on", "quoted_on", "decided_on", "lost_reason", "lost_why",
          "placement"]  # fmt: skip


@transaction.atomic
def open_opportunity(
    *, client: Client, kind: str, source: OpportunitySource | str, expected_on: date, by: User,
    line: LineOfBusiness | None = None, expected_premium: Decimal = Decimal(0),
    expected_revenue: Decimal = Decimal(0), executive: User | None = None,
    seller: User | None = None, incumbent: str = "", note: str = "",
) -> Opportunity:  # fmt: skip
    """Put new business or an additional line of `client` into the first stage of the pipeline.

    Premium and revenue in dollars a year. The client's own account and sales executive share it
    unless others are named. Raises DomainError for a day that is past, an additional line
    without its line, amounts below zero, and people who do not see the client.
    """
    _may(client.pk, by)
    today = timezone.localdate()
    if expected_on < today:
        raise DomainError("The day on which it is expected is past.", "expected_on")
    if kind not in (Kind.NEW_BUSINESS, Kind.ADDITIONAL_LINE):
        raise DomainError("Renewals are no opportunities; they open by themselves.", "kind")
    if kind == Kind.ADDITIONAL_LINE and line is None:
        raise DomainError("Choose the line that is added.", "line")
    for name, amount in (("premium", expected_premium), ("revenue", expected_revenue)):
        if amount < 0:
            raise DomainError("This is not below zero.", f"expected_{name}")
    serving = people_of(client)
    people = {"executive": executive, "seller": seller}
    for name, role in (("executive", Role.ACCOUNT_EXECUTIVE), ("seller", Role.SALES_EXECUTIVE)):
        if person := people[name]:
            check_person(client, person, name)
        elif role in serving:
            people[name] = User.objects.get(pk=serving[role])
    if isinstance(source, str):
        source = OpportunitySource.objects.get(code=source)
    row = Opportunity.objects.create(
        client=client, kind=kind, line=line, source=source, expected_on=expected_on,
        stage=SalesStage.objects.open().order_by("rank")[:1].get(), opened_on=today, opened_by=by,
        expected_premium=expected_premium, expected_revenue=expected_revenue,
        incumbent=incumbent.strip(), note=note.strip(), **people,
    )  # fmt: skip
    row.entry = log_event(
        client=client, by=by, link=row.get_absolute_url(), text=row.note,
        subject=f"Opportunity: {line or row.get_kind_display()}",
    )  # fmt: skip
    row.save(update_fields=["entry"])
    return row


@transaction.atomic
def move_opportunity(
    *, opportunity: Opportunity, stage: SalesStage, by: User, version: int,
    lost_reason: ChangeReason | None = None, lost_why: str = "",
) -> Opportunity:  # fmt: skip
    """Put `opportunity`, opened by `by` at `version`, into `stage`; pressing twice moves once.

    The day it was submitted and quoted is kept with the first move that reaches so far. Won, it
    opens its placement. Lost, it needs a reason. What was won stays won: its placement goes on.
    Raises DomainError for these, and when somebody else moved it meanwhile.
    """
    current = _locked(opportunity, by)
    if current.stage_id == stage.pk:
        return current
    if current.version != version:
        raise DomainError(
            f"Somebody moved this meanwhile; it is “{current.stage}” now. Look and decide again."
        )
    if current.placement_id:
        raise DomainError("This was won and its placement is under way; go on there.")
    if stage.mark == Mark.LOST and lost_reason is None:
        raise DomainError("Say why it was lost.", "lost_reason")
    before, today = str(current.stage), timezone.localdate()
    current.stage = stage
    current.decided_on = today if stage.is_end else None
    lost = stage.mark == Mark.LOST
    current.lost_reason = lost_reason if lost else None
    current.lost_why = lost_why.strip() if lost else ""
    if not lost:
        _reach(current, today)
    if stage.mark == Mark.WON:
        current.placement = open_new(
            client=current.client, kind=current.kind, line=current.line, by=by,
            target_on=max(current.expected_on, today),
            estimated_premium=current.expected_premium,
            estimated_revenue=current.expected_revenue,
        )  # fmt: skip
    current.save_version(current.version, FIELDS)
    because = f"{lost_reason}. {current.lost_why}".strip() if lost else ""
    log_event(
        client=current.client, by=by, text=because, link=current.get_absolute_url(),
        subject=f"{current.line or current.get_kind_display()}: {before} → {stage}",
    )  # fmt: skip
    return current


def _reach(current: Opportunity, today: date) -> None:
    """Keep the day on which it first came as far as its stage; a step back takes the day back."""
    ranks = dict(SalesStage.objects.exclude(mark="").values_list("mark", "rank"))
    for mark in (Mark.SUBMITTED, Mark.QUOTED):
        name = f"{mark}_on"
        reached = current.stage.rank >= ranks[mark]
        setattr(current, name, (getattr(current, name) or today) if reached else None)


@transaction.atomic
def plan_step(
    *, opportunity: Opportunity, subject: str, due_on: date, by: User, owner: User | None = None
) -> FollowUp:
    """Remember the next step on `opportunity`, by `owner` or `by`, as a follow-up of its client.

    Raises DomainError once it was decided, and what `add_follow_up` refuses.
    """
    current = _locked(opportunity, by)
    if current.stage.is_end:
        raise DomainError("This was decided; there is no next step.", "subject")
    return add_follow_up(
        client=current.client, subject=subject, due_on=due_on, by=by, owner=owner, kind="action",
        entry=current.entry,
    )  # fmt: skip


def check_person(client: Client, person: User, field: str) -> None:
    """Raises DomainError at `field` for somebody who does not see `client`."""
    if not people_who_see(client).filter(pk=person.pk).exists():
        raise DomainError(f"{person} does not see this client.", field)


def _may(client_id: int, by: User) -> None:
    if not by.may("renewals.write"):
        raise DomainError("Your role may not keep opportunities.")
    if not Client.objects.visible_to(by).filter(pk=client_id).exists():
        raise DomainError("There is no such client among yours.")


def _locked(opportunity: Opportunity, by: User) -> Opportunity:
    _may(opportunity.client_id, by)
    rows = Opportunity.objects.select_for_update(of=("self",))
    return rows.select_related("client", "line", "stage", "entry").get(pk=opportunity.pk)
