"""Words as people compare them: without case, accents and punctuation.

Each function of Python has a database expression beside it that gives the same text, so that
what is typed can be compared with what is stored. The expressions are immutable: they may stand
in generated columns and indexes, and need no collation that knows languages.
"""

import re
from typing import Any

from django.db.models import CharField, Func, Value
from django.db.models.functions import Lower, Trim

_UPPER = "ÀÁÂÃÄÅĀÇĆČÈÉÊËĒĘÌÍÎÏĪÑŃÒÓÔÕÖØŌÙÚÛÜŪÝŠŚŽŹŻŁ"
_PLAIN = "aaaaaaaccceeeeeeiiiiinnooooooouuuuuysszzzl"
_DROPPED = "'’`\".,"
_FROM = _UPPER + _UPPER.lower() + _DROPPED
_TO = _PLAIN + _PLAIN
_TABLE = str.maketrans(_UPPER + _UPPER.lower(), _TO, _DROPPED)
# Said or left out as people please; nobody tells two firms apart by these.
_IDLE = "and|the|inc|incorporated|llc|llp|lp|corp|corporation|co|company|ltd"


def sort_key(text: str) -> str:
    """`text` as lists are sorted by it: case, accents, apostrophes and points do not count."""
    return text.translate(_TABLE).lower()


def search_key(text: str) -> str:
    """The words of `text` that names are told apart by, with one space between."""
    words = re.sub("[^a-z0-9]+", " ", sort_key(text))
    return " ".join(re.sub(rf"\b({_IDLE})\b", " ", words).split())


def digits(text: str) -> str:
    """The digits of `text` alone."""
    return re.sub("[^0-9]", "", text)


def letters_and_digits(text: str) -> str:
    """`text` in capitals without spaces and punctuation, as numbers and codes are compared."""
    return re.sub("[^A-Z0-9]", "", text.upper())


def SortKey(text: Any) -> Func:
    """`sort_key` in the database."""
    return Lower(
        Func(text, Value(_FROM), Value(_TO), function="TRANSLATE", output_field=CharField())
    )


def SearchKey(text: Any) -> Func:
    """`search_key` in the database."""
    words = _replaced(SortKey(text), "[^a-z0-9]+", " ")
    return Trim(_replaced(_replaced(words, rf"\m({_IDLE})\M", " "), " +", " "))


def Digits(text: Any) -> Func:
    """`digits` in the database."""
    return _replaced(text, "[^0-9]", "")


def LettersAndDigits(text: Any) -> Func:
    """`letters_and_digits` in the database."""
    upper = Func(text, function="UPPER", output_field=CharField())
    return _replaced(upper, "[^A-Z0-9]", "")


def _replaced(text: Any, pattern: str, by: str) -> Func:
    return Func(
        text, Value(pattern), Value(by), Value("g"),
        function="REGEXP_REPLACE", output_field=CharField(),
    )  # fmt: skip
