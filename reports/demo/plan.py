"""A client of the demo as it is thought up, before anything is in the database."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from config.lib.money import percent_of
from reports.demo.trades import Trade


@dataclass
class Deed:
    """One transaction of a term: premium in dollars, written down on `entered_on`."""

    kind: str
    effective_on: date
    premium: Decimal
    commission: Decimal
    entered_on: date
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def month(self) -> date:
        """Its accounting month: that of its effect, or of its entry when that is later."""
        return max(self.effective_on, self.entered_on).replace(day=1)


@dataclass
class TermPlan:
    """One period of a policy with what happened in it."""

    number: str
    effective_on: date
    expires_on: date | None
    annual: Decimal
    rate: Decimal
    deeds: list[Deed] = field(default_factory=list)

    def add(
        self, kind: str, effective_on: date, premium: Decimal, entered_on: date, **facts: Any
    ) -> None:
        """Book `premium` dollars on the term, with commission at the term's rate.

        `facts` are what else the transaction says; a reason by its code.
        """
        commission = percent_of(premium, self.rate)
        self.deeds.append(Deed(kind, effective_on, premium, commission, entered_on, facts))


@dataclass
class PolicyPlan:
    """A contract; `installments` is into how many bills a term's premium is divided.

    `replaces` is the contract that was rewritten into this one.
    """

    line: str
    company: int
    admitted: bool
    agency_bill: bool
    installments: int = 1
    terms: list[TermPlan] = field(default_factory=list)
    replaces: "PolicyPlan | None" = None


@dataclass
class ClientPlan:
    """A client: what it is, what it buys, how it pays."""

    index: int
    rng: Random
    trade: Trade
    tier: str
    name: str
    dba: str
    since: date
    is_new: bool
    scale: float
    payer: str
    fields: dict[str, str]
    policies: list[PolicyPlan] = field(default_factory=list)
    unapplied: list[tuple[date, Decimal]] = field(default_factory=list)


@dataclass(frozen=True)
class Window:
    """The time the book covers: `start` is the first day of its full history."""

    today: date
    start: date
