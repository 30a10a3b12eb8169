"""Whether non-admitted quotes may be proposed and bound."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.carriers.models import WritingCompany
from renewals.marketing.models import MarketRule, SubmissionLine, SubmissionStep
from renewals.quotes.models import Quote
from renewals.surplus.models import DiligentSearch
from renewals.surplus.rules import Declination, counted, lacking

NO_SEARCH = "no diligent search is open"
NOT_AFFIRMED = "the search is complete and waits to be affirmed"


@dataclass
class SearchState:
    """A search with its declinations and what it lacks."""

    search: DiligentSearch
    declinations: list[Declination]
    needed: int
    missing: list[str]

    @property
    def complete(self) -> bool:
        return not self.missing and self.search.affirmed_on is not None

    @property
    def says(self) -> str:
        """What stands in the way of a non-admitted quote; empty when nothing does."""
        if self.missing:
            return "; ".join(self.missing)
        return "" if self.search.affirmed_on else NOT_AFFIRMED


def searches_of(placement: Any, on: date) -> dict[int, SearchState]:
    """Line id → its search; a fixed number of queries."""
    rows = list(placement.searches.select_related(
        "line", "listing", "searched_by", "affirmed_by", "disclosure_file"
    ))  # fmt: skip
    if not rows:
        return {}
    declined = declinations_of(placement)
    rule = MarketRule.objects.in_force(on).get("declinations")
    needed = int(rule.value) if rule else 0
    found = {}
    for search in rows:
        listing = search.listing
        listed = listing is not None and listing.from_on <= on and (
            listing.until_on is None or listing.until_on > on
        )  # fmt: skip
        mine = declined.get(search.line_id, [])
        missing = lacking(search.ground, mine, needed, search.facts, listed)
        found[search.line_id] = SearchState(search, counted(mine), needed, missing)
    return found


def declinations_of(placement: Any) -> dict[int, list[Declination]]:
    """Line id → the declinations by admitted insurers of this placement; two queries."""
    steps = SubmissionStep.objects.filter(
        submission__placement=placement, kind="declined", submission__company__admitted=True,
        submission__company__kind=WritingCompany.Kind.INSURER,
    ).select_related("submission__company", "reason")  # fmt: skip
    lines: dict[int, list[int]] = defaultdict(list)
    for row in SubmissionLine.objects.filter(submission__placement=placement):
        lines[row.submission_id].append(row.line_id)
    found: dict[int, list[Declination]] = defaultdict(list)
    for step in steps:
        said = Declination(
            step.submission.company.name, step.on, step.reason.name if step.reason else "",
            step.contact,
        )  # fmt: skip
        for line in lines[step.submission_id]:
            found[line].append(said)
    return found


def surplus_problems(quotes: Iterable[Quote], placement: Any, on: date) -> dict[int, str]:
    """Quote id → why a non-admitted quote cannot be proposed; empty for all that can.

    `quotes` come with their company, and their lines with `line`.
    """
    outside = [q for q in quotes if not q.company.admitted]
    if not outside:
        return {}
    searches = searches_of(placement, on)
    found = {}
    for quote in outside:
        says = []
        for row in quote.lines.all():
            state = searches.get(row.line_id)
            if problem := state.says if state else NO_SEARCH:
                says.append(f"{row.line}: {problem}")
        if says:
            found[quote.pk] = f"{quote.company} is not admitted. " + ". ".join(says)
    return found


def search_open(placement: Any, lines: Iterable[int], on: date) -> str:
    """In a few words what the lines of a placement lack for the surplus market."""
    searches = searches_of(placement, on)
    if any((state := searches.get(line)) and state.complete for line in lines):
        return ""
    states = [s for s in searches.values() if s.says]
    return states[0].says if states else NO_SEARCH


def disclosure_missing(quote: Quote, placement: Any) -> list[str]:
    """Lines of a non-admitted quote whose D-1 is neither signed nor not needed."""
    if quote.company.admitted:
        return []
    done = placement.searches.exclude(disclosure=DiligentSearch.Disclosure.OPEN)
    have = set(done.values_list("line", flat=True))
    return [str(row.line) for row in quote.lines.all() if row.line_id not in have]
