"""Thinking up what a client's policies went through: renewals, changes, ends (DOMAIN §10)."""

from datetime import date, timedelta
from decimal import Decimal

from config.lib.dates import add_months
from config.lib.money import cents
from reports.demo.changes import cancelled, endorsed
from reports.demo.clients import lines_wanted
from reports.demo.markets import LINES, Market
from reports.demo.plan import ClientPlan, PolicyPlan, TermPlan, Window

MINIMUM_EARNED = Decimal("0.25")  # of a surplus lines premium (DOMAIN §10.2)
SHORT_RATE = Decimal("0.90")

CANCELLED, REINSTATED, REWRITTEN = 0.026, 0.25, 0.30
LOST, MOVED = 0.068, 0.05
RENEWED_EARLY, UNDECIDED = 0.35, 0.25


def return_premium(term: TermPlan, on: date, *, short_rate: bool, minimum: Decimal) -> Decimal:
    """What a cancellation on `on` gives back of the term's annual premium, as a positive amount.

    Pro rata by days, 90 % of it at short rate, and never so much that less than `minimum`
    (a share of the premium) is earned (DOMAIN §10.2).
    """
    if term.expires_on is None:
        raise ValueError("A continuous policy has no term to earn.")
    days = (term.expires_on - term.effective_on).days
    back = term.annual * (term.expires_on - on).days / days
    if on == term.effective_on:
        return cents(back)
    if short_rate:
        back *= SHORT_RATE
    return cents(min(back, term.annual * (1 - minimum)))


