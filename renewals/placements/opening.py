"""Opening placements: for chosen policies or by the clock, with a log line for each policy."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.clients.models import Client
from accounts.policies.models import LineOfBusiness, PolicyTerm
from config.lib.errors import DomainError
from config.lib.money import percent_of
from renewals.dispositions.outcomes import LABELS
from renewals.dispositions.querysets import with_disposition
from renewals.expirations.querysets import still_open
from renewals.placements.models import (
    Opening,
    OpeningLine,
    Placement,
    PlacementStep,
    PlacementTemplate,
    PlacementTerm,
)
from renewals.placements.rules import best, in_windows, plan
from renewals.placements.states import Kind
from teams.access.roles import Role
from teams.people.models import User

TOGETHER_DAYS = 45  # expirations so close to each other are one renewal
MOST_A_RUN = 500


def to_open(on: date) -> Any:
    """Open terms in force on `on` that no placement holds, within the longest lead time."""
    templates = PlacementTemplate.objects.in_force(on).filter(kind=Kind.RENEWAL)
    longest = templates.aggregate(n=Max("lead_days"))["n"] or 0
    placed = PlacementTerm.objects.filter(term=OuterRef("pk"))
    terms = PolicyTerm.objects.expiring(on, longest)
    return still_open(terms.filter(~Exists(placed), client__merged_into=None))


@transaction.atomic
def open_due(on: date, most: int = MOST_A_RUN) -> tuple[Opening | None, int]:
    """Open what the lead times ask for on `on`, at most `most` renewals, the nearest first.

    Gives the log, None when nothing was due, and how many renewals are left for another run.
    Safe to repeat and to run twice at once: each client is locked and looked at again.
    """
    due = _due(on)
    opening = None
    for client_id, keys, template in due[:most]:
        client = Client.objects.select_for_update(of=("self",)).get(pk=client_id)
        terms = list(to_open(on).filter(pk__in=keys).select_related("policy"))
        if terms:
            opening = opening or Opening.objects.create(by=None)
            _open_logged(opening, client, terms, template, None, on)
    return opening, len(due[most:])


def _due(on: date) -> list[tuple[int, list[int], PlacementTemplate]]:
    """(client, terms, template) of the renewals whose lead time has come; one query for all."""
    templates = list(PlacementTemplate.objects.in_force(on).filter(kind=Kind.RENEWAL))
    rows: dict[tuple[int, int | None], list[Any]] = defaultdict(list)
    for term in (
        to_open(on)
        .select_related("client")
        .only("client__tier", "expires_on", "annual_premium", "commission_rate")
    ):
        rows[term.client_id, term.client.tier_id].append(term)
    found = []
    for (client_id, tier_id), terms in rows.items():
        for group in _groups(terms):
            first, template = _first(group), best(templates, tier_id, _revenue(group))
            if template is not None and (first - on).days <= template.lead_days:
                found.append((first, client_id, [t.pk for t in group], template))
    found.sort(key=lambda row: row[:2])
    return [row[1:] for row in found]


@transaction.atomic
def open_chosen(*, terms: Iterable[PolicyTerm], by: User) -> Opening:
    """Open placements for `terms`, those of a client that expire close together in one.

    Every policy gets a line in the log, the refused ones with the reason. Raises DomainError
    when nothing was chosen or `by` may not.
    """
    if not by.may("renewals.write"):
        raise DomainError("Your role may not keep renewals.")
    keys = sorted({term.pk for term in terms})
    if not keys:
        raise DomainError("Choose at least one policy.")
    on = timezone.localdate()
    found = PolicyTerm.objects.visible_to(by).filter(pk__in=keys)
    clients = found.order_by().values("client")
    list(Client.objects.filter(pk__in=clients).order_by("pk").select_for_update(of=("self",)))
    rows = with_disposition(found).select_related("client", "policy", "placed__placement")
    opening = Opening.objects.create(by=by)
    by_client: dict[Client, list[PolicyTerm]] = defaultdict(list)
    for term in rows.order_by("client", "expires_on", "pk"):
        if why := _refusal(term):
            OpeningLine.objects.create(opening=opening, term=term, says=why)
        else:
            by_client[term.client].append(term)
    for client, able in by_client.items():
        for group in _groups(able):
            template = template_for(Kind.RENEWAL, client, _revenue(group), on)
            if template is None:
                for term in group:
                    says = "Refused: no template fits; a manager adds one."
                    OpeningLine.objects.create(opening=opening, term=term, says=says)
            else:
                _open_logged(opening, client, group, template, by, on)
    return opening


@transaction.atomic
def open_new(
    *, client: Client, kind: str, target_on: date, by: User, line: LineOfBusiness | None = None,
    estimated_premium: Decimal = Decimal(0), estimated_revenue: Decimal = Decimal(0),
) -> Placement:  # fmt: skip
    """Begin new business for a prospect, or an additional line, needed by `target_on`.

    Premium and revenue in dollars a year. Raises DomainError for a day that is past, an
    additional line without its line, and when no template fits.
    """
    on = timezone.localdate()
    if not by.may("renewals.write"):
        raise DomainError("Your role may not keep renewals.")
    if not Client.objects.visible_to(by).filter(pk=client.pk).exists():
        raise DomainError("There is no such client among yours.")
    if kind not in (Kind.NEW_BUSINESS, Kind.ADDITIONAL_LINE):
        raise DomainError("Renewals are opened from their expiring policies.", "kind")
    if kind == Kind.ADDITIONAL_LINE and line is None:
        raise DomainError("Choose the line that is added.", "line")
    if target_on < on:
        raise DomainError("The day by which it is needed is past.", "target_on")
    template = template_for(kind, client, estimated_revenue, on)
    if template is None:
        raise DomainError("No template fits; a manager adds one.")
    placement = Placement.objects.create(
        client=client, kind=kind, template=template, line=line, target_on=target_on,
        opened_on=on, opened_by=by, estimated_premium=estimated_premium,
        late_days=_late(template, target_on, on),
    )  # fmt: skip
    PlacementStep.objects.bulk_create(steps_of(placement, people_of(client)))
    _log(placement, by)
    return placement


def people_of(client: Client) -> dict[str, int]:
    """Role → id of who serves the client in it today."""
    rows = client.assignments.current().filter(user__is_active=True).order_by("pk")
    return dict(rows.values_list("role", "user"))


def steps_of(placement: Placement, people: dict[str, int]) -> list[PlacementStep]:
    """The steps of the placement's template, unsaved, with owners and days.

    A role nobody holds for the client falls to its account executive.
    """
    templates = list(placement.template.steps.all())
    days = plan([s.offset_days for s in templates], placement.target_on, placement.opened_on).days
    executive = people.get(Role.ACCOUNT_EXECUTIVE)
    return [
        PlacementStep(
            placement=placement, position=n, name=step.name, stage=step.stage, role=step.role,
            owner_id=people.get(step.role, executive), planned_on=day.planned_on,
            due_on=day.due_on, required=step.required,
            checklist=[{"text": text} for text in step.checklist.splitlines() if text.strip()],
        )
        for n, (step, day) in enumerate(zip(templates, days, strict=True))
    ]  # fmt: skip


def _late(template: PlacementTemplate, target_on: date, on: date) -> int:
    return plan([s.offset_days for s in template.steps.all()], target_on, on).late_days


def _refusal(term: Any) -> str:
    if placed := getattr(term, "placed", None):
        return f"Refused: it is in a placement already, {placed.placement.get_stage_display()}."
    if term.expires_on is None:
        return "Refused: the policy is continuous and does not expire."
    if term.outcome:
        return f"Refused: it ended already: {LABELS[term.outcome].lower()}."
    return ""


def _groups(terms: Sequence[Any]) -> list[list[Any]]:
    by_key = {term.pk: term for term in terms}
    days = [(term.expires_on, term.pk) for term in terms]
    return [[by_key[key] for key in group] for group in in_windows(days, TOGETHER_DAYS)]


def _first(terms: Sequence[Any]) -> date:
    return min(t.expires_on for t in terms)


def _revenue(terms: Sequence[Any]) -> Decimal:
    """Commission in dollars a year."""
    return sum((percent_of(t.annual_premium, t.commission_rate) for t in terms), Decimal(0))


def template_for(kind: str, client: Client, revenue: Decimal, on: date) -> PlacementTemplate | None:
    """The template of `on` for a placement of `client` with `revenue` dollars of commission."""
    templates = PlacementTemplate.objects.in_force(on).filter(kind=kind)
    return best(templates, client.tier_id, revenue)


def _open_logged(
    opening: Opening, client: Client, terms: Sequence[Any], template: PlacementTemplate,
    by: User | None, on: date,
) -> None:  # fmt: skip
    target = _first(terms)
    placement = Placement.objects.create(
        client=client, kind=Kind.RENEWAL, template=template, target_on=target, opened_on=on,
        opened_by=by, late_days=_late(template, target, on),
    )  # fmt: skip
    PlacementTerm.objects.bulk_create([PlacementTerm(placement=placement, term=t) for t in terms])
    PlacementStep.objects.bulk_create(steps_of(placement, people_of(client)))
    late = f"; late start, {placement.late_days} days behind" if placement.late_days else ""
    OpeningLine.objects.bulk_create(
        [
            OpeningLine(
                opening=opening, term=term, placement=placement,
                says=f"Opened with {template}{late}.",
            )
            for term in terms
        ]
    )  # fmt: skip
    _log(placement, by)


def _log(placement: Placement, by: User | None) -> None:
    late = f", {placement.late_days} days late, so its steps are closer together"
    log_event(
        client=placement.client, by=by, link=placement.get_absolute_url(),
        subject=f"{placement.get_kind_display()} opened with {placement.template}",
        text=f"Needed by {placement.target_on:%m/%d/%Y}{late if placement.late_days else ''}.",
    )  # fmt: skip
