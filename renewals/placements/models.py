"""An effort to place coverage: its template, its steps, and the terms it renews."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.clients.models import Client, Tier
from accounts.policies.models import LineOfBusiness, PolicyTerm
from config.lib.models import Dated, MoneyField, Versioned
from config.lib.triggers import append_only
from renewals.placements.querysets import (
    OpeningQuerySet,
    PlacementQuerySet,
    PlacementStepQuerySet,
    TemplateQuerySet,
)
from renewals.placements.states import FINAL, Kind, Stage
from teams.access.roles import Role
from teams.history.tracking import tracked


@tracked()
class PlacementTemplate(Dated):
    """The steps of a kind of placement, for a tier or a size; a dated row."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.RENEWAL)
    tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: any tier."
    )
    most_revenue = MoneyField(
        "up to commission of", null=True, blank=True, help_text="Empty: any size."
    )
    lead_days = models.PositiveSmallIntegerField(
        help_text="It opens by itself this many days before the first expiration."
    )
    note = models.CharField(max_length=200, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-lead_days", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "from_on"], name="placement_template_once"),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="placement_template_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class TemplateStep(Versioned):
    """One step: who owes it, when, what it proves, and what is ticked off on the way."""

    template = models.ForeignKey(PlacementTemplate, models.CASCADE, related_name="steps")
    name = models.CharField(max_length=80)
    stage = models.CharField(
        max_length=15, choices=Stage, help_text="The stage that this step allows."
    )
    role = models.CharField("owed by", max_length=30, choices=Role)
    offset_days = models.SmallIntegerField(help_text="Negative: before the expiration.")
    checklist = models.TextField(max_length=1000, blank=True, help_text="One item a line.")
    required = models.BooleanField(default=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["offset_days", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["template", "name"], name="template_step_once")
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Placement(Versioned):
    """A renewal of expiring terms, new business for a prospect, or an additional line."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="placements")
    kind = models.CharField(max_length=15, choices=Kind)
    template = models.ForeignKey(PlacementTemplate, models.PROTECT, related_name="placements")
    line = models.ForeignKey(
        LineOfBusiness, models.PROTECT, null=True, blank=True, related_name="+"
    )
    stage = models.CharField(max_length=15, choices=Stage, default=Stage.IDENTIFIED)
    target_on = models.DateField("needed by", help_text="The first expiration of a renewal.")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    late_days = models.PositiveSmallIntegerField(default=0)
    estimated_premium = MoneyField(default=Decimal(0))
    lessons = models.TextField(max_length=2000, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["target_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=Stage.values, kind__in=Kind.values),
                name="placement_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=list(FINAL), closed_on__isnull=False)
                | (~Q(stage__in=list(FINAL)) & Q(closed_on=None)),
                name="placement_closed_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "target_on", "id"], name="placement_by_stage"),
            models.Index(fields=["client", "target_on"], name="placement_by_client"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.client}"

    def get_absolute_url(self) -> str:
        return reverse("placement-page", args=[self.pk])

    @property
    def is_final(self) -> bool:
        return self.stage in FINAL


@tracked()
class PlacementTerm(models.Model):
    """An expiring term that the placement renews; a term belongs to one placement."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="terms")
    term = models.OneToOneField(PolicyTerm, models.PROTECT, related_name="placed")

    class Meta:
        ordering = ["term__expires_on", "pk"]

    def __str__(self) -> str:
        return str(self.term)


@tracked()
class PlacementStep(Versioned):
    """A step of one placement, with its owner and its days."""

    placement = models.ForeignKey(Placement, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    stage = models.CharField(max_length=15, choices=Stage)
    role = models.CharField(max_length=30, choices=Role)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    planned_on = models.DateField()
    due_on = models.DateField()
    checklist = models.JSONField(default=list, blank=True)
    required = models.BooleanField(default=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_why = models.CharField(max_length=200, blank=True)

    objects = PlacementStepQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["placement", "position"], name="step_position_once"),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_by__isnull=False), name="done_step_has_a_person"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("planned_on")), name="step_due_not_before_planned"
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=Q(done_on=None), name="step_by_owner"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Opening(models.Model):
    """One opening of placements, by a person or by the clock: its log is its lines."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"Opening {self.pk}"


class OpeningLine(models.Model):
    """What happened to one policy: opened in a placement, or why not."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="lines")
    term = models.ForeignKey(PolicyTerm, models.PROTECT, related_name="+")
    placement = models.ForeignKey(
        Placement, models.PROTECT, null=True, blank=True, related_name="+"
    )
    says = models.CharField(max_length=300)

    class Meta:
        ordering = ["pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.says
