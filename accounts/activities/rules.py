"""Who is named with @ in a text."""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from teams.people.models import User

# An @ that begins a word; the one inside an e-mail address does not.
_AT = re.compile(r"(?<![\w.])@(?=\w)")


def mentioned(text: str, people: Sequence["User"], near: Collection[int]) -> list["User"]:
    """The `people` named in `text` as @First Last, or as @First when only one such is `near`.

    `near` holds the ids of those who can see what the text is about. Of two people who share a
    full name the near one is meant. Everyone once, in the order of the text.
    """
    longest_first = sorted(people, key=lambda p: (-len(p.name), p.pk not in near, p.pk))
    found: dict[int, User] = {}
    for at in _AT.finditer(text):
        rest = text[at.end() :]
        person = next((p for p in longest_first if _begins(rest, p.name)), None)
        if person is None:
            firsts = [
                p for p in people if p.pk in near and p.name and _begins(rest, p.name.split()[0])
            ]
            person = firsts[0] if len(firsts) == 1 else None
        if person is not None:
            found[person.pk] = person
    return list(found.values())


def _begins(text: str, name: str) -> bool:
    """Whether `text` begins with `name` as whole words, in any case."""
    return bool(name) and re.match(rf"{re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
