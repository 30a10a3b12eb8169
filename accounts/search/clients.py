"""Finding clients: by name as people type it, by code, telephone and e-mail address."""

from fractions import Fraction

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import connection, models, transaction
from django.db.models import Case, Q, When
from django.db.models.functions import Upper

from accounts.clients.models import Client
from accounts.search.finders import Found, Question, finder
from accounts.search.rules import likeness
from config.lib.folding import letters_and_digits, search_key
from teams.people.models import User

CANDIDATES = 40
# How much of what was typed must be there (pg_trgm); letters swapped in a short word leave this.
LEAST_SHARE = "0.45"
LEAST_LIKENESS = Fraction(70, 100)


@finder("Clients", order=10, rule="clients.view")
def clients(user: User, asked: Question, limit: int) -> list[Found]:
    """Clients in this order: the exact code; the exact telephone number or e-mail address; a
    name that is, then one that begins with what was typed; all words in any order, the name
    with least besides first; a part of a code, number or address. Only if there is none of
    these, names that were probably meant: three queries at most.
    """
    rows = list(_exactly(user, asked)[:limit]) or _probably(user, asked)[:limit]
    return [_found(row, asked) for row in rows]


def _exactly(user: User, asked: Question) -> models.QuerySet:
    code, name = asked.text.upper(), asked.key
    condition = Q(upper_code__contains=code)
    ranks = [When(upper_code=code, then=0)]
    if asked.phone:
        condition |= Q(phone_digits__contains=asked.phone)
        ranks.append(When(phone_digits__endswith=asked.phone, then=1))
    if "@" in code:
        condition |= Q(upper_email__contains=code)
        ranks.append(When(upper_email=code, then=1))
    if name:
        words = Q()
        for word in asked.words:
            words &= Q(search_key__contains=word)
        condition |= words
        ranks += [
            When(search_key=name, then=2),
            When(search_key__startswith=f"{name} ", then=3),
            When(search_key__startswith=name, then=4),
            When(words, then=5),
        ]
    return (
        Client.objects.visible_to(user)
        .annotate(upper_code=Upper("code"), upper_email=Upper("email"))
        .filter(condition)
        .annotate(
            rank=Case(*ranks, default=6, output_field=models.IntegerField()),
            near=TrigramSimilarity("search_key", name),
        )
        .order_by("rank", "-near", "sort_key", "pk")
    )


def _probably(user: User, asked: Question) -> list[Client]:
    """Names that share most letters with what was typed, compared word by word."""
    if len(asked.key) < 3:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [LEAST_SHARE]
        )
        near = list(
            Client.objects.visible_to(user)
            .filter(search_key__trigram_word_similar=asked.key)
            .annotate(near=TrigramWordSimilarity(asked.key, "search_key"))
            .order_by("-near", "sort_key", "pk")[:CANDIDATES]
        )
    likely = [(likeness(asked.words, row.search_key.split()), row) for row in near]
    likely.sort(key=lambda pair: -pair[0])
    return [row for like, row in likely if like >= LEAST_LIKENESS]


def _found(row: Client, asked: Question) -> Found:
    words, name = asked.words, search_key(row.name)
    code = letters_and_digits(row.code)
    sure = bool(asked.bare) and asked.bare == code
    if sure or (asked.bare and asked.bare in code and not all(w in row.search_key for w in words)):
        why = "code"
    elif asked.phone and asked.phone in row.phone_digits:
        why, sure = f"telephone {row.phone}", len(asked.phone) >= 10
    elif "@" in asked.text and asked.text.upper() in row.email.upper():
        why, sure = f"e-mail {row.email}", asked.text.upper() == row.email.upper()
    elif all(word in name for word in words):
        why = ""
    elif all(word in row.search_key for word in words):
        why = f"doing business as {row.dba}"
    else:
        why = "similar name"
    return Found(row.name, f"{row.code} · {row.city}", row.get_absolute_url(), why, sure)
