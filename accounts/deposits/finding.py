"""Whose payment it is, from what was typed: a code, a name, an invoice, or a known payer."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.clients.models import Client
from accounts.receipts.models import Receipt
from accounts.receivables.models import Invoice
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from teams.people.models import User

PAID_BY = " · paid by "
MOST = 12


@dataclass(frozen=True)
class Payer:
    """A client, and who pays for it if that is somebody else."""

    client: Client
    payer: str = ""

    def __str__(self) -> str:
        name = f"{self.client.code} · {self.client.name}"
        return f"{name}{PAID_BY}{self.payer}" if self.payer else name


def suggestions(user: "User", words: str) -> list[Payer]:
    """Clients and remembered payers whose code, name or open invoice begins with `words`."""
    words = words.strip()
    if len(words) < 2:
        return []
    seen = Client.objects.visible_to(user)
    found = [
        Payer(client)
        for client in seen.filter(Q(code__istartswith=words) | Q(name__icontains=words)).order_by(
            "name"
        )[:MOST]
    ]
    found += [Payer(i.client) for i in _invoices(user, words)[:3]]
    return [*_payers(user, words, exact=False), *found][:MOST]


def payer_named(user: "User", words: str) -> Payer:
    """The one client that `words` name. Raises DomainError at `who` for none or several."""
    text, _, payer = words.strip().partition(PAID_BY)
    if not text:
        raise DomainError("Say whose payment it is.", "who")
    code = text.split(" · ")[0].strip()
    seen = Client.objects.visible_to(user)
    exact = list(seen.filter(Q(code__iexact=code) | Q(name__iexact=text))[:2])
    if len(exact) == 1:
        return Payer(exact[0], payer.strip())
    if invoices := _invoices(user, text)[:1]:
        return Payer(invoices[0].client, payer.strip())
    known = _payers(user, text, exact=True)
    if len(known) == 1:
        return known[0]
    close = exact or list(seen.filter(name__icontains=text).order_by("name")[: MOST + 1])
    if len(close) == 1:
        return Payer(close[0], payer.strip())
    if not close:
        raise DomainError(f"No client, open invoice or payer is called “{text[:60]}”.", "who")
    names = ", ".join(f"{c.code} {c.name}" for c in close[:3])
    raise DomainError(f"Several clients fit: {names} … Choose one by its code.", "who")


def _invoices(user: "User", number: str) -> list[Invoice]:
    rows = Invoice.objects.visible_to(user).filter(number__iexact=number)
    return list(rows.select_related("client").order_by("-pk")[:2])


def _payers(user: "User", words: str, exact: bool) -> list[Payer]:
    """Those who paid for a client before, the latest first."""
    how = {"payer__iexact": words} if exact else {"payer__istartswith": words}
    rows = Receipt.objects.visible_to(user).filter(**how).exclude(payer="")
    latest = rows.select_related("client").order_by("-received_on", "-pk")[:50]
    found = {(r.client_id, r.payer): Payer(r.client, r.payer) for r in latest}
    return list(found.values())[:MOST]
