"""Questions about what was bound."""

from renewals.placements.querysets import OfPlacementQuerySet


class BindOrderQuerySet(OfPlacementQuerySet):
    def with_lines(self) -> "BindOrderQuerySet":
        """With everything the pages show of what was bound."""
        return self.select_related("quote__company", "by").prefetch_related(
            "lines__line", "lines__term__policy__line", "lines__binder", "lines__transaction"
        )


class BoundLineQuerySet(OfPlacementQuerySet):
    pass
