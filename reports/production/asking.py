"""A month asked of the ledger: its tally for each share of the house, and the names in it."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.carriers.models import Carrier
from accounts.clients.models import Client, Tier
from accounts.policies.models import ChangeReason, LineOfBusiness, PolicyTerm, PolicyTransaction
from config.lib.dates import month_end
from reports.production import book
from reports.production.cuts import moved
from reports.production.ends import ended, most
from reports.production.fresh import fresh
from reports.production.querysets import Sight, production_rows, room
from reports.production.renewed import renewed
from reports.production.retention import in_force
from reports.production.rules import Sums
from reports.production.tally import Found, Tally, gather
from teams.people.models import Team, User

Names = dict[str, dict[Any, str]]


def tallies(sight: Sight, month: date, *more: Found) -> dict[int, Tally]:
    """Share → all that is counted of it in `month`, and `more` that was found of it; share 0
    where the house is not shared out."""
    with room():
        return gather(
            production_rows(sight, month),
            book.cohort_rows(sight, month),
            moved(sight, month),
            in_force(sight, month),
            fresh(sight, month),
            renewed(sight, month),
            ended(sight, month),
            _apart(sight, month),
            *more,
        )


def _apart(sight: Sight, month: date) -> Found:
    """Terms in force that are never up for renewal, and those that nothing was booked on."""
    terms = PolicyTerm.objects.in_force(month_end(month))
    if sight.clients is not None:
        terms = terms.filter(client__in=sight.clients)
    booked = PolicyTransaction.objects.filter(term=OuterRef("pk"))
    rows = terms.order_by().values("client").annotate(
        continuous=Count("pk", filter=Q(expires_on=None)),
        bare=Count("pk", filter=~Exists(booked)),
    )  # fmt: skip
    for row in rows.filter(Q(continuous__gt=0) | Q(bare__gt=0)):
        for what in ("continuous", "bare"):
            yield sight.share_of(row["client"]), ("apart", what), Sums(row[what])


def names_in(*found: Tally) -> Names:
    """Dimension → key → name, of everything the tallies speak of."""
    people = dict(User.objects.values_list("pk", "name"))
    teams = list(Team.objects.values_list("pk", "name", "department"))
    clients = {client for tally in found for rows in most(tally) for client, _ in rows if client}
    return {
        "executive": people,
        "sales_executive": people,
        "line": dict(LineOfBusiness.objects.values_list("pk", "name")),
        "carrier": dict(Carrier.objects.values_list("pk", "name")),
        "team": {key: name for key, name, _ in teams},
        "tier": dict(Tier.objects.values_list("pk", "name")),
        "department": {part: part for *_, part in teams},
        "reason": dict(ChangeReason.objects.values_list("pk", "name")),
        "client": dict(Client.objects.filter(pk__in=clients).values_list("pk", "name")),
    }
