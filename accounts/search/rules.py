"""How alike two names are, by the slips people make while typing."""

from collections.abc import Sequence
from fractions import Fraction


def likeness(typed: Sequence[str], stored: Sequence[str]) -> Fraction:
    """How well the `typed` words are found among the `stored` ones, from 0 to 1.

    Each typed word takes the stored word it is most like, a long word counting for more. A word
    that is not finished is compared with the beginning of the stored one.
    """
    letters = sum(len(word) for word in typed)
    if not letters or not stored:
        return Fraction(0)
    total = Fraction(0)
    for place, word in enumerate(typed):
        last = place == len(typed) - 1
        total += len(word) * max(_word_likeness(word, other, last) for other in stored)
    return total / letters


def _word_likeness(word: str, other: str, unfinished: bool) -> Fraction:
    whole = Fraction(max(len(word), len(other)) - slips(word, other), max(len(word), len(other)))
    if not unfinished or len(word) >= len(other):
        return whole
    begun = Fraction(len(word) - slips(word, other[: len(word)]), len(word))
    return max(whole, begun * Fraction(95, 100))


def slips(one: str, other: str) -> int:
    """How many letters were left out, added, mistaken, or swapped with their neighbor."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wanted))
            swapped = (
                row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            )
            now.append(min(cost, before_last[column - 2] + 1) if swapped else cost)
        before_last, last = last, now
    return last[-1]
