"""Loss runs of a placement, by carrier and line: asked for, received, and still current."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.carriers.models import Carrier
from accounts.certificates.models import LossRunRequest
from accounts.clients.models import Client
from accounts.loss_runs.models import LossRunRule
from accounts.loss_runs.rules import is_stale
from accounts.policies.models import LineOfBusiness, PolicyTerm
from config.lib.errors import DomainError
from renewals.placements.models import Placement
from teams.people.models import User


@dataclass(frozen=True)
class LossRun:
    """The loss runs of one carrier for one line, and what stands in the way of using them."""

    carrier: Carrier
    line: LineOfBusiness
    requested_on: date | None
    received_on: date | None
    valued_on: date | None
    problem: str
    stale_on: date | None = None

    @property
    def name(self) -> str:
        return f"{self.line}, {self.carrier}"

    @property
    def tone(self) -> str:
        return "bad" if self.problem else "good"


def problem_of(
    *, requested_on: date | None, received_on: date | None, valued_on: date | None,
    stale_days: int | None, on: date,
) -> str:  # fmt: skip
    """Why these loss runs cannot go with a submission on `on`; "" when they can."""
    if requested_on is None:
        return "not yet requested"
    if received_on is None:
        return f"requested {requested_on:%m/%d/%Y}, not received"
    if valued_on is None:
        return "without a valuation date"
    if is_stale(valued_on, stale_days, on):
        return f"stale, valued {valued_on:%m/%d/%Y}, more than {stale_days} days ago"
    return ""


def loss_runs_of(placement: Placement, terms: Sequence[Any], on: date) -> list[LossRun]:
    """The loss runs that a submission of `placement` on `on` needs; two queries.

    One for each carrier and line of the expiring `terms` (with policy, line and company). New
    coverage needs what was asked for its line, if anything.
    """
    days = LossRunRule.objects.stale_days(on)
    asked = LossRunRequest.objects.filter(client=placement.client_id, requested_on__lte=on)
    newest: dict[tuple[int, int], LossRunRequest] = {}
    for row in asked.select_related("carrier", "line").order_by("requested_on", "pk"):
        held = newest.get((row.carrier_id, row.line_id))
        # A new request does not undo what is still current.
        if held is None or _useful(row) >= _useful(held):
            newest[row.carrier_id, row.line_id] = row
    wanted = {(t.policy.writing_company.carrier_id, t.policy.line_id): t for t in terms}
    pairs: dict[tuple[int, int], tuple[Carrier, LineOfBusiness]] = {
        key: (term.policy.writing_company.carrier, term.policy.line) for key, term in wanted.items()
    }
    if not terms:
        pairs = {
            key: (row.carrier, row.line)
            for key, row in newest.items()
            if placement.line_id in (None, row.line_id)
        }
    found = [_of(pair, newest.get(key), days, on) for key, pair in pairs.items()]
    return sorted(found, key=lambda run: run.name)


def _useful(row: LossRunRequest) -> date:
    return row.valued_on or date.min


def _of(
    pair: tuple[Carrier, LineOfBusiness],
    row: LossRunRequest | None,
    days: int | None,
    on: date,
) -> LossRun:
    days_of = (row.requested_on, row.received_on, row.valued_on) if row else (None, None, None)
    requested, received, valued = days_of
    problem = problem_of(
        requested_on=requested, received_on=received, valued_on=valued, stale_days=days, on=on
    )
    until = valued + timedelta(days=days + 1) if valued and days is not None else None
    return LossRun(*pair, requested, received, valued, problem, until)


@transaction.atomic
def request_loss_runs(*, placement: Placement, by: User) -> list[LossRunRequest]:
    """Note today that loss runs are asked for where none are current or under way.

    Safe to repeat: what was asked and has not come is not asked again. Raises DomainError when
    nothing is to be asked for.
    """
    client = Client.objects.select_for_update(of=("self",)).get(pk=placement.client_id)
    if not by.may("renewals.write") or not Client.objects.visible_to(by).filter(pk=client.pk):
        raise DomainError("Your role may not keep renewals.")
    today = timezone.localdate()
    missing = [
        run
        for run in loss_runs_of(placement, terms_of(placement), today)
        if run.problem and (run.requested_on is None or run.received_on is not None)
    ]
    if not missing:
        raise DomainError("Every loss run is current, or asked for already.")
    made = LossRunRequest.objects.bulk_create(
        LossRunRequest(client=client, carrier=run.carrier, line=run.line, requested_on=today)
        for run in missing
    )
    names = "; ".join(run.name for run in missing)
    log_event(
        client=client, by=by, subject=f"Loss runs requested: {names}"[:200], text=names,
        link=f"/placements/{placement.pk}/information/",
    )  # fmt: skip
    return made


def terms_of(placement: Placement) -> list[PolicyTerm]:
    """The expiring terms of a placement with policy, line, company and carrier; one query."""
    rows = PolicyTerm.objects.filter(placed__placement=placement)
    related = rows.select_related("policy__line", "policy__writing_company__carrier")
    return list(related.order_by("expires_on", "pk"))
