"""What a client is promised in a policy year, and what shows that it was done (DOMAIN §2)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.clients.models import Client, Tier
from accounts.clients.querysets import OfClientQuerySet
from accounts.policies.models import LineOfBusiness, PolicyTerm
from accounts.service_plans.querysets import CommitmentQuerySet, TemplateQuerySet
from accounts.service_plans.states import (
    Anchor,
    Deliverable,
    Happening,
    Repeat,
    Unit,
    WaitsFor,
)
from config.lib.models import Dated, Versioned
from config.lib.triggers import append_only
from teams.access.roles import Role
from teams.history.tracking import tracked

FAR = 400  # days; nothing is promised further from its anchor


@tracked()
class CommitmentTemplate(Dated):
    """What clients of a tier are promised, and by when; a dated row (DOMAIN §2.2)."""

    code = models.SlugField(max_length=20)
    name = models.CharField(max_length=120)
    tier = models.ForeignKey(Tier, models.CASCADE, related_name="templates")
    anchor = models.CharField("counted from", max_length=16, choices=Anchor)
    happening = models.CharField("what happens", max_length=20, choices=Happening, blank=True)
    month = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    day = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    offset = models.SmallIntegerField(
        help_text="Days after that day; negative: before.",
        validators=[MinValueValidator(-FAR), MaxValueValidator(FAR)],
    )
    unit = models.CharField(max_length=8, choices=Unit, default=Unit.DAYS)
    tolerance_days = models.PositiveSmallIntegerField(
        "tolerance", default=0, help_text="Days after the due day that still count as on time."
    )
    window_days = models.PositiveSmallIntegerField(
        "window",
        default=30,
        help_text="Evidence counts from so many days before the due day to as many after.",
    )
    owner_role = models.CharField("owner", max_length=30, choices=Role)
    deliverable = models.CharField("met by", max_length=20, choices=Deliverable)
    repeat = models.CharField("made for", max_length=12, choices=Repeat)
    line = models.ForeignKey(
        LineOfBusiness, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Only for accounts, or policies, with this line.",
    )  # fmt: skip
    source = models.CharField(max_length=200, blank=True)

    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["tier", "code", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "tier", "from_on"],
                name="commitment_template_once",
                violation_error_message="This tier has this commitment from that day already.",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="commitment_template_dates_in_order",
                violation_error_message="The day it ends must come after the day it begins.",
            ),
            models.CheckConstraint(
                condition=(Q(anchor="event") & ~Q(happening="") & Q(repeat="event"))
                | (~Q(anchor="event") & Q(happening="") & ~Q(repeat="event")),
                name="event_commitment_names_its_event",
                violation_error_message="A commitment counted from an event names what happens and "
                "is made each time; every other one does neither.",
            ),
            models.CheckConstraint(
                condition=~Q(anchor="calendar_date") | Q(month__isnull=False, day__isnull=False),
                name="calendar_commitment_names_its_day",
                violation_error_message="Give the month and the day of the calendar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.name}"


@tracked()
class ServicePlan(models.Model):
    """One policy year of a client; `ends_on` is the first day after it."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="service_plans")
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+")
    term = models.ForeignKey(
        PolicyTerm, models.SET_NULL, null=True, related_name="+",
        help_text="The policy whose dates make the year.",
    )  # fmt: skip
    year_on = models.DateField("begins")
    ends_on = models.DateField("ends")
    kept_from = models.DateField(help_text="Nothing due before this day is promised.")

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["-year_on"]
        constraints = [
            models.UniqueConstraint(fields=["client", "year_on"], name="one_plan_per_policy_year"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("year_on")), name="plan_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_on:%m/%d/%Y} – {self.ends_on:%m/%d/%Y}"


class Evidence(models.Model):
    """Something that was done for a client and may meet commitments; gathered once."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="evidence")
    term = models.ForeignKey(PolicyTerm, models.CASCADE, null=True, related_name="+")
    deliverable = models.CharField(max_length=20, choices=Deliverable)
    on = models.DateField()
    label = models.CharField(max_length=200)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=80, unique=True, help_text="Where it stands: kind and id.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name_plural = "evidence"
        indexes = [models.Index(fields=["client", "deliverable", "-on"], name="evidence_by_client")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.label}, {self.on:%m/%d/%Y}"


@tracked()
class Commitment(Versioned):
    """One promise of a plan. How it stands is derived from its days."""

    plan = models.ForeignKey(ServicePlan, models.CASCADE, related_name="commitments")
    client = models.ForeignKey(Client, models.CASCADE, related_name="commitments")
    template = models.ForeignKey(CommitmentTemplate, models.PROTECT, related_name="commitments")
    term = models.ForeignKey(PolicyTerm, models.CASCADE, null=True, related_name="+")
    code = models.CharField(max_length=20)
    key = models.CharField(max_length=60, help_text="The year, policy or event it was made for.")
    about = models.CharField(max_length=120, blank=True)
    due_on = models.DateField("due")
    late_after = models.DateField(help_text="The last day that counts as on time.")
    counts_from = models.DateField(help_text="The first day whose evidence counts.")
    counts_until = models.DateField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="commitments",
        help_text="Empty: whoever serves the client in the owner's role.",
    )  # fmt: skip
    waits_for = models.CharField(max_length=8, choices=WaitsFor, blank=True)
    waits_since = models.DateField(null=True, blank=True)
    waited_days = models.PositiveSmallIntegerField(default=0)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    met_on = models.DateField(null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    waived_at = models.DateTimeField(null=True, blank=True)
    waiver = models.CharField("why it was waived", max_length=300, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["client", "code", "key"], name="promised_once"),
            models.CheckConstraint(
                condition=Q(met_on=None, evidence=None) | Q(met_on__isnull=False,
                                                            evidence__isnull=False),
                name="met_by_evidence",
            ),
            models.CheckConstraint(
                condition=Q(waived_at=None, waived_by=None, waiver="")
                | (Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waiver="")),
                name="waived_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(met_on=None) | Q(waived_at=None), name="met_or_waived_not_both"
            ),
            models.CheckConstraint(
                condition=Q(waits_since=None, waits_for="")
                | (Q(waits_since__isnull=False) & ~Q(waits_for="")),
                name="waits_for_somebody",
            ),
            models.CheckConstraint(
                condition=Q(late_after__gte=F("due_on")), name="tolerance_not_negative"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["due_on", "id"], name="commitment_by_due"),
            models.Index(
                fields=["client", "due_on"],
                condition=Q(met_on=None, waived_at=None),
                name="commitment_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template.name} for {self.client}"

    def get_absolute_url(self) -> str:
        return f"{reverse('client-plan', args=[self.client_id])}#commitment-{self.pk}"
