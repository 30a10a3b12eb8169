"""Questions about clients' files."""

from datetime import date, timedelta

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When

from accounts.clients.querysets import OfClientQuerySet

MARK, UNMARK = "\x02", "\x03"


class AttachmentQuerySet(OfClientQuerySet):
    def kept(self) -> "AttachmentQuerySet":
        """Files that are not removed."""
        return self.filter(removed_at=None)

    def with_latest(self) -> "AttachmentQuerySet":
        """Annotate `latest_id`, the newest version, and `version_count`."""
        from accounts.attachments.models import AttachmentVersion

        newest = AttachmentVersion.objects.filter(attachment=OuterRef("pk")).order_by("-number")
        return self.select_related("category").annotate(
            latest_id=Subquery(newest.values("pk")[:1]), version_count=Count("versions")
        )

    def with_staleness(self, on: date) -> "AttachmentQuerySet":
        """Annotate `stale`: loss runs that markets would no longer accept on `on`."""
        from accounts.loss_runs.models import LossRunRule

        days = LossRunRule.objects.stale_days(on)
        if days is None:
            return self.annotate(stale=Value(False))
        return self.annotate(
            stale=Case(When(valued_on__lt=on - timedelta(days=days), then=True), default=False)
        )

    def saying(self, words: str) -> "AttachmentQuerySet":
        """Files whose title, or whose newest version's name or content, has these words."""
        from accounts.attachments.models import AttachmentVersion

        query = SearchQuery(words, search_type="websearch", config="english")
        found = AttachmentVersion.objects.filter(search=query).values("pk")
        return self.filter(Q(latest_id__in=found) | Q(title__icontains=words))


class VersionQuerySet(OfClientQuerySet):
    client_path = "attachment__client"

    def with_snippet(self, words: str) -> "VersionQuerySet":
        """Annotate `snippet`, the place of the text where the words are."""
        query = SearchQuery(words, search_type="websearch", config="english")
        headline = SearchHeadline(
            "text", query, config="english", start_sel=MARK, stop_sel=UNMARK,
            max_words=24, min_words=10,
        )  # fmt: skip
        return self.annotate(snippet=headline)


class PageQuerySet(OfClientQuerySet):
    client_path = "version__attachment__client"
