"""Questions about plans and commitments."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from accounts.clients.querysets import OfClientQuerySet
from accounts.service_plans.states import DUE_SOON_DAYS, Standing

if TYPE_CHECKING:
    from teams.people.models import User

MET_LATE = Q(met_on__gt=F("late_after"))


class TemplateQuerySet(models.QuerySet):
    def visible_to(self, user: "User") -> "TemplateQuerySet":
        """What is promised is no secret in the house."""
        return self if user.may("service.view") else self.none()

    def in_force(self, on: date) -> "TemplateQuerySet":
        """Templates that hold on `on`: of a code and tier only the latest row."""
        holding = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        later = self.filter(
            tier=OuterRef("tier"), code=OuterRef("code"), from_on__gt=OuterRef("from_on"),
            from_on__lte=on,
        )  # fmt: skip
        return holding.filter(~models.Exists(later))


class CommitmentQuerySet(OfClientQuerySet):
    """Commitments to the clients the user sees."""

    def open(self) -> "CommitmentQuerySet":
        """Neither met nor waived."""
        return self.filter(met_on=None, waived_at=None)

    def late(self, on: date) -> "CommitmentQuerySet":
        """Open, not waiting for others, and past their last day on `on`."""
        return self.open().filter(waits_since=None, late_after__lt=on)

    def with_standing(self, on: date) -> "CommitmentQuerySet":
        """Annotate `standing` at the end of `on`, as `rules.standing_of` says it."""
        soon = on + timedelta(days=DUE_SOON_DAYS)
        return self.annotate(
            standing=Case(
                When(waived_at__isnull=False, then=Value(Standing.WAIVED.value)),
                When(MET_LATE, then=Value(Standing.MET_LATE.value)),
                When(met_on__isnull=False, then=Value(Standing.MET.value)),
                When(waits_since__isnull=False, then=Value(Standing.PAUSED.value)),
                When(late_after__lt=on, then=Value(Standing.LATE.value)),
                When(due_on__lte=soon, then=Value(Standing.DUE_SOON.value)),
                default=Value(Standing.ON_TIME.value),
                output_field=models.CharField(),
            )
        )

    def with_owner(self) -> "CommitmentQuerySet":
        """Annotate `owned_by`: the id of who sees to it, else of the account executive."""
        current = apps.get_model("accounts", "ServiceAssignment").objects.current()
        serving = current.filter(client=OuterRef("client"), user__is_active=True).order_by("pk")
        in_role = serving.filter(role=OuterRef("template__owner_role")).values("user")[:1]
        executive = serving.filter(role="account_executive").values("user")[:1]
        return self.annotate(
            owned_by=Coalesce(
                "owner_id", Subquery(in_role), Subquery(executive),
                output_field=models.BigIntegerField(),
            )
        )  # fmt: skip

    def with_names(self) -> "CommitmentQuerySet":
        """With everything a row of a list shows."""
        return self.select_related("client__tier", "template", "evidence", "plan__tier")

    def scored(self, on: date) -> "CommitmentQuerySet":
        """Those that count in the score: met, or late on `on`; not waived and not waiting."""
        due = self.filter(waived_at=None, waits_since=None)
        return due.filter(Q(met_on__isnull=False) | Q(late_after__lt=on))

    def score(self, first: date, last: date, on: date) -> models.QuerySet:
        """Per tier and month of the due day: how many were due, met on time, met late, late.

        Due from `first` to `last` and by `on`; waived ones and those that wait are left out.
        """
        return (
            self.filter(due_on__range=(first, last))
            .scored(on)
            .annotate(month=TruncMonth("due_on"))
            .order_by("month", "plan__tier__rank")
            .values("month", "plan__tier__name", "plan__tier__pk")
            .annotate(
                due=Count("pk"),
                met=Count("pk", filter=Q(met_on__lte=F("late_after"))),
                met_late=Count("pk", filter=MET_LATE),
                late=Count("pk", filter=Q(met_on=None)),
            )
        )
