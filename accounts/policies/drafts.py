"""What a change of a term would book: worked out alike for the preview and for the booking."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from accounts.policies.models import CancelMethod, PolicyTerm, PolicyTransaction, PremiumRule
from accounts.policies.rules import (
    Charge,
    Period,
    audit_difference,
    differs,
    endorsement_premium,
    period_at,
    reinstatement_premium,
    return_commission,
    short_rate_return,
    unearned,
    with_minimum_earned,
    yearly_change,
)
from config.lib.errors import DomainError
from config.lib.money import ZERO, cents

ENDED = ("CAN", "REI")
NEEDS_FIGURE = (
    "A later change is booked on this term already, so the carrier has to recalculate: "
    "enter the carrier’s premium."
)


@dataclass(frozen=True)
class Draft:
    """A transaction not yet booked. `steps` tell the arithmetic in words; amounts in dollars."""

    kind: str
    effective_on: date
    computed: Decimal | None = None
    stated: Decimal | None = None
    commission: Decimal = ZERO
    yearly: Decimal | None = None
    off_tolerance: bool = False
    out_of_sequence: bool = False
    method: str = ""
    steps: list[tuple[str, str]] = field(default_factory=list)

    @property
    def premium(self) -> Decimal:
        """What counts: the carrier's figure when it gave one."""
        return self.stated if self.stated is not None else self.computed or ZERO


def draft_cancellation(
    term: PolicyTerm, *, on: date, method: str, stated: Decimal | None = None,
    commission: Decimal | None = None,
) -> Draft:  # fmt: skip
    """The end of cover on `on` with its return premium, negative (DOMAIN §10.2).

    Raises DomainError when the term is cancelled already or `on` lies outside of it.
    """
    past = history(term)
    if is_cancelled(past):
        raise DomainError("This term is cancelled already; reinstate it first.")
    if method == CancelMethod.FLAT:
        on = term.effective_on
    _within(term, on)
    if on == term.effective_on:
        method = CancelMethod.FLAT
    period = _period(term, on)
    charges = charges_of(past, period)
    premium = sum((c.premium for c in charges), ZERO)
    steps = [("Premium written", f"{premium:,.2f}")]
    if method == CancelMethod.FLAT:
        back = premium = sum((t.premium for t in past), ZERO)
        steps = [("Flat: all premium written is returned", f"{back:,.2f}")]
    else:
        rules, values = PremiumRule.Code, _values(term)
        steps += _days(period, on)
        back = unearned(charges, period, on)
        steps.append(("Pro rata return", f"{back:,.2f}"))
        if method == CancelMethod.SHORT_RATE:
            share = values[rules.SHORT_RATE]
            back = short_rate_return(back, share)
            steps.append((f"Short rate, {share.normalize():f} % of it", f"{back:,.2f}"))
        if minimum := minimum_earned(term, values):
            back = with_minimum_earned(back, premium, minimum)
            steps.append((f"At least {minimum.normalize():f} % is earned", f"{back:,.2f}"))
    draft = Draft("CAN", on, cents(-back), stated, method=method, steps=steps)
    return _completed(draft, term, commission)


def draft_endorsement(
    term: PolicyTerm, *, on: date, yearly: Decimal | None = None, flat: Decimal | None = None,
    stated: Decimal | None = None, commission: Decimal | None = None,
) -> Draft:  # fmt: skip
    """A change from `on`: `yearly` dollars for the days that remain, or a `flat` amount.

    The annual premium follows by `yearly`; the carrier's figure alone is taken for the days that
    remain, and a flat amount leaves the annual premium as it is. Before a change booked already,
    or a cancellation, the carrier's figure must be given.
    """
    _within(term, on)
    past = history(term)
    late = any(t.effective_on > on for t in past if t.kind in ("END", "CAN"))
    if is_cancelled(past) and not late:
        raise DomainError("The term is cancelled by then; reinstate it first.", "effective_on")
    if late and stated is None:
        raise DomainError(NEEDS_FIGURE, "stated_premium")
    if yearly is not None and flat is not None:
        raise DomainError("Give the annual change or a flat amount, not both.", "flat")
    if yearly is None and flat is None and stated is None:
        raise DomainError("Say what the change costs a year, or a flat amount.", "yearly")
    computed, steps = flat, [("Flat amount", f"{flat:,.2f}")] if flat is not None else []
    period = _period(term, on)
    if yearly is not None:
        computed = endorsement_premium(yearly, period, on)
        steps = [("Change for a full term", f"{yearly:,.2f}"), *_days(period, on)]
        steps.append(("For the days that remain", f"{computed:,.2f}"))
    elif flat is None and stated is not None:
        yearly = yearly_change(stated, period, on)
    draft = Draft("END", on, computed, stated, yearly=yearly, out_of_sequence=late, steps=steps)
    return _completed(draft, term, commission)


def draft_reinstatement(
    term: PolicyTerm, *, on: date, stated: Decimal | None = None,
    commission: Decimal | None = None,
) -> Draft:  # fmt: skip
    """Cover resumes on `on`: on the day of the cancellation without a lapse, later with one."""
    past = history(term)
    if not is_cancelled(past):
        raise DomainError("This term is not cancelled, so there is nothing to reinstate.")
    end = next(t for t in reversed(past) if t.kind == "CAN")
    _within(term, on)
    if on < end.effective_on:
        sentence = f"Cover ran until {end.effective_on:%m/%d/%Y}; it cannot resume before."
        raise DomainError(sentence, "effective_on")
    period = _period(term, end.effective_on)
    computed = reinstatement_premium(-end.premium, period, end.effective_on, on)
    lapse = (on - end.effective_on).days
    steps = [
        ("Returned by the cancellation", f"{-end.premium:,.2f}"),
        ("Lapse in cover", f"{lapse} days" if lapse else "none"),
        ("Charged again", f"{computed:,.2f}"),
    ]
    return _completed(Draft("REI", on, computed, stated, steps=steps), term, commission)


