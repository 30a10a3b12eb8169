"""How terms were retained, and what their renewals cost: rate and exposure (DOMAIN §6.1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from accounts.policies.models import LineOfBusiness
from accounts.schedules.models import Exposure
from config.lib.money import ZERO
from renewals.marketing.rules import split_change
from reports.production.book import cohort_statement
from reports.production.querysets import ask
from reports.production.rules import NOTHING, Sums, change

if TYPE_CHECKING:
    from teams.people.models import User

HOW = {
    "same": "Renewed with the carrier",
    "moved": "Moved to another carrier",
    "rewritten": "Rewritten",
}
# Line → the exposure that its premium follows; trade practice.
BASIS = {
    "WORK": "payroll", "CGL": "revenue", "BOP": "revenue", "CPKGE": "revenue", "PRODL": "revenue",
    "AUTOB": "vehicles", "TRUCK": "vehicles", "PROP": "insured_value", "EPLI": "headcount",
}  # fmt: skip


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
    SELECT DISTINCT ON (cohort.id) cohort.id, cohort.premium AS old, gone.client_id,
           cohort.line_of, extract(year FROM gone.effective_on)::int AS old_year,
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
     WHERE cohort.month = %(month)s
     ORDER BY cohort.id, of_later.id <> policy.id, later.effective_on, later.id)
SELECT pairs.*, sum(counted.premium) AS new
  FROM pairs LEFT JOIN counted ON counted.term_id = later_id AND counted_in <= %(month)s
 GROUP BY pairs.id, old, pairs.client_id, pairs.line_of, old_year, new_year, later_id, how
"""


def renewed(user: "User", month: date) -> tuple[dict[str, Sums], Renewed]:
    """How the terms that came up were retained, and what the renewals cost."""
    statement, names = cohort_statement(user, month)
    pairs = ask(statement + _PAIRS, {**names, "month": month, "year_ago": month})
    how = dict.fromkeys(HOW, NOTHING)
    for pair in pairs:
        how[pair["how"]] += Sums(1, pair["old"])
    booked = [pair for pair in pairs if pair["new"] is not None]
    return how, _changed(booked, unbooked=len(pairs) - len(booked))


def _changed(pairs: list[dict[str, Any]], unbooked: int) -> Renewed:
    """The change of premium of `pairs`, split where the exposure is known."""
    exposures = _exposures(pairs)
    codes = dict(LineOfBusiness.objects.values_list("pk", "code"))
    splits = []
    for pair in pairs:
        basis, client = BASIS.get(codes[pair["line_of"]], ""), pair["client_id"]
        old, new = (exposures.get((client, basis, pair[y])) for y in ("old_year", "new_year"))
        if found := split_change(pair["old"], pair["new"], old, new):
            splits.append((pair["old"], found))
    return Renewed(
        count=len(pairs),
        old=sum((pair["old"] for pair in pairs), ZERO),
        new=sum((pair["new"] for pair in pairs), ZERO),
        known=len(splits),
        known_old=sum((old for old, _ in splits), ZERO),
        exposure=sum((found.exposure for _, found in splits), ZERO),
        rate=sum((found.rate for _, found in splits), ZERO),
        unbooked=unbooked,
    )


def _exposures(pairs: list[dict[str, Any]]) -> dict[tuple[int, str, int], Decimal]:
    """(client, kind, year) → the filed amount."""
    rows = Exposure.objects.current().filter(client__in={p["client_id"] for p in pairs})
    return {(c, k, y): a for c, k, y, a in rows.values_list("client", "kind", "year", "amount")}
