"""Questions about policies on their way to the client."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When

from accounts.clients.querysets import OfClientQuerySet
from renewals.policy_checks.states import Answer, Purpose, Standing

if TYPE_CHECKING:
    from accounts.policies.models import LineOfBusiness
    from teams.people.models import User

S = Standing


class DatedRuleQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "DatedRuleQuerySet":
        """All of them: the rules belong to the house."""
        return self

    def in_force(self, on: date) -> "DatedRuleQuerySet":
        """Rows of `on`."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)

    def steps(self, purpose: Purpose, on: date) -> list[int]:
        """The days of the steps of chasing in force on `on`, the first first."""
        rows = self.in_force(on).filter(purpose=purpose).order_by("days")
        return list(dict.fromkeys(rows.values_list("days", flat=True)))


class TopicQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "TopicQuerySet":
        """All of them: the checklists belong to the house."""
        return self

    def for_lines(self, lines: "list[LineOfBusiness]") -> "TopicQuerySet":
        """What policies of these lines are checked for, those of every line among them."""
        return self.filter(Q(line=None) | Q(line__in=lines), active=True)


class PolicyCheckQuerySet(OfClientQuerySet):
    def overdue(self, on: date) -> "PolicyCheckQuerySet":
        """Policies that the carrier has not issued and is to be chased for on `on`."""
        late = on - timedelta(days=_chased_after(on))
        return self.filter(delivered_on=None, received_on=None, counts_from__lte=late)

    def with_standing(self, on: date) -> "PolicyCheckQuerySet":
        """Annotate `standing` on `on`, from days and answers."""
        items = apps.get_model("renewals", "CheckItem").objects
        unclosed = items.discrepancies().filter(check_of=OuterRef("pk"))
        late = models.ExpressionWrapper(
            models.F("counts_from") + _chased_after(on), output_field=models.DateField()
        )
        return self.annotate(chase_on=late).annotate(
            standing=Case(
                When(delivered_on__isnull=False, then=Value(S.DELIVERED.value)),
                When(received_on=None, chase_on__lte=on, then=Value(S.OVERDUE.value)),
                When(received_on=None, then=Value(S.EXPECTED.value)),
                When(overridden_on__isnull=False, then=Value(S.READY.value)),
                When(finished_on=None, then=Value(S.CHECKING.value)),
                When(Exists(unclosed), then=Value(S.CORRECTIONS.value)),
                When(needs_second=True, second_on=None, then=Value(S.REVIEW.value)),
                default=Value(S.READY.value),
                output_field=models.CharField(),
            )
        )

    def with_counts(self) -> "PolicyCheckQuerySet":
        """Annotate how many items there are, are answered, and are open discrepancies."""
        return self.annotate(
            total=Count("items"),
            answered=Count("items", filter=~Q(items__answer="")),
            unclosed=Count(
                "items", filter=Q(items__answer=Answer.DISCREPANCY, items__closed_as="")
            ),
        )

    def with_names(self) -> "PolicyCheckQuerySet":
        """With client, policy and company, for lists."""
        return self.select_related(
            "client__tier", "term__policy__line", "term__policy__writing_company"
        )


class CheckItemQuerySet(OfClientQuerySet):
    client_path = "check_of__client"

    def discrepancies(self) -> "CheckItemQuerySet":
        """Discrepancies that nobody closed."""
        return self.filter(answer=Answer.DISCREPANCY, closed_as="")


class OfCheckQuerySet(OfClientQuerySet):
    client_path = "check_of__client"


def _chased_after(on: date) -> int:
    """The days after which a policy that has not come is chased for the first time."""
    rules = apps.get_model("renewals", "ChaseRule").objects
    return min(rules.steps(Purpose.CHASE, on), default=30)
