"""What people learn and hold: education, designations, driver's license, news to learn from."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from config.lib.models import Dated, Versioned, WebAddressField
from config.lib.triggers import append_only
from teams.development.querysets import (
    BulletinQuerySet,
    OfPersonQuerySet,
    RuleQuerySet,
)
from teams.history.tracking import tracked

LICENSE_KIND = "Property and casualty broker-agent"


@tracked()
class EducationRule(Versioned):
    """Hours of continuing education that a kind of license asks for in a term; a dated row."""

    kind = models.CharField("kind of license", max_length=60, default=LICENSE_KIND)
    hours = models.DecimalField(max_digits=5, decimal_places=1, validators=[MinValueValidator(0)])
    ethics_hours = models.DecimalField(
        "of these ethics", max_digits=5, decimal_places=1, validators=[MinValueValidator(0)]
    )
    term_years = models.PositiveSmallIntegerField("years of a term", default=2)
    finish_days = models.PositiveSmallIntegerField(
        "finish so many days before", default=60,
        help_text="The house wants the hours this long before the license expires.",
    )  # fmt: skip
    from_on = models.DateField("from")
    until_on = models.DateField("until", null=True, blank=True, help_text="First day without it.")
    source = models.CharField(max_length=200)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "from_on"], name="education_rule_once",
                violation_error_message="This kind has a rule from that day already.",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="education_rule_dates_in_order",
                violation_error_message="The day it ends must come after the day it begins.",
            ),
            models.CheckConstraint(
                condition=Q(ethics_hours__lte=F("hours")), name="ethics_within_hours",
                violation_error_message="Ethics hours are part of the hours.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind}: {self.hours} hours"


@tracked()
class Course(Versioned):
    """A course somebody completed, with its hours."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="courses")
    title = models.CharField(max_length=160)
    provider = models.CharField(max_length=120, blank=True)
    completed_on = models.DateField("completed")
    hours = models.DecimalField(
        max_digits=4, decimal_places=1,
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(60)],
    )  # fmt: skip
    ethics_hours = models.DecimalField(
        "of these ethics", max_digits=4, decimal_places=1, default=0,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    certificate = models.CharField("certificate number", max_length=60, blank=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ethics_hours__gte=0, ethics_hours__lte=F("hours")),
                name="ethics_within_course",
                violation_error_message="Ethics hours are part of the course’s hours.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.hours} h"


@tracked()
class DesignationKind(models.Model):
    """A professional designation, and whether it asks for an update every year."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=80)
    yearly_update = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


@tracked()
class Designation(Versioned):
    """A designation somebody holds; with a yearly update, the month in which it is due."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="designations")
    kind = models.ForeignKey(DesignationKind, models.PROTECT, related_name="+")
    earned_on = models.DateField("earned", null=True, blank=True)
    update_month = models.PositiveSmallIntegerField(
        "month of the yearly update", null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text="1 is January; empty when none is asked for.",
    )  # fmt: skip
    updated_on = models.DateField("last updated", null=True, blank=True)

    objects = OfPersonQuerySet.as_manager()

    class Meta:
        ordering = ["user", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="designation_once",
                violation_error_message="This person has this designation already.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.kind)


@tracked()
class DrivingLicense(Versioned):
    """When somebody's driver's license expires; client visits by car need one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="driving_license"
    )
    state = models.CharField(max_length=2, default="CA")
    expires_on = models.DateField("expires")

    objects = OfPersonQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Driver’s license until {self.expires_on:%m/%d/%Y}"


@tracked()
class CredentialAlertRule(Dated):
    """Tell so many days before something a person holds runs out (DOMAIN §13); a dated row."""

    days_before = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    note = models.CharField(max_length=200, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["-days_before"]
        constraints = [
            models.UniqueConstraint(
                fields=["days_before", "from_on"], name="credential_alert_once",
                violation_error_message="These days have a row from that day already.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.days_before} days before"


class CredentialAlert(models.Model):
    """One telling: this thing, that last day, so many days before."""

    thing = models.CharField(max_length=40, help_text="What runs out: its kind and id.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ends_on = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thing", "ends_on", "days_before"], name="credential_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.thing} {self.days_before} days before {self.ends_on}"


@tracked()
class Bulletin(Versioned):
    """Business information for the development of the team: a change of law, a market, a lesson."""

    class Topic(models.TextChoices):
        MARKET = "market", "Market"
        COVERAGE = "coverage", "Coverage"
        LAW = "law", "Law and regulation"
        CLAIMS = "claims", "Claims and losses"
        PRACTICE = "practice", "How we work"
        SALES = "sales", "Growing accounts"

    topic = models.CharField(max_length=10, choices=Topic)
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=6000)
    link = WebAddressField(blank=True)
    team = models.ForeignKey(
        "teams.Team", models.CASCADE, null=True, blank=True, related_name="bulletins",
        help_text="Empty: everybody.",
    )  # fmt: skip
    must_read = models.BooleanField("ask everybody to read it", default=False)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    posted_at = models.DateTimeField(auto_now_add=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class BulletinRead(models.Model):
    """Somebody has read a bulletin."""

    bulletin = models.ForeignKey(Bulletin, models.CASCADE, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "user"], name="bulletin_read_once")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.user} read {self.bulletin}"