class Histories:
    """Writes the histories of one client's policies."""

    def __init__(self, plan: ClientPlan, market: Market, window: Window):
        self.plan, self.market, self.window = plan, market, window
        self.rng = plan.rng
        self.anniversary = self.rng.choice((1, 1, 4, 7, 7, 10, *range(1, 13)))
        self.day = self.rng.choice((1, 1, 1, 1, 15, self.rng.randint(2, 28)))

    def all_lines(self, leaves_on: date | None = None) -> None:
        """Every line the client buys; nothing is renewed from `leaves_on` on."""
        for n, line in enumerate(lines_wanted(self.plan)):
            start, kind = self._first_day(n)
            if start <= self.window.today and not (leaves_on and start >= leaves_on):
                self.run(self.policy(line), start, kind, leaves_on=leaves_on)

    def _first_day(self, n: int) -> tuple[date, str]:
        """When line number `n` begins in the book, and whether it was new then."""
        rng, window, since = self.rng, self.window, self.plan.since
        if self.plan.is_new:
            later = rng.randint(20, 400) if n and rng.random() < 0.2 else 0
            return since + timedelta(days=later), "NEW"
        if n and rng.random() < 0.10:
            days = (window.today - window.start).days
            return window.start + timedelta(days=rng.randint(1, days)), "NEW"
        month = self.anniversary if rng.random() < 0.7 else rng.randint(1, 12)
        day = date(window.start.year, month, self.day)
        return (day if day < window.start else add_months(day, -12)), "REN"

    def policy(
        self, line: str, *, admitted: bool | None = None, agency_bill: bool | None = None
    ) -> PolicyPlan:
        """A contract with a company that writes the line; agency bill six times in ten."""
        rng = self.rng
        companies = [
            c for c in self.market.by_line[line] if admitted is None or c[1] is admitted
        ] or self.market.by_line[line]
        company, is_admitted = rng.choice(companies)
        policy = PolicyPlan(
            line=line,
            company=company,
            admitted=is_admitted,
            agency_bill=rng.random() < 0.6 if agency_bill is None else agency_bill,
            installments=rng.choice((1, 1, 4)),
        )
        self.plan.policies.append(policy)
        return policy

    def run(
        self,
        policy: PolicyPlan,
        start: date,
        kind: str,
        *,
        annual: Decimal | None = None,
        number: str | None = None,
        leaves_on: date | None = None,
        steady: bool = False,
    ) -> None:
        """Term after term from `start` to today; a `steady` policy is always renewed."""
        facts, rng = LINES[policy.line], self.rng
        base = (
            number
            or f"{rng.choice('ABCGKLMPSW')}{rng.choice('ABPRTX')}{rng.randint(10**6, 10**7 - 1)}"
        )
        annual = annual or cents(
            Decimal(rng.uniform(*facts.premium) * self.plan.scale).quantize(Decimal(1))
        )
        while True:
            term = TermPlan(
                number=number or f"{base}-{start.year % 100:02d}",
                effective_on=start,
                expires_on=None if facts.continuous else add_months(start, 12),
                annual=annual,
                rate=facts.commission,
            )
            policy.terms.append(term)
            entered = min(start - timedelta(days=rng.randint(0, 18)), self.window.today)
            term.add(kind, start, annual, entered)
            if term.expires_on is None or self._changes(policy, term, steady):
                return
            annual = self._renewal_premium(term)
            if self._ends(policy, term, annual, leaves_on, steady):
                return
            start, kind = term.expires_on, "REN"

    def renew_ahead(self, policy: PolicyPlan, term: TermPlan) -> None:
        """Renew `term` before it expires."""
        entered = self.window.today - timedelta(days=4)
        renewal = TermPlan(
            number=f"{term.number[:-3]}-{term.expires_on.year % 100:02d}",
            effective_on=term.expires_on,
            expires_on=add_months(term.expires_on, 12),
            annual=self._renewal_premium(term),
            rate=term.rate,
        )
        renewal.add("REN", renewal.effective_on, renewal.annual, entered)
        policy.terms.append(renewal)

    def _renewal_premium(self, term: TermPlan) -> Decimal:
        change = max(-0.15, min(0.30, self.rng.gauss(0.055, 0.06)))
        return cents(term.annual * Decimal(1 + change))

    def _changes(self, policy: PolicyPlan, term: TermPlan, steady: bool) -> bool:
        """Endorsements and a cancellation of the term; whether that was its end."""
        rng, today = self.rng, self.window.today
        for _ in range(rng.choices((0, 1, 2), (66, 25, 9))[0]):
            on = term.effective_on + timedelta(days=rng.randint(15, 340))
            self.endorse(term, on, line=policy.line)
        if not steady and rng.random() < CANCELLED:
            on = term.effective_on + timedelta(days=rng.randint(20, 300))
            if on <= today:
                return self.cancel(policy, term, on)
        return False

    def endorse(
        self, term: TermPlan, on: date, *, line: str, yearly: Decimal | None = None
    ) -> None:
        """A change of the annual premium by `yearly` dollars, charged for the days that remain."""
        entered = on + timedelta(days=self.rng.randint(0, 12))
        if entered > self.window.today or term.expires_on is None:
            return
        yearly = yearly or term.annual * Decimal(self.rng.uniform(-0.07, 0.14))
        remaining = (
            Decimal((term.expires_on - on).days) / (term.expires_on - term.effective_on).days
        )
        term.add("END", on, cents(yearly * remaining), entered, **endorsed(yearly, remaining, line))

    def cancel(
        self, policy: PolicyPlan, term: TermPlan, on: date, *, then: str | None = None
    ) -> bool:
        """Cancel the term; it stays so, is reinstated or rewritten. Whether the policy ended."""
        rng, today = self.rng, self.window.today
        minimum = Decimal(0) if policy.admitted else MINIMUM_EARNED
        short_rate = rng.random() < 0.4
        back = return_premium(term, on, short_rate=short_rate, minimum=minimum)
        # What had been changed after the day of the cancellation never came into force.
        term.deeds = [d for d in term.deeds if d.effective_on <= on]
        entered = min(on + timedelta(days=rng.randint(0, 9)), today)
        term.add("CAN", on, -back, entered, **cancelled(term, on, short_rate, back))
        drawn = rng.random()
        then = then or (
            "REI" if drawn < REINSTATED else "REW" if drawn < REINSTATED + REWRITTEN else "END"
        )
        if then == "REI" and on + timedelta(days=12) <= today:
            term.add(
                "REI", on, back, on + timedelta(days=12), computed_premium=back,
                description="Payment received, no lapse",
            )  # fmt: skip
            return False
        if then == "REW":
            new = self.policy(policy.line)
            new.replaces = policy
            self.run(new, on, "REW", annual=self._renewal_premium(term))
        return True

    def _ends(
        self,
        policy: PolicyPlan,
        term: TermPlan,
        annual: Decimal,
        leaves_on: date | None,
        steady: bool,
    ) -> bool:
        """What happens at expiration; True unless the same policy is renewed."""
        rng, today, expires = self.rng, self.window.today, term.expires_on
        self._audit(policy, term)
        drawn, luck = rng.random(), rng.random()
        if expires > today and not (expires <= today + timedelta(30) and luck < RENEWED_EARLY):
            return True
        if leaves_on and expires >= leaves_on:
            return True
        if steady:
            return False
        if expires > today - timedelta(10) and expires <= today and luck < UNDECIDED:
            return True
        if drawn < LOST:
            if drawn < LOST / 2:
                told = min(expires - timedelta(rng.randint(60, 90)), today)
                term.add(
                    "NRN", expires, Decimal("0.00"), told, asked_by="carrier",
                    reason="carrier-non-renewal",
                )  # fmt: skip
            return True
        if drawn < LOST + MOVED:
            new = self.policy(policy.line)
            new.replaces = policy
            self.run(new, expires, "REW", annual=annual)
            return True
        return False

    def _audit(self, policy: PolicyPlan, term: TermPlan) -> None:
        """The final premium of lines rated on payroll or sales, months after expiration."""
        entered = term.expires_on + timedelta(days=self.rng.randint(60, 130))
        if LINES[policy.line].audited and self.rng.random() < 0.6 and entered <= self.window.today:
            owed = cents(term.annual * Decimal(self.rng.uniform(-0.06, 0.13)))
            term.add("AUD", term.expires_on, owed, entered)
