"""Questions about what happened with clients."""

from accounts.clients.querysets import OfClientQuerySet


class ActivityQuerySet(OfClientQuerySet):
    def with_names(self) -> "ActivityQuerySet":
        """With what a row of the timeline shows of each entry."""
        return self.select_related("by", "term", "pin__by")
