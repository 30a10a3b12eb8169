"""What was lost and why, and the clients with which most was won and lost (DOMAIN §6.2)."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounts.policies.models import PolicyTransaction
from renewals.dispositions.models import Disposition
from reports.production.book import cohort_terms
from reports.production.querysets import Sight, as_relation, ask
from reports.production.rules import GROUPS, LOSES, NOTHING, Sums
from reports.production.tally import Found, Key, Tally, under

TOP = 10
GONE = GROUPS["cancelled"][1]


@dataclass(frozen=True)
class Why:
    """One reason: what was cancelled for it, and what expired for it; `key` None: nobody said."""

    key: Key
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

    client_id: Key
    name: str
    count: int
    premium: Decimal


@dataclass(frozen=True)
class Ends:
    """The reasons of a month's losses, and its largest wins and losses."""

    reasons: tuple[Why, ...]
    wins: tuple[Most, ...]
    losses: tuple[Most, ...]


_ENDED = """
WITH counted AS (/*counted*/)
SELECT share_of, what, key, sum(policies)::int AS n, sum(premium) AS premium,
       sum(commission) AS commission
  FROM (SELECT share_of, 'reason' AS what, reason_id AS key, premium, commission,
               coalesce((%(loses)s::jsonb ->> kind)::int, 1) AS policies
          FROM counted WHERE kind = ANY(%(gone)s)
         UNION ALL
        SELECT share_of, CASE kind WHEN 'NEW' THEN 'won' ELSE 'gone' END, client_of, premium,
               commission, coalesce((%(loses)s::jsonb ->> kind)::int, 1)
          FROM counted WHERE kind = 'NEW' OR kind = ANY(%(gone)s)
         UNION ALL
        SELECT share_of, 'brought', NULL, premium, commission, 1
          FROM counted WHERE month < %(month)s) AS parts
 GROUP BY share_of, what, key
"""


def ended(sight: Sight, month: date) -> Found:
    """Why business was lost in `month`, and what was won and lost with each client.

    Below `reason` by its key what was `cancelled` and what `expired`; below `won` and `gone` by
    client; below `brought` what was entered for earlier, closed months.
    """
    text, names = as_relation(
        sight, Q(counted_in=month), "kind", "month", "premium", "commission", "reason_id"
    )
    asked = {**names, "gone": list(GONE), "month": month, "loses": json.dumps(LOSES)}
    for row in ask(_ENDED.replace("/*counted*/", text), asked):
        path: tuple[Key, ...] = (row["what"], row["key"])
        if row["what"] == "reason":
            path = (*path, "cancelled")
        yield row["share_of"], path, Sums(row["n"], row["premium"], row["commission"])
    gone = cohort_terms(sight, month, month, lost=True)
    said = reasons_of(list(gone))
    for term, row in gone.items():
        expired = Sums(1, row["premium"], row["commission"])
        yield row["share_of"], ("reason", said.get(term), "expired"), expired
        yield row["share_of"], ("gone", row["client_of"]), -expired


def reasons_of(terms: Any) -> dict[int, int]:
    """Term id → id of the reason recorded for its end: on its disposition, or with a notice."""
    ended = PolicyTransaction.objects.filter(term__in=terms, kind="NRN", reason__isnull=False)
    found = dict(ended.order_by("effective_on", "pk").values_list("term", "reason"))
    said = Disposition.objects.filter(term__in=terms, reason__isnull=False)
    return found | dict(said.values_list("term", "reason"))


def ends(tally: Tally, names: Mapping[str, Mapping[Any, str]]) -> Ends:
    """The reasons, which add up to all that was lost, and with whom most was won and lost."""
    reasons: dict[Key, dict[str, Sums]] = defaultdict(dict)
    for (key, how), sums in under(tally, "reason"):
        reasons[key][str(how)] = sums
    found = [
        Why(key, names["reason"].get(key, "Not said"),
            sums.get("cancelled", NOTHING), sums.get("expired", NOTHING))
        for key, sums in reasons.items()
    ]  # fmt: skip
    wins, losses = most(tally)
    return Ends(
        tuple(sorted(found, key=lambda why: (why.lost.premium, why.name))),
        *(
            tuple(Most(c, names["client"].get(c, str(c)), s.count, s.premium) for c, s in rows)
            for rows in (wins, losses)
        ),
    )


def most(tally: Tally) -> tuple[list[tuple[Key, Sums]], list[tuple[Key, Sums]]]:
    """The clients with which most was won, and most was lost, the largest first."""
    won = [(path[0], sums) for path, sums in under(tally, "won") if sums.premium > 0]
    gone = [(path[0], sums) for path, sums in under(tally, "gone") if sums.premium < 0]
    won.sort(key=lambda row: (-row[1].premium, str(row[0])))
    gone.sort(key=lambda row: (row[1].premium, str(row[0])))
    return won[:TOP], gone[:TOP]
