"""Which markets to ask for a placement, and why: by appetite, line, state and our book."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.carriers.models import Appetite, CommissionRate, WritingCompany
from accounts.policies.models import LineOfBusiness, Policy
from renewals.marketing.expiring import Expiring, expiring_of, grades_of, lines_of
from renewals.marketing.models import MarketRule, SubmissionStep
from renewals.marketing.rules import Market, Suggestion, judge, names_class, ranked

MOST = 30
STALE = timedelta(days=365 * 2)  # what a carrier said longer ago is no longer its appetite


def suggest(
    placement: Any, expiring: dict[int, Expiring], search_open: str, on: date,
    most: int | None = MOST,
) -> list[Suggestion]:  # fmt: skip
    """The markets for `placement`, each with its reasons; a fixed number of queries.

    `search_open` says what a diligent search still lacks, empty when it is complete.
    """
    lines = {line.pk: line for line in lines_of(placement, expiring)}
    for row in expiring.values():
        lines[row.term.policy.line_id] = row.term.policy.line
    known = _Known(placement, lines, expiring, on)
    floor = MarketRule.objects.in_force(on).get("rating")
    found = [
        judge(known.market(company), floor=floor.grade if floor else "", search_open=search_open)
        for company in known.companies
    ]
    return [s for s in ranked(found) if s.score > 10 or s.blocked][:most]


def blocked(placement: Any, company: WritingCompany) -> tuple[str, ...]:
    """What stands against asking `company`, but for the search that a proposal waits for."""
    on, expiring = timezone.localdate(), expiring_of(placement)
    found = suggest(placement, expiring, "", on, most=None)
    return next((s.blocked for s in found if s.market.company_id == company.pk), ())


class _Known:
    """Everything known of the candidates, asked for once."""

    def __init__(
        self, placement: Any, lines: dict[int, LineOfBusiness], expiring: dict[int, Expiring],
        on: date,
    ):  # fmt: skip
        self.lines, self.state = lines, placement.client.state
        self.operations = placement.client.operations
        asked = set(placement.submissions.values_list("company", flat=True))
        rows = WritingCompany.objects.filter(active=True, kind=WritingCompany.Kind.INSURER)
        self.appetites: dict[int, list[Appetite]] = defaultdict(list)
        for appetite in Appetite.objects.filter(noted_on__gt=on - STALE).select_related("line"):
            if self._concerns(appetite):
                self.appetites[appetite.carrier_id].append(appetite)
        self.rates: dict[int, set[str]] = defaultdict(set)
        rates = CommissionRate.objects.on(on).filter(line__in=lines)
        for company, line in rates.values_list("company", "line__name"):
            self.rates[company].add(line)
        ours = Policy.objects.filter(line__in=lines, writing_company=OuterRef("pk"))
        self.book = set(rows.filter(Exists(ours)).order_by().values_list("pk", flat=True))
        self.incumbents: dict[int, list[str]] = defaultdict(list)
        for row in expiring.values():
            self.incumbents[row.company.pk].append(row.line.name)
        steps = SubmissionStep.objects.filter(
            kind="declined", on__gt=on - timedelta(days=365),
            submission__placement__client=placement.client_id,
        )  # fmt: skip
        self.declined: dict[int, str] = dict(
            steps.order_by("on", "pk").values_list("submission__company", "reason__name")
        )
        carriers = set(self.appetites)
        self.companies = [
            company
            for company in rows.select_related("carrier")
            if company.pk not in asked
            and (
                company.pk in self.incumbents or company.pk in self.rates
                or company.pk in self.book or company.carrier_id in carriers
            )
        ]  # fmt: skip
        self.grades = grades_of({c.pk for c in self.companies}, on)

    def _concerns(self, appetite: Appetite) -> bool:
        states = appetite.states.replace(",", " ").split()
        if states and self.state and self.state not in states:
            return False
        return appetite.line_id is None or appetite.line_id in self.lines

    def _fits(self, appetite: Appetite) -> bool:
        """Whether its classes, if it names any, are among what the client does."""
        return not appetite.classes or names_class(appetite.classes, self.operations)

    def market(self, company: WritingCompany) -> Market:
        """What is known of one company."""
        said = self.appetites.get(company.carrier_id, [])
        of: dict[tuple[str, bool], list[str]] = defaultdict(list)
        for appetite in said:
            of[appetite.stance, self._fits(appetite)].append(_words(appetite))
        wanted, avoid = Appetite.Stance.WANTED, Appetite.Stance.AVOID
        return Market(
            company_id=company.pk, name=company.name, admitted=company.admitted,
            grade=self.grades.get(company.pk, ""),
            incumbent=tuple(self.incumbents.get(company.pk, ())),
            wanted=tuple(of[wanted, True]), avoided=tuple(of[avoid, True]),
            notes=tuple(
                [f"wants {what}" for what in of[wanted, False]]
                + [f"avoids {what}" for what in of[avoid, False]]
            ),
            scheduled=tuple(sorted(self.rates.get(company.pk, ()))),
            ours=company.pk in self.book, declined=self.declined.get(company.pk, ""),
        )  # fmt: skip


def _words(appetite: Appetite) -> str:
    what = appetite.classes or (str(appetite.line).lower() if appetite.line else "all lines")
    where = f" in {appetite.states}" if appetite.states else ""
    return f"{what}{where} (heard {appetite.noted_on:%m/%d/%Y})"