def draft_audit(
    term: PolicyTerm, *, final: Decimal, stated: Decimal | None = None,
    commission: Decimal | None = None,
) -> Draft:  # fmt: skip
    """The difference between the audited premium and what was written, on the term's last day."""
    past = history(term)
    if final < 0:
        raise DomainError("The audited premium cannot be negative.", "final")
    if term.expires_on is None:
        raise DomainError("A continuous policy has no end to audit.", "final")
    written = sum((t.premium for t in past), ZERO)
    computed = audit_difference(final, written)
    steps = [
        ("Audited premium", f"{final:,.2f}"),
        ("Written so far", f"{written:,.2f}"),
        ("Difference", f"{computed:,.2f}"),
    ]
    on = end_of_cover(term, past)
    return _completed(Draft("AUD", on, computed, stated, steps=steps), term, commission)


def draft_non_renewal(term: PolicyTerm) -> Draft:
    """The carrier, or the insured, does not renew; no premium moves."""
    past = history(term)
    if term.expires_on is None:
        raise DomainError("A continuous policy is cancelled, not non-renewed.")
    if is_cancelled(past):
        raise DomainError("This term is cancelled, so it does not come up for renewal.")
    if any(t.kind == "NRN" for t in past):
        raise DomainError("The non-renewal of this term is booked already.")
    return Draft("NRN", term.expires_on, ZERO, steps=[("Premium", "0.00")])


def draft_beginning(
    kind: str, term: PolicyTerm, *, stated: Decimal | None = None,
    commission: Decimal | None = None,
) -> Draft:  # fmt: skip
    """The first transaction of a term: its full-term premium."""
    steps = [("Full-term premium", f"{term.annual_premium:,.2f}")]
    draft = Draft(kind, term.effective_on, term.annual_premium, stated, steps=steps)
    return _completed(draft, term, commission)


def history(term: PolicyTerm) -> list[PolicyTransaction]:
    """What is booked on the term, in the order of its effect."""
    return list(term.transactions.order_by("effective_on", "pk")) if term.pk else []


def is_cancelled(past: list[PolicyTransaction]) -> bool:
    """Whether the last cancellation or reinstatement booked, whenever effective, cancels."""
    return [t.kind for t in past if t.kind in ENDED][-1:] == ["CAN"]


def end_of_cover(term: PolicyTerm, past: list[PolicyTransaction]) -> date:
    """The day cover ends: of the cancellation, else of the expiration."""
    ends = [t.effective_on for t in past if t.kind in ENDED]
    return ends[-1] if is_cancelled(past) else term.expires_on or term.effective_on


def charges_of(past: list[PolicyTransaction], period: Period) -> list[Charge]:
    """The premium that `period` earns by days; an audit's is earned when it is booked."""
    return [
        Charge(t.effective_on, t.premium)
        for t in past
        if t.kind != "AUD" and period.effective_on <= t.effective_on < period.expires_on
    ]


def minimum_earned(term: PolicyTerm, values: dict[str, Decimal]) -> Decimal:
    """The percent of premium the company keeps: the term's own, else surplus lines' usual one."""
    if term.minimum_earned is not None:
        return term.minimum_earned
    admitted = term.policy.writing_company.admitted
    return ZERO if admitted else values.get(PremiumRule.Code.MINIMUM_EARNED_SURPLUS, ZERO)


def _completed(draft: Draft, term: PolicyTerm, commission: Decimal | None) -> Draft:
    """With the commission, and the flag when the carrier's figure is far from the computed."""
    values, code = _values(term), PremiumRule.Code
    off = False
    if draft.computed is not None and draft.stated is not None:
        dollars, percent = values[code.TOLERANCE_DOLLARS], values[code.TOLERANCE_PERCENT]
        off = differs(draft.computed, draft.stated, dollars, percent)
    if commission is None:
        commission = return_commission(draft.premium, term.commission_rate)
    if abs(commission) > abs(draft.premium) or commission * draft.premium < 0:
        raise DomainError("Commission cannot be more than the premium it is paid on.", "commission")
    return replace(draft, commission=commission, off_tolerance=off)


def _values(term: PolicyTerm) -> dict[str, Decimal]:
    """The premium rules of the day the term began."""
    found = PremiumRule.objects.in_force(term.effective_on)
    missing = [c.label for c in PremiumRule.Code if c not in found]
    if missing:
        raise DomainError(
            f"No rule is entered for the term’s first day: {missing[0]}. "
            "Ask an administrator to enter it."
        )
    return found


def _within(term: PolicyTerm, on: date) -> None:
    """A change takes effect on a day of its term."""
    ends = term.expires_on
    if on < term.effective_on or (ends is not None and on >= ends):
        until = f"and before {ends:%m/%d/%Y}" if ends else "on"
        raise DomainError(
            f"The term runs from {term.effective_on:%m/%d/%Y} {until}; choose a day within it.",
            "effective_on",
        )


def _period(term: PolicyTerm, on: date) -> Period:
    return period_at(term.effective_on, term.expires_on, on)


def _days(period: Period, on: date) -> list[tuple[str, str]]:
    """The days of the arithmetic, in words."""
    return [
        ("Days in the term", f"{period.days}"),
        ("Days in effect", f"{period.in_effect(on)}"),
        ("Days remaining", f"{period.remaining(on)}"),
    ]
