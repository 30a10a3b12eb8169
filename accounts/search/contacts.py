"""Finding clients by the people one deals with there, and by codes that were merged away."""

from django.db.models import Q
from django.db.models.functions import Upper

from accounts.clients.models import Client
from accounts.contacts.models import Contact
from accounts.search.finders import Found, Question, finder
from config.lib.folding import digits
from teams.people.models import User


@finder("Contacts", order=15, rule="clients.view")
def contacts(user: User, asked: Question, limit: int) -> list[Found]:
    """People at clients by name, e-mail or telephone, in alphabetical order; one query."""
    condition = Q(upper_email__contains=asked.text.upper())
    if asked.words:
        named = Q()
        for word in asked.words:
            named &= Q(search_key__contains=word)
        condition |= named
    if asked.phone:
        condition |= Q(phone_digits__contains=asked.phone)
    rows = (
        Contact.objects.visible_to(user)
        .annotate(upper_email=Upper("email"))
        .filter(condition)
        .select_related("client")
        .order_by("name", "pk")[:limit]
    )
    return [_found(row, asked) for row in rows]


def _found(row: Contact, asked: Question) -> Found:
    why = ""
    for number in (row.phone, row.mobile):
        if asked.phone and asked.phone in digits(number):
            why = f"telephone {number}"
    if "@" in asked.text:
        why = f"e-mail {row.email}"
    return Found(row.name, f"{row.title} · {row.client}", row.client.get_absolute_url(), why)


@finder("Merged clients", order=12, rule="clients.view")
def merged(user: User, asked: Question, limit: int) -> list[Found]:
    """Clients that took in the one whose exact code was typed; one query."""
    gone = Client.objects.tombstones_for(user).annotate(upper_code=Upper("code"))
    rows = gone.filter(upper_code=asked.text.upper()).select_related("merged_into")[:limit]
    return [
        Found(
            str(row.merged_into),
            f"{row.code} was merged into it",
            row.merged_into.get_absolute_url(),
            "former code",
            sure=True,
        )
        for row in rows
        if row.merged_into
    ]
