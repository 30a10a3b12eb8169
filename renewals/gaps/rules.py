"""Judging a gap rule by what is known of a client, with no database (DOMAIN §11).

A condition is `{"any": […]}`, `{"all": […]}` or one test of a fact: `{"fact": "employees",
"at_least": 5}`, `more_than` and `less_than` alike, `{"fact": "flood", "is": true}`. A number may
be another fact: `{"fact": "contract_limit", "more_than": {"fact": "liability_limit"}}`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any

from renewals.gaps.facts import FACTS

COMPARE = {
    "at_least": lambda value, bound: value >= bound,
    "more_than": lambda value, bound: value > bound,
    "less_than": lambda value, bound: value < bound,
}
DEEPEST = 4


@dataclass(frozen=True)
class Known:
    """A fact as it is known: its value, and the words that say how."""

    value: Any
    because: str


@dataclass(frozen=True)
class Verdict:
    """True with its reasons, False, or None with the facts that are to be asked."""

    holds: bool | None
    because: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def judge(condition: Any, known: Mapping[str, Known]) -> Verdict:
    """Whether `condition` holds by what is `known`; None while facts are missing."""
    if "any" in condition:
        return _any([judge(part, known) for part in condition["any"]])
    if "all" in condition:
        return _all([judge(part, known) for part in condition["all"]])
    return _test(condition, known)


def _any(parts: Sequence[Verdict]) -> Verdict:
    if reasons := _words(parts, "because", only=True):
        return Verdict(True, reasons)
    missing = any(part.holds is None for part in parts)
    return Verdict(None if missing else False, asks=_words(parts, "asks"))


def _all(parts: Sequence[Verdict]) -> Verdict:
    if any(part.holds is False for part in parts):
        return Verdict(False)
    if any(part.holds is None for part in parts):
        return Verdict(None, asks=_words(parts, "asks"))
    return Verdict(True, _words(parts, "because", only=True))


def _words(parts: Sequence[Verdict], name: str, only: bool | None = None) -> tuple[str, ...]:
    """The words of `parts` (those that hold, if `only`), each once and in order."""
    chosen = [part for part in parts if only is None or part.holds is only]
    return tuple(dict.fromkeys(word for part in chosen for word in getattr(part, name)))


def _test(test: Any, known: Mapping[str, Known]) -> Verdict:
    name = test["fact"]
    missing = [key for key in (name, *_other(test)) if key not in known]
    if missing:
        return Verdict(None, asks=tuple(key for key in missing if FACTS[key].question))
    fact = known[name]
    if "is" in test:
        return Verdict(bool(fact.value) is test["is"], (fact.because,))
    word = next(word for word in COMPARE if word in test)
    bound = test[word]
    words: tuple[str, ...] = (fact.because,)
    if isinstance(bound, dict):
        bound, words = known[bound["fact"]].value, (*words, known[bound["fact"]].because)
    holds = COMPARE[word](Decimal(str(fact.value)), Decimal(str(bound)))
    return Verdict(holds, words if holds else ())


def _other(test: Any) -> tuple[str, ...]:
    return tuple(b["fact"] for b in test.values() if isinstance(b, dict))


def check_condition(condition: Any, depth: int = 0) -> None:
    """Raises ValueError, with a sentence, for anything that `judge` could not read."""
    if depth > DEEPEST:
        raise ValueError("It is nested too deeply to be understood.")
    if not isinstance(condition, dict):
        raise ValueError("Each part is written in braces, like {“fact”: “flood”, “is”: true}.")
    if group := {"any", "all"} & set(condition):
        word = group.pop()
        if len(condition) != 1 or not isinstance(condition[word], list) or not condition[word]:
            raise ValueError(f"“{word}” stands alone and holds a list of parts.")
        for part in condition[word]:
            check_condition(part, depth + 1)
        return
    _check_test(condition)


def _check_test(test: dict[str, Any]) -> None:
    name = test.get("fact")
    if name not in FACTS:
        raise ValueError(f"There is no fact called “{str(name)[:40]}”.")
    words = [word for word in test if word != "fact"]
    if len(words) != 1 or words[0] not in ("is", *COMPARE):
        raise ValueError(f"“{name}” needs one of is, at_least, more_than, less_than.")
    value = test[words[0]]
    if words[0] == "is":
        if not isinstance(value, bool) or FACTS[name].kind != "yes_no":
            raise ValueError(f"“is” asks a yes-or-no fact for true or false; see “{name}”.")
    elif FACTS[name].kind != "number":
        raise ValueError(f"“{name}” is no number; ask it with is.")
    elif isinstance(value, dict):
        if value.get("fact") not in FACTS or FACTS[value["fact"]].kind != "number":
            raise ValueError(f"“{name}” can be compared with a number, or a fact that is one.")
    elif isinstance(value, bool) or not isinstance(value, Real):
        raise ValueError(f"“{name}” is compared with a number.")


def in_words(condition: Any) -> str:
    """The condition as people read it."""
    for word, between in (("any", " or "), ("all", " and ")):
        if word in condition:
            return between.join(in_words(part) for part in condition[word])
    label = FACTS[condition["fact"]].label.lower()
    if "is" in condition:
        return label if condition["is"] else f"not: {label}"
    word = next(word for word in COMPARE if word in condition)
    bound = condition[word]
    if isinstance(bound, dict):
        return f"{label} {word.replace('_', ' ')} {FACTS[bound['fact']].label.lower()}"
    return f"{label} {word.replace('_', ' ')} {bound:,}"


def is_covered(lines: Sequence[str], every: bool, in_force: set[str]) -> bool:
    """Whether the lines that would close a gap are in force; no line closes what names none."""
    if not lines:
        return False
    return all(line in in_force for line in lines) if every else bool(in_force & set(lines))
