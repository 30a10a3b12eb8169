"""Why a term has its status, in words, from its dates and transactions (DOMAIN §16 rule 1)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.policies.drafts import charges_of, end_of_cover
from accounts.policies.querysets import TermStatus
from accounts.policies.rules import earned, period_at

if TYPE_CHECKING:
    from accounts.policies.models import PolicyTerm, PolicyTransaction

METHODS = {"flat": " flat", "pro_rata": " pro rata", "short_rate": " at short rate"}
ASKED = {
    "insured": " at the insured’s request",
    "carrier": " by the carrier",
    "finance": " by the premium finance company",
    "agency": " by the agency",
}


@dataclass(frozen=True)
class Next:
    """A term that follows: its number, first day and whether it is of the same policy."""

    number: str
    effective_on: date
    same_policy: bool


def reason(
    term: "PolicyTerm", past: "list[PolicyTransaction]", following: list[Next], today: date
) -> str:
    """One sentence on the status of `term` on `today`; `term` carries its `status`."""
    status = term.status  # type: ignore[attr-defined]
    moves = [t for t in past if t.kind in ("CAN", "REI")]
    if status == TermStatus.FUTURE:
        days = (term.effective_on - today).days
        if moves and moves[-1].kind == "CAN":
            return "Future, and cancelled before it starts."
        return f"Future: starts in {days} day{'s' * (days != 1)}."
    if status == TermStatus.CANCELLED:
        end = [t for t in moves if t.effective_on <= today][-1]
        return _cancelled(end, following)
    not_renewed = next((t for t in past if t.kind == "NRN"), None)
    if status == TermStatus.EXPIRED:
        return f"Expired {term.expires_on:%m/%d/%Y}{_after(following, not_renewed)}."
    words = "In force"
    if moves and moves[-1].kind == "CAN":
        words += f", cancelled from {moves[-1].effective_on:%m/%d/%Y}"
    elif moves:
        words += f", reinstated {moves[-1].effective_on:%m/%d/%Y}"
    if term.expires_on is None:
        return f"{words}, continuous."
    if not_renewed:
        return f"{words} until {term.expires_on:%m/%d/%Y}; {_who(not_renewed)}."
    if following:
        return f"{words} until {term.expires_on:%m/%d/%Y}, {_renewed(following[0])}."
    return f"{words} until {term.expires_on:%m/%d/%Y}."


def _cancelled(end: "PolicyTransaction", following: list[Next]) -> str:
    why = f", {end.reason.name.lower()}" if end.reason else ""
    words = f"Cancelled {end.effective_on:%m/%d/%Y}"
    words += METHODS.get(end.method, "") + ASKED.get(end.asked_by, "") + why
    moved = next((n for n in following if not n.same_policy), None)
    return f"{words}; rewritten as {moved.number}." if moved else f"{words}."


def _after(following: list[Next], not_renewed: "PolicyTransaction | None") -> str:
    if following:
        return f", {_renewed(following[0])}"
    return f", {_who(not_renewed)}" if not_renewed else ", not renewed"


def _renewed(after: Next) -> str:
    return f"{'renewed' if after.same_policy else 'moved to another policy'} by {after.number}"


def _who(not_renewed: "PolicyTransaction") -> str:
    by = ASKED.get(not_renewed.asked_by, "")
    return f"non-renewed{by}"


def following_terms(term: "PolicyTerm") -> list[Next]:
    """Terms that renew or replace `term`, the first to begin first; one query each."""
    same = term.policy.terms.filter(effective_on__gt=term.effective_on)
    moved = type(term).objects.filter(
        policy__replaces=term.policy_id, effective_on__gte=term.effective_on
    )
    found = [Next(t.number, t.effective_on, True) for t in same]
    found += [Next(t.number, t.effective_on, False) for t in moved]
    return sorted(found, key=lambda n: n.effective_on)


def earned_today(term: "PolicyTerm", past: "list[PolicyTransaction]", today: date) -> Decimal:
    """Written premium that is earned on `today`; all of it once cover has ended."""
    begun = [t for t in past if t.effective_on <= today]
    written = sum((t.premium for t in past), Decimal(0))
    if not begun:
        return Decimal(0)
    cancelled = [t for t in begun if t.kind in ("CAN", "REI")][-1:]
    ended = bool(cancelled) and cancelled[0].kind == "CAN"
    if ended or (term.expires_on is not None and end_of_cover(term, past) <= today):
        return written
    period = period_at(term.effective_on, term.expires_on, today)
    charges = charges_of(past, period)
    outside = written - sum((c.premium for c in charges), Decimal(0))
    return outside + earned(charges, period, today)
