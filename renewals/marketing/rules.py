"""The arithmetic of marketing, with no database. Amounts are dollars, rates percent."""

from collections.abc import Sequence
from dataclasses import dataclass

# AM Best's scale of financial strength, the best first.
GRADES = (
    "A++", "A+", "A", "A-", "B++", "B+", "B", "B-", "C++", "C+", "C", "C-", "D", "E", "F",
)  # fmt: skip


def is_below(grade: str, floor: str) -> bool:
    """Whether `grade` is worse than `floor`; one that is not on the scale is."""
    if floor not in GRADES:
        return False
    return grade not in GRADES or GRADES.index(grade) > GRADES.index(floor)


def names_class(classes: str, operations: str) -> bool:
    """Whether a word of `classes` (five letters or more) stands in what a client does.

    Endings are left out of account, so that bakeries are found in a bakery.
    """
    said = operations.casefold()
    words = (word.strip(".,;:()").casefold() for word in classes.split())
    return any(len(word) > 4 and word[: max(5, len(word) - 3)] in said for word in words)


@dataclass(frozen=True)
class Market:
    """What is known of one company before it is asked."""

    company_id: int
    name: str
    admitted: bool
    grade: str
    incumbent: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()
    scheduled: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ours: bool = False
    declined: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A market, how well it fits, and why; `blocked` says what stands against it."""

    market: Market
    score: int
    reasons: tuple[str, ...]
    blocked: tuple[str, ...]

    @property
    def tone(self) -> str:
        """Incumbent, fits, possible or blocked."""
        if self.blocked:
            return "blocked"
        if self.market.incumbent:
            return "incumbent"
        return "fits" if self.market.wanted else "possible"


def judge(market: Market, *, floor: str, search_open: str) -> Suggestion:
    """How a market fits. `floor` is the lowest rating, `search_open` what a non-admitted needs."""
    reasons, blocked = [], []
    if market.incumbent:
        reasons.append(f"writes {_words(market.incumbent)} now")
    reasons += [f"wants {what}" for what in market.wanted]
    if market.ours:
        reasons.append("writes such policies for us")
    if market.scheduled:
        reasons.append(f"commission agreed for {_words(market.scheduled)}")
    reasons += market.notes
    reasons.append(f"AM Best {market.grade}" if market.grade else "no rating on file")
    blocked += [f"avoids {what}" for what in market.avoided]
    if market.grade and is_below(market.grade, floor):
        blocked.append(f"rating {market.grade} is below {floor}")
    if not market.admitted and search_open:
        blocked.append(f"not admitted: {search_open}")
    if market.declined:
        blocked.append(f"declined this year: {market.declined}")
    score = (
        1000 * len(market.incumbent) + 100 * len(market.wanted) + 20 * len(market.scheduled)
        + 15 * market.ours + 10 * market.admitted - 500 * bool(blocked)
    )  # fmt: skip
    return Suggestion(market, score, tuple(reasons), tuple(blocked))


def ranked(suggestions: Sequence[Suggestion]) -> list[Suggestion]:
    """Incumbents first, then what fits best, the blocked ones last."""
    return sorted(
        suggestions,
        key=lambda s: (
            not s.market.incumbent, bool(s.blocked), -s.score, s.market.name.casefold(),
        ),
    )  # fmt: skip


def _words(names: Sequence[str]) -> str:
    return ", ".join(name.lower() for name in names)
