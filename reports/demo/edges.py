"""The odd cases every book has, each at a client of its own near the start (DOMAIN §15)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from config.lib.dates import add_months
from reports.demo.clients import deposit
from reports.demo.markets import Market
from reports.demo.plan import ClientPlan, Window
from reports.demo.policies import Histories

SHARED_NUMBER = "CPP5550100"
PROSPECTS, FORMER, DEPOSITS = 0.04, 0.03, 0.02


def fill(plan: ClientPlan, market: Market, window: Window) -> None:
    """Give the client its policies: an odd case where its number has one, else ordinary ones."""
    histories = Histories(plan, market, window)
    drawn = plan.rng.random()
    if plan.index in EDGES:
        drawn = 0.5
    if plan.index == PROSPECT or (plan.index != FORMER_CLIENT and drawn < PROSPECTS):
        return
    if plan.index == FORMER_CLIENT or PROSPECTS <= drawn < PROSPECTS + FORMER:
        plan.is_new = False
        histories.all_lines(leaves_on=window.start - timedelta(days=plan.rng.randint(0, 90)))
        return
    if drawn > 1 - DEPOSITS:
        deposit(plan, window)
    histories.all_lines()
    if plan.index in EDGES:
        EDGES[plan.index](histories, window)


def package(histories: Histories, window: Window) -> None:
    """A package with four coverages."""
    policy = histories.policy("CPKGE", agency_bill=True)
    histories.run(policy, _months_ago(window, 19), "REN", steady=True)


def shared_number(histories: Histories, window: Window) -> None:
    """The same policy number as at another client."""
    policy = histories.policy("CPKGE")
    histories.run(policy, _months_ago(window, 7), "NEW", number=SHARED_NUMBER, steady=True)


def number_to_come(histories: Histories, window: Window) -> None:
    """A policy just bound, whose number the carrier has yet to say."""
    start = window.today - timedelta(days=9)
    histories.run(histories.policy("CYBER"), start, "NEW", number="TBA", steady=True)


def leap_year(histories: Histories, window: Window) -> None:
    """A term that began on 29 February, and its renewals."""
    year = window.today.year
    while not (year % 4 == 0 and (year % 100 or year % 400 == 0)) or date(year, 2, 29) > (
        window.today
    ):
        year -= 1
    histories.run(histories.policy("EO"), date(year, 2, 29), "REN", steady=True)


def continuous_bond(histories: Histories, window: Window) -> None:
    """A bond that runs until somebody cancels it."""
    policy = histories.policy("LBOND", agency_bill=True)
    histories.run(policy, _months_ago(window, 21), "NEW", annual=Decimal("250.00"))


def stops_paying(histories: Histories, window: Window) -> None:
    """Ten monthly bills, none paid since the second: something in every bucket of the aging."""
    histories.plan.payer = "stopped"
    policy = histories.policy("WORK", agency_bill=True)
    policy.installments = 10
    histories.run(policy, _months_ago(window, 8), "REN", steady=True)


def cancelled_midterm(histories: Histories, window: Window) -> None:
    """A mid-term cancellation, its return premium still a credit of the client."""
    policy = histories.policy("CGL", admitted=True, agency_bill=True)
    policy.installments = 1
    histories.run(policy, _months_ago(window, 6), "NEW", steady=True)
    histories.cancel(policy, policy.terms[-1], window.today - timedelta(days=25), then="END")


def rewritten(histories: Histories, window: Window) -> None:
    """Rewritten with another company in the middle of the term."""
    policy = histories.policy("UMBRC")
    histories.run(policy, _months_ago(window, 7), "REN", steady=True)
    histories.cancel(policy, policy.terms[-1], _months_ago(window, 2), then="REW")


def cancelled_flat(histories: Histories, window: Window) -> None:
    """Cancelled back to its first day, all premium returned."""
    policy = histories.policy("CRIM", agency_bill=True)
    histories.run(policy, _months_ago(window, 2), "NEW", steady=True)
    histories.cancel(policy, policy.terms[-1], policy.terms[-1].effective_on, then="END")


def audited(histories: Histories, window: Window) -> None:
    """An audit after expiration that asks for more premium."""
    policy = histories.policy("WORK", agency_bill=True)
    histories.run(policy, _months_ago(window, 16), "REN", steady=True)
    term = policy.terms[0]
    entered = min(term.expires_on + timedelta(days=75), window.today)
    term.add(
        "AUD", term.expires_on, Decimal("4180.55"), entered, computed_premium=Decimal("4180.55"),
        description="Payroll above the estimate",
    )  # fmt: skip


def lost(histories: Histories, window: Window) -> None:
    """Not renewed by the carrier, and lost."""
    policy = histories.policy("EPLI")
    start = _months_ago(window, 13)
    histories.run(policy, start, "REN", leaves_on=start, steady=True)
    term = policy.terms[-1]
    told = term.expires_on - timedelta(days=75)
    term.add(
        "NRN", term.expires_on, Decimal("0.00"), told, asked_by="carrier",
        reason="carrier-non-renewal",
    )  # fmt: skip


def receipt_without_invoice(histories: Histories, window: Window) -> None:
    """A deposit that belongs to no invoice yet."""
    deposit(histories.plan, window)


def part_paid(histories: Histories, window: Window) -> None:
    """A bill of which only a part was paid."""
    histories.plan.payer = "partly"
    policy = histories.policy("AUTOB", agency_bill=True)
    histories.run(policy, _months_ago(window, 3), "REN", steady=True)


def surplus_lines(histories: Histories, window: Window) -> None:
    """A surplus lines placement with its tax and stamping fee (DOMAIN §4.5)."""
    policy = histories.policy("EXLIA", admitted=False, agency_bill=True)
    histories.run(policy, _months_ago(window, 5), "NEW", steady=True)


def reinstated(histories: Histories, window: Window) -> None:
    """Cancelled for non-payment and reinstated twelve days later."""
    policy = histories.policy("AUTOB", agency_bill=True)
    histories.run(policy, _months_ago(window, 5), "REN", steady=True)
    histories.cancel(policy, policy.terms[-1], _months_ago(window, 2), then="REI")


def moved_at_expiration(histories: Histories, window: Window) -> None:
    """The same coverage with another carrier from the day the old one expired."""
    old = histories.policy("PROP", agency_bill=True)
    start = _months_ago(window, 15)
    histories.run(old, start, "REN", leaves_on=start, steady=True)
    term = old.terms[-1]
    new = histories.policy("PROP", agency_bill=True)
    new.replaces = old
    histories.run(new, term.expires_on, "REW", annual=term.annual, steady=True)


def renewed_ahead(histories: Histories, window: Window) -> None:
    """Renewed already, to begin in three weeks."""
    policy = histories.policy("CGL", agency_bill=True)
    start = add_months(window.today + timedelta(days=21), -12)
    histories.run(policy, start, "REN", leaves_on=start, steady=True)
    histories.renew_ahead(policy, policy.terms[-1])


def endorsed(histories: Histories, window: Window) -> None:
    """A vehicle more and, a month later, one less."""
    policy = histories.policy("AUTOB", agency_bill=True)
    histories.run(policy, _months_ago(window, 4), "REN", steady=True)
    term = policy.terms[-1]
    histories.endorse(term, _months_ago(window, 3), line="AUTOB", yearly=Decimal("2400.00"))
    histories.endorse(term, _months_ago(window, 2), line="AUTOB", yearly=Decimal("-1180.00"))


def about_to_be_told(histories: Histories, window: Window) -> None:
    """Passed 120 days before its expiration yesterday, so the next tick tells of it."""
    start = add_months(window.today + timedelta(days=119), -12)
    histories.run(histories.policy("DO"), start, "REN", leaves_on=start, steady=True)


def _months_ago(window: Window, months: int) -> date:
    return add_months(window.today, -months).replace(day=1)


PROSPECT, FORMER_CLIENT = 3, 4
EDGES: dict[int, Callable[[Histories, Window], None]] = {
    0: package,
    1: stops_paying,
    2: continuous_bond,
    5: shared_number,
    6: shared_number,
    7: number_to_come,
    8: leap_year,
    9: stops_paying,
    10: surplus_lines,
    11: rewritten,
    12: cancelled_midterm,
    13: cancelled_flat,
    14: audited,
    15: part_paid,
    16: lost,
    17: moved_at_expiration,
    18: reinstated,
    19: renewed_ahead,
    20: endorsed,
    21: receipt_without_invoice,
    22: about_to_be_told,
    24: about_to_be_told,
}
