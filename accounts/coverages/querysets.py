"""Questions about what belongs to a term."""

from accounts.clients.querysets import OfClientQuerySet


class OfClientTermQuerySet(OfClientQuerySet):
    client_path = "term__client"
