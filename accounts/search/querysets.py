"""One box for everything: clients, policies, invoices and people."""

from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse

from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm
from accounts.receivables.models import Invoice
from teams.people.models import User

LIMIT = 6


@dataclass(frozen=True)
class Found:
    """One hit: its words, the smaller words beside it, and where it is."""

    title: str
    detail: str
    url: str


def search(user: User, text: str, limit: int = LIMIT) -> dict[str, list[Found]]:
    """What `user` may see that matches `text`, by kind, best first; at most `limit` each.

    Every word must occur. Names that begin with the text come before names that contain it.
    """
    text = " ".join(text.split()).upper()
    if len(text) < 2:
        return {}
    found = {
        "Clients": _clients(user, text, limit),
        "Policies": _policies(user, text, limit),
        "Invoices": _invoices(user, text, limit),
        "People": _people(user, text, limit),
    }
    return {kind: hits for kind, hits in found.items() if hits}


def _clients(user: User, text: str, limit: int) -> list[Found]:
    words = Q()
    for word in text.split():
        words &= Q(upper_name__contains=word)
    matches = (
        Client.objects.visible_to(user)
        .annotate(upper_name=Upper("name"), upper_code=Upper("code"))
        .filter(words | Q(upper_code__contains=text))
        .order_by("name", "pk")
    )
    first = list(matches.filter(Q(upper_name__startswith=text) | Q(upper_code=text))[:limit])
    if len(first) < limit:
        rest = matches.exclude(pk__in=[c.pk for c in first])
        first += list(rest[: limit - len(first)])
    hits = [Found(c.name, f"{c.code} · {c.city}", c.get_absolute_url()) for c in first]
    merged = Client.objects.tombstones_for(user).annotate(upper_code=Upper("code"))
    for gone in merged.filter(upper_code=text).select_related("merged_into")[:limit]:
        kept = gone.merged_into
        hits.append(Found(kept.name, f"{gone.code} was merged into it", kept.get_absolute_url()))
    return hits[:limit]


def _policies(user: User, text: str, limit: int) -> list[Found]:
    if not any(c.isdigit() for c in text):
        return []
    terms = (
        PolicyTerm.objects.visible_to(user)
        .annotate(upper_number=Upper("number"))
        .filter(upper_number__contains=text.replace(" ", ""))
        .select_related("client", "policy__line")
        .order_by("number", "-effective_on")[:limit]
    )
    return [
        Found(t.number, f"{t.policy.line} · {t.client}", reverse("term-page", args=[t.pk]))
        for t in terms
    ]


def _invoices(user: User, text: str, limit: int) -> list[Found]:
    if not text.replace("-", "").isalnum() or not any(c.isdigit() for c in text):
        return []
    invoices = (
        Invoice.objects.visible_to(user)
        .filter(number__startswith=text)
        .select_related("client")
        .order_by("number")[:limit]
    )
    return [Found(f"Invoice {i.number}", str(i.client), i.get_absolute_url()) for i in invoices]


def _people(user: User, text: str, limit: int) -> list[Found]:
    people = User.objects.visible_to(user).active().filter(name__icontains=text)[:limit]
    return [Found(p.name, p.get_role_display(), reverse("team-list")) for p in people]
