"""A hundred look-ups as people type them, made from the book itself, and how they fare."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from accounts.models import Client, Invoice, PolicyTerm, ServiceOrder
from accounts.search.finders import Found
from accounts.search.querysets import search
from config.lib.folding import digits, search_key
from teams.models import User


@dataclass(frozen=True)
class Lookup:
    """What is typed, how it came about, and whether a hit is right.

    A hit is right when it carries the value that was looked up: two clients may share a name or
    a telephone number, and either is then the answer.
    """

    how: str
    typed: str
    right: Callable[[Found], bool]


@dataclass(frozen=True)
class Result:
    lookup: Lookup
    top: Found | None
    milliseconds: float

    @property
    def right(self) -> bool:
        return self.top is not None and self.lookup.right(self.top)


def run(user: User, seed: int, count: int) -> list[Result]:
    """Type `count` look-ups as `user`; equal seeds type the same on the same book."""
    results = []
    for lookup in lookups(seed, count):
        begun = time.perf_counter()
        found = search(user, lookup.typed)
        spent = (time.perf_counter() - begun) * 1000
        top = next((hits[0] for hits in found.values()), None)
        results.append(Result(lookup, top, spent))
    return results


def lookups(seed: int, count: int) -> Iterator[Lookup]:
    """Names with slips, parts and turned words, codes, telephones, addresses and numbers."""
    rng = Random(seed)
    ways = (
        _name, _name, _typo, _typo, _swap, _missing, _turned, _first_words, _without_ending,
        _ampersand, _dba, _code, _phone, _plain_phone, _email, _policy, _bare_policy, _invoice,
        _order,
    )  # fmt: skip
    for number in range(count):
        yield ways[number % len(ways)](rng)


def _drawn(rng: Random, rows, **wanted):
    found = rows.filter(**wanted) if wanted else rows
    last = found.order_by("-pk").values_list("pk", flat=True).first()
    return found.filter(pk__gte=rng.randint(1, last)).order_by("pk").first()


def _same_name(client: Client) -> Callable[[Found], bool]:
    wanted = search_key(client.name)
    return lambda hit: search_key(hit.title) == wanted


def _of_client(how: str, change: Callable[[Random, str], str]) -> Callable[[Random], Lookup]:
    def make(rng: Random) -> Lookup:
        client = _drawn(rng, Client.objects)
        return Lookup(how, change(rng, client.name), _same_name(client))

    return make


def _long_place(rng: Random, text: str) -> int:
    """A place within a word of at least five letters, not its first letter."""
    word = rng.choice([w for w in text.split() if len(w) >= 5] or [text])
    return text.index(word) + rng.randint(1, len(word) - 2)


def _mistaken(rng: Random, text: str) -> str:
    at = _long_place(rng, text)
    return text[:at] + rng.choice("aeirst") + text[at + 1 :]


def _swapped(rng: Random, text: str) -> str:
    at = _long_place(rng, text)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _left_out(rng: Random, text: str) -> str:
    at = _long_place(rng, text)
    return text[:at] + text[at + 1 :]


def _reversed(rng: Random, text: str) -> str:
    return " ".join(reversed(search_key(text).split()))


_name = _of_client("name", lambda rng, text: text.lower())
_typo = _of_client("mistaken letter", _mistaken)
_swap = _of_client("swapped letters", _swapped)
_missing = _of_client("missing letter", _left_out)
_turned = _of_client("words turned", _reversed)
_without_ending = _of_client("without Inc. or LLC", lambda rng, text: search_key(text))


def _first_words(rng: Random) -> Lookup:
    """The beginning: any client that begins so is right."""
    typed = _drawn(rng, Client.objects).name[:9].strip().lower()
    wanted = search_key(typed)
    return Lookup("first letters", typed, lambda hit: search_key(hit.title).startswith(wanted))


def _ampersand(rng: Random) -> Lookup:
    client = _drawn(rng, Client.objects, name__contains=" & ")
    return Lookup("and for &", client.name.replace("&", "and"), _same_name(client))


def _dba(rng: Random) -> Lookup:
    client = _drawn(rng, Client.objects.exclude(dba=""))
    names = {
        search_key(name)
        for pair in Client.objects.filter(search_key__contains=search_key(client.dba)).values_list(
            "name", "dba"
        )
        for name in pair
    }
    return Lookup("doing business as", client.dba, lambda hit: search_key(hit.title) in names)


def _code(rng: Random) -> Lookup:
    client = _drawn(rng, Client.objects)
    return Lookup("code", client.code.lower(), lambda hit: hit.url == client.get_absolute_url())


def _with_phone(client: Client, typed: str, how: str) -> Lookup:
    phone = digits(client.phone)
    return Lookup(how, typed, lambda hit: digits(hit.why) == phone)


def _phone(rng: Random) -> Lookup:
    client = _drawn(rng, Client.objects.exclude(phone=""))
    number = digits(client.phone)
    shape = rng.choice(("{}.{}.{}", "+1 {}-{}-{}", "1{}{}{}", "({}) {} {}"))
    typed = shape.format(number[:3], number[3:6], number[6:])
    return _with_phone(client, typed, "telephone, other format")


def _plain_phone(rng: Random) -> Lookup:
    client = _drawn(rng, Client.objects.exclude(phone=""))
    return _with_phone(client, digits(client.phone), "telephone, digits")


def _email(rng: Random) -> Lookup:
    client = _drawn(rng, Client.objects.exclude(email=""))
    address = client.email
    return Lookup("e-mail", address.upper(), lambda hit: hit.why.endswith(address))


def _policy(rng: Random) -> Lookup:
    number = _drawn(rng, PolicyTerm.objects).number
    return Lookup("policy number", number, lambda hit: hit.title == number)


def _bare_policy(rng: Random) -> Lookup:
    number = _drawn(rng, PolicyTerm.objects).number
    typed = number.replace("-", "").replace(" ", "").lower()
    return Lookup("policy number, bare", typed, lambda hit: hit.title == number)


def _invoice(rng: Random) -> Lookup:
    invoice = _drawn(rng, Invoice.objects)
    return Lookup("invoice", invoice.number, lambda hit: hit.title == str(invoice))


def _order(rng: Random) -> Lookup:
    order = _drawn(rng, ServiceOrder.objects)
    url = order.get_absolute_url()
    return Lookup("order", f"order {order.pk}", lambda hit: hit.url == url)
