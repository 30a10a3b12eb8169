"""What was lost and why, and the clients with which most was won and lost (DOMAIN §6.2)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Sum

from accounts.clients.models import Client
from accounts.policies.models import ChangeReason, PolicyTerm, PolicyTransaction
from config.lib.money import ZERO
from renewals.dispositions.models import Disposition
from reports.production.book import cohort_terms
from reports.production.querysets import counted
from reports.production.rules import GROUPS, NOTHING, Sums

if TYPE_CHECKING:
    from teams.people.models import User

TOP = 10
GONE = GROUPS["cancelled"][1]


@dataclass(frozen=True)
class Why:
    """One reason: what was cancelled for it, and what expired for it; `key` None: nobody said."""

    key: int | None
    name: str
    cancelled: Sums
    expired: Sums

    @property
    def lost(self) -> Sums:
        """Cancelled and expired together, in negative dollars."""
        return self.cancelled + -self.expired


@dataclass(frozen=True)
class Most:
    """A client with what was won (or, negative, lost) with it in the month."""

    client_id: int
    name: str
    count: int
    premium: Decimal


@dataclass(frozen=True)
class Ends:
    """The reasons of a month's losses, and its largest wins and losses."""

    reasons: tuple[Why, ...]
    wins: tuple[Most, ...]
    losses: tuple[Most, ...]


def ends(user: "User", month: date) -> Ends:
    """Why business was lost in `month`; the reasons add up to all that was lost."""
    gone = cohort_terms(user, month, month, lost=True)
    booked = counted(user).filter(counted_in=month)
    return Ends(
        reasons=_reasons(booked.filter(kind__in=GONE), gone),
        wins=_wins(booked.filter(kind="NEW")),
        losses=_losses(booked.filter(kind__in=GONE), gone),
    )


def reasons_of(terms: Any) -> dict[int, int]:
    """Term id → id of the reason recorded for its end: on its disposition, or with a notice."""
    ended = PolicyTransaction.objects.filter(term__in=terms, kind="NRN", reason__isnull=False)
    found = dict(ended.order_by("effective_on", "pk").values_list("term", "reason"))
    said = Disposition.objects.filter(term__in=terms, reason__isnull=False)
    return found | dict(said.values_list("term", "reason"))


def _reasons(cancelled: Any, gone: dict[int, dict[str, Any]]) -> tuple[Why, ...]:
    rows = cancelled.order_by().values("reason").annotate(
        n=Count("pk"), premium_sum=Sum("premium"), commission_sum=Sum("commission")
    )  # fmt: skip
    ended = {r["reason"]: Sums(r["n"], r["premium_sum"], r["commission_sum"]) for r in rows}
    expired: dict[int | None, Sums] = defaultdict(lambda: NOTHING)
    said = reasons_of(list(gone))
    for term, row in gone.items():
        expired[said.get(term)] += Sums(1, row["premium"], row["commission"])
    names: dict[int | None, str] = dict(ChangeReason.objects.values_list("pk", "name"))
    found = [
        Why(key, names.get(key, "Not said"), ended.get(key, NOTHING), expired.get(key, NOTHING))
        for key in {*ended, *expired}
    ]
    return tuple(sorted(found, key=lambda why: (why.lost.premium, why.name)))


def _wins(booked: Any) -> tuple[Most, ...]:
    rows = booked.order_by().values(client=F("term__client"), name=F("term__client__name"))
    found = rows.annotate(n=Count("pk"), total=Sum("premium")).filter(total__gt=0)
    return tuple(
        Most(row["client"], row["name"], row["n"], row["total"])
        for row in found.order_by("-total", "name", "client")[:TOP]
    )


def _losses(cancelled: Any, gone: dict[int, dict[str, Any]]) -> tuple[Most, ...]:
    owners = dict(PolicyTerm.objects.filter(pk__in=list(gone)).values_list("pk", "client"))
    sums: dict[int, tuple[int, Decimal]] = defaultdict(lambda: (0, ZERO))
    rows = cancelled.order_by().values_list("term__client").annotate(Count("pk"), Sum("premium"))
    for client, count, premium in rows:
        sums[client] = (count, premium)
    for term, row in gone.items():
        count, premium = sums[owners[term]]
        sums[owners[term]] = (count + 1, premium - row["premium"])
    most = sorted(sums.items(), key=lambda item: (item[1][1], item[0]))[:TOP]
    names = dict(Client.objects.filter(pk__in=[c for c, _ in most]).values_list("pk", "name"))
    return tuple(Most(c, names[c], n, total) for c, (n, total) in most if total < 0)


def freeze_ends(found: Ends) -> dict[str, Any]:
    """The ends as JSON, to be kept with the close."""
    return {
        "reasons": [[w.key, w.name, *_plain(w.cancelled), *_plain(w.expired)]
                    for w in found.reasons],
        "wins": [[m.client_id, m.name, m.count, str(m.premium)] for m in found.wins],
        "losses": [[m.client_id, m.name, m.count, str(m.premium)] for m in found.losses],
    }  # fmt: skip


def thaw_ends(kept: dict[str, Any]) -> Ends:
    """The ends that `freeze_ends` kept."""
    return Ends(
        reasons=tuple(
            Why(key, name, Sums(n, Decimal(p), Decimal(c)), Sums(m, Decimal(q), Decimal(d)))
            for key, name, n, p, c, m, q, d in kept["reasons"]
        ),
        wins=tuple(Most(c, name, n, Decimal(p)) for c, name, n, p in kept["wins"]),
        losses=tuple(Most(c, name, n, Decimal(p)) for c, name, n, p in kept["losses"]),
    )


def _plain(sums: Sums) -> tuple[int, str, str]:
    return sums.count, str(sums.premium), str(sums.commission)
