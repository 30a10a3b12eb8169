"""Questions about what clients require."""

from django.db.models import Q
from django.utils import timezone

from accounts.clients.querysets import OfClientQuerySet


class RequirementQuerySet(OfClientQuerySet):
    def current(self) -> "RequirementQuerySet":
        """Rows that hold today, by their `from_on` and `until_on`."""
        today = timezone.localdate()
        begun = Q(from_on=None) | Q(from_on__lte=today)
        return self.filter(begun, Q(until_on=None) | Q(until_on__gt=today))
