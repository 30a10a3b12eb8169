"""The notice clocks of policies: their rule, their notice, and where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from renewals.clocks.models import CarrierNotice, NoticeEvent, NoticeRule
from renewals.clocks.querysets import rule_for
from renewals.clocks.rules import Reading, Standing, read_clock

if TYPE_CHECKING:
    from accounts.policies.models import PolicyTerm

WORDS = {
    Standing.EARLY: "",
    Standing.RUNNING: "",
    Standing.GIVEN: "Notice given",
    Standing.LATE: "Carrier notice late – coverage may continue",
    Standing.MISSED: "Carrier notice late – coverage may continue",
    Standing.SETTLED: "",
}


@dataclass(frozen=True)
class Clock:
    """The non-renewal clock of one term. Without a reading the policy's wording governs."""

    rule: NoticeRule
    reading: Reading | None
    notice: CarrierNotice | None

    @property
    def words(self) -> str:
        """What the clock says, in a few words; empty while there is nothing to say."""
        return WORDS[self.reading.standing] if self.reading else ""


def clocks_of(terms: "Sequence[Any]", on: date) -> dict[int, Clock]:
    """Term id → its non-renewal clock on `on`, with two queries for any number of terms.

    The terms carry `outcome` and their policy's line and company. Continuous ones have none.
    """
    rules = NoticeRule.objects.in_force(on)
    notices = CarrierNotice.objects.last_of(terms, NoticeEvent.NON_RENEWAL)
    found = {}
    for term in terms:
        policy = term.policy
        rule = rule_for(
            rules, NoticeEvent.NON_RENEWAL, policy.line.code, policy.writing_company.admitted
        )
        if rule is not None and term.expires_on is not None:
            notice = notices.get(term.pk)
            found[term.pk] = Clock(rule, _reading(term, rule, notice, on), notice)
    return found


def _reading(
    term: "PolicyTerm", rule: NoticeRule, notice: CarrierNotice | None, on: date
) -> Reading | None:
    if rule.latest_days is None or term.expires_on is None:
        return None
    return read_clock(
        expires_on=term.expires_on,
        earliest_days=rule.earliest_days or 366,
        latest_days=rule.latest_days,
        continues_days=rule.continues_days,
        on=on,
        noticed_on=notice.given_on if notice else None,
        settled=bool(term.outcome) and term.outcome != "non_renewed",  # type: ignore[attr-defined]
    )
