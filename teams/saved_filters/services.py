"""Keeping filters and forgetting them."""

from urllib.parse import parse_qsl, urlencode

from django.urls import NoReverseMatch, reverse

from config.lib.errors import DomainError
from teams.people.models import User
from teams.saved_filters.models import SavedFilter

LEFT_OUT = frozenset(["after", "before", "_export", "_totals"])


def keep_filter(
    *, place: str, name: str, query: str, by: User, shared: bool = False
) -> SavedFilter:
    """Keep the question `query` of the list at the URL name `place`; the same name is written over.

    Raises DomainError without a name, for a list that does not exist, and for an empty question.
    """
    try:
        reverse(place)
    except NoReverseMatch as error:
        raise DomainError("There is no such list.") from error
    kept = urlencode([(k, v) for k, v in parse_qsl(query) if k not in LEFT_OUT])
    if not name.strip():
        raise DomainError("Give the filter a name.", "name")
    if not kept or len(kept) > 600:
        raise DomainError("Filter the list first, then keep the filter.")
    row, _ = SavedFilter.objects.update_or_create(
        owner=by, place=place, name=name.strip()[:60], defaults={"query": kept, "shared": shared}
    )
    return row


def forget_filter(*, saved: SavedFilter, by: User) -> None:
    """Remove a filter of one's own. Raises DomainError for somebody else's."""
    if saved.owner_id != by.pk:
        raise DomainError(f"Only {saved.owner} removes this filter.")
    saved.delete()
