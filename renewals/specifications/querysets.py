"""Questions about specifications."""

from accounts.clients.querysets import OfClientQuerySet


class SpecificationQuerySet(OfClientQuerySet):
    client_path = "placement__client"

    def with_sendings(self) -> "SpecificationQuerySet":
        """With the markets each version went to, for lists; one query more."""
        rows = self.select_related("built_by", "reviewed_by")
        return rows.prefetch_related(
            "sendings__submission__company", "sendings__submission__intermediary"
        )

    def reviewed(self) -> "SpecificationQuerySet":
        """Those a second person stands for; only they go to markets."""
        return self.filter(reviewed_at__isnull=False)
