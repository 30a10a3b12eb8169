"""How terms were retained, and what their renewals cost: rate and exposure (DOMAIN §6.1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounts.schedules.models import Exposure, ExposureBasis
from config.lib.money import ZERO
from renewals.quotes.rules import split_change
from reports.production.book import cohort_statement
from reports.production.querysets import Sight, as_relation, ask
from reports.production.rules import NOTHING, Sums, change
from reports.production.tally import Found, Tally

HOW = {
    "same": "Renewed with the carrier",
    "moved": "Moved to another carrier",
    "rewritten": "Rewritten",
}


@dataclass(frozen=True)
class Renewed:
    """What the terms renewed in a month cost before and now, in dollars.

    `exposure` and `rate` explain the change of the `known` ones; `unbooked` have a successor
    whose premium was not booked by the end of the month, and are left out.
    """

    count: int = 0
    old: Decimal = ZERO
    new: Decimal = ZERO
    known: int = 0
    known_old: Decimal = ZERO
    exposure: Decimal = ZERO
    rate: Decimal = ZERO
    unbooked: int = 0

    @property
    def percent(self) -> Decimal | None:
        return change(self.new, self.old)

    @property
    def exposure_percent(self) -> Decimal | None:
        return change(self.known_old + self.exposure, self.known_old)

    @property
    def rate_percent(self) -> Decimal | None:
        return change(self.known_old + self.rate, self.known_old)


_PAIRS = """,
pairs AS (
    SELECT DISTINCT ON (cohort.id) cohort.id, cohort.share_of, cohort.premium AS old,
           gone.client_id, cohort.line_of, extract(year FROM gone.effective_on)::int AS old_year,
           extract(year FROM later.effective_on)::int AS new_year, later.id AS later_id,
           CASE WHEN of_later.id = policy.id THEN 'same'
                WHEN of_later.replaces_id = policy.id THEN 'rewritten'
                WHEN of_later.writing_company_id <> policy.writing_company_id THEN 'moved'
                ELSE 'same' END AS how
      FROM cohort JOIN gone ON gone.id = cohort.id
      JOIN succession ON succession.id = cohort.id
      JOIN accounts_policyterm later ON later.id = succession.later_id
      JOIN accounts_policy of_later ON of_later.id = later.policy_id
      JOIN accounts_policy policy ON policy.id = gone.policy_id
     ORDER BY cohort.id, of_later.id <> policy.id, later.effective_on, later.id)
SELECT * FROM pairs
"""
_WRITTEN = """
WITH counted AS (/*counted*/)
SELECT term_id, sum(premium) AS premium FROM counted GROUP BY term_id
"""


def renewed(sight: Sight, month: date) -> Found:
    """How the terms that came up were retained (`how`), and what the renewals cost (`renewed`).

    Below `renewed`: `booked` holds old and new premium, `known` the old premium of those whose
    exposure is filed for both years, and `effect` what exposure and rate did to it.
    """
    statement, names = cohort_statement(sight, month, month)
    pairs = ask(statement + _PAIRS, names)
    written = _written(sight, month, [pair["later_id"] for pair in pairs])
    exposures = _exposures(pairs)
    bases = dict(ExposureBasis.objects.values_list("line", "measure"))
    for pair in pairs:
        share, old, new = pair["share_of"], pair["old"], written.get(pair["later_id"])
        yield share, ("how", pair["how"]), Sums(1, old)
        if new is None:
            yield share, ("renewed", "unbooked"), Sums(1)
            continue
        yield share, ("renewed", "booked"), Sums(1, old, new)
        basis, client = bases.get(pair["line_of"], ""), pair["client_id"]
        then, now = (exposures.get((client, basis, pair[y])) for y in ("old_year", "new_year"))
        if found := split_change(old, new, then, now):
            yield share, ("renewed", "known"), Sums(1, old)
            yield share, ("renewed", "effect"), Sums(1, found.exposure, found.rate)


def changed(tally: Tally) -> Renewed:
    """What the terms renewed in the month cost before and now."""
    booked, known, effect, unbooked = (
        tally.get(("renewed", what), NOTHING) for what in ("booked", "known", "effect", "unbooked")
    )
    return Renewed(
        count=booked.count,
        old=booked.premium,
        new=booked.commission,
        known=known.count,
        known_old=known.premium,
        exposure=effect.premium,
        rate=effect.commission,
        unbooked=unbooked.count,
    )


def _written(sight: Sight, month: date, terms: list[int]) -> dict[int, Decimal]:
    """Term → its premium in dollars booked by the end of `month`."""
    if not terms:
        return {}
    rows = Q(counted_in__lte=month, term__in=terms)
    text, names = as_relation(sight, rows, "term_id", "premium")
    found = ask(_WRITTEN.replace("/*counted*/", text), names)
    return {row["term_id"]: row["premium"] for row in found}


def _exposures(pairs: list[dict[str, Any]]) -> dict[tuple[int, str, int], Decimal]:
    """(client, kind, year) → the filed amount."""
    rows = Exposure.objects.current().filter(client__in={p["client_id"] for p in pairs})
    return {(c, k, y): a for c, k, y, a in rows.values_list("client", "kind", "year", "amount")}
