"""The shape of every letter: to whom, about what, its words, a table, who gets a copy."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from accounts.clients.models import Client
from config.lib.templatetags.steward import us_date
from teams.access.roles import Role

TEMPLATE = "documents/letter.html"


@dataclass(frozen=True)
class LetterTable:
    """A table in a letter: plain words in its cells.

    The columns in `numeric` align right; `widths` are percent, equal when left out.
    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    numeric: frozenset[int] = frozenset()
    total: Sequence[str] = ()
    widths: Sequence[int] = ()

    @property
    def head_cells(self) -> list[tuple[str, bool]]:
        return [(text, place in self.numeric) for place, text in enumerate(self.heads)]

    @property
    def body(self) -> list[list[tuple[str, bool]]]:
        """Rows of (words, whether it is a number)."""
        return [[(t, p in self.numeric) for p, t in enumerate(row)] for row in self.rows]

    @property
    def foot(self) -> list[tuple[str, bool]]:
        return [(text, place in self.numeric) for place, text in enumerate(self.total)]


@dataclass(frozen=True)
class Letter:
    """A letter to a client as it will be printed; the same on paper and in Word."""

    title: str
    as_of: date
    client: Client
    attention: str
    subject: str
    before: Sequence[str]
    tables: Sequence[LetterTable] = ()
    after: Sequence[str] = ()
    copies: Sequence[str] = ()
    built_from: dict[str, Any] = field(default_factory=dict)
    to: Sequence[str] = ()  # the lines of another address than the client's

    @property
    def salutation(self) -> str:
        return f"Dear {self.attention}:" if self.attention else "To whom it may concern:"

    @property
    def address_lines(self) -> list[str]:
        return list(self.to) or address_of(self.client)


def address_of(client: Client) -> list[str]:
    """Name and postal address, without empty lines."""
    city = f"{client.city}, {client.state} {client.zip}".strip(" ,")
    return [line for line in (client.name, client.street, city) if line]


def attention_of(client: Client, role: str = "") -> str:
    """The contact with `role` (such as billing), else the primary one, else nobody."""
    people = list(client.contacts.all())
    fitting = [p for p in people if role in p.roles] or [p for p in people if p.primary]
    return fitting[0].name if fitting else ""


def seller_of(client: Client) -> str:
    """The client's sales executive, who gets copies; empty when there is none."""
    serving = client.assignments.current().filter(role=Role.SALES_EXECUTIVE)
    found = serving.select_related("user").first()
    return found.user.name if found else ""


def word(letter: Letter) -> dict[str, Any]:
    """The fields of the Word template of a letter."""
    return {
        "title": letter.title,
        "as_of": us_date(letter.as_of),
        "client": letter.client.name,
        "attention": letter.attention,
        "address_lines": letter.address_lines,
        "subject": letter.subject,
        "salutation": letter.salutation,
        "paragraphs": list(letter.before),
        "tables": [
            {
                "caption": t.caption,
                "heads": list(t.heads),
                "rows": [list(row) for row in [*t.rows, *([t.total] if t.total else [])]],
            }
            for t in letter.tables
        ],
        "after": list(letter.after),
        "copies": list(letter.copies),
    }
