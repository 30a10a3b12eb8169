"""Which open items a movement of the bank pays: suggestions with their reasons, no database."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from accounts.receipts.rules import OpenItem, oldest_first
from config.lib.money import ZERO

_SMALL = frozenset(
    {"INC", "LLC", "LLP", "CO", "CORP", "LTD", "THE", "AND", "OF", "COMPANY", "GROUP"}
    | {"PAYMENT", "DEPOSIT", "CHECK", "WIRE", "ACH"}
)
_WORD = re.compile(r"[A-Z0-9]+")
MOST = 3


@dataclass(frozen=True)
class Debtor:
    """A client with open items, as the matching sees it; `payers` paid for it before."""

    client: int
    name: str
    items: Sequence[OpenItem]
    payers: frozenset[str] = frozenset()

    @property
    def total(self) -> Decimal:
        return sum((i.open for i in self.items), ZERO)


@dataclass
class Suggestion:
    """A client whose items the money may pay, `parts` as invoice id → dollars, and why."""

    client: int
    name: str
    parts: dict[int, Decimal]
    reasons: list[str] = field(default_factory=list)
    exact: bool = False
    named: bool = False
    payer: str = ""

    @property
    def certain(self) -> bool:
        """The amount fits to the cent and something else says whose money it is."""
        return self.exact and self.named

    @property
    def rank(self) -> tuple:
        return (not self.certain, not self.named, not self.exact, self.name)


def words_of(text: str) -> list[str]:
    """The words and numbers of a text, in capitals."""
    return _WORD.findall(text.upper().replace("'", ""))


def name_key(name: str) -> tuple[str, ...]:
    """The telling words of a name, at most the first two."""
    words = [w for w in words_of(name) if w not in _SMALL]
    return tuple(words[:2])


def suggest(
    amount: Decimal, text: str, debtors: Iterable[Debtor], index: "Index | None" = None
) -> list[Suggestion]:
    """The best suggestions for `amount` dollars that came with `text`, certain ones first.

    Two certain suggestions contradict each other: then neither is.
    """
    index = index or Index(list(debtors))
    found = sorted((_look(amount, text, d) for d in index.near(amount, text)), key=lambda s: s.rank)
    found = [s for s in found if s.exact or s.named]
    sure = [s for s in found if s.certain]
    if len(sure) > 1:
        for s in sure:
            s.exact = False
            s.reasons.append("another client fits as well")
    return found[:MOST]


class Index:
    """The debtors by what a line may tell of them, so that each line looks at a few."""

    def __init__(self, debtors: Sequence[Debtor]):
        self.by_number: dict[str, set[int]] = defaultdict(set)
        self.by_word: dict[str, set[int]] = defaultdict(set)
        self.by_amount: dict[Decimal, set[int]] = defaultdict(set)
        self.debtors: Mapping[int, Debtor] = {d.client: d for d in debtors}
        for d in debtors:
            for i in d.items:
                self.by_number[i.number.upper()].add(d.client)
                self.by_amount[i.open].add(d.client)
            self.by_amount[d.total].add(d.client)
            for name in (d.name, *d.payers):
                for word in name_key(name)[:1]:
                    self.by_word[word].add(d.client)

    def near(self, amount: Decimal, text: str) -> list[Debtor]:
        """The debtors of whom an invoice number, a name or an amount stands in the line."""
        words = words_of(text)
        ids = set(self.by_amount.get(amount, ()))
        for word in words:
            ids |= self.by_number.get(word, set()) | self.by_word.get(word, set())
        return [self.debtors[i] for i in sorted(ids)]


def _look(amount: Decimal, text: str, debtor: Debtor) -> Suggestion:
    words = words_of(text)
    found = Suggestion(debtor.client, debtor.name, {})
    named = [i for i in debtor.items if i.number.upper() in words]
    if named:
        found.named = True
        found.reasons.append(f"names invoice {', '.join(i.number for i in named)}")
    if _stands_in(name_key(debtor.name), words):
        found.named = True
        found.reasons.append("the client's name is in the text")
    for payer in sorted(debtor.payers):
        if _stands_in(name_key(payer), words):
            found.named, found.payer = True, payer
            found.reasons.append(f"{payer} paid for this client before")
            break
    _fit(amount, debtor, named, found)
    return found


def _fit(amount: Decimal, debtor: Debtor, named: list[OpenItem], found: Suggestion) -> None:
    """What the money pays: the named invoices, one invoice, all of them, else the oldest."""
    single = [i for i in debtor.items if i.open == amount]
    if named and sum((i.open for i in named), ZERO) == amount:
        found.exact, found.parts = True, {i.invoice: i.open for i in named}
        found.reasons.append("exactly what is open on them")
    elif single:
        found.exact, found.parts = len(single) == 1, {single[0].invoice: amount}
        found.reasons.append(f"exactly what invoice {single[0].number} has open")
    elif debtor.total == amount:
        found.exact, found.parts = True, {i.invoice: i.open for i in debtor.items}
        found.reasons.append("exactly all that is open")
    else:
        found.parts = oldest_first(amount, named) or oldest_first(amount, debtor.items)


def _stands_in(key: tuple[str, ...], words: list[str]) -> bool:
    return bool(key) and any(
        tuple(words[n : n + len(key)]) == key for n in range(len(words) - len(key) + 1)
    )
