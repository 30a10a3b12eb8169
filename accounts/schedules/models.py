"""What a client owns, drives, employs and pays for: the rows underwriters ask for (DOMAIN §9.3)."""

from datetime import date
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Upper

from accounts.clients.models import Client
from accounts.policies.reference import LineOfBusiness
from accounts.schedules.querysets import ScheduleQuerySet
from accounts.schedules.rules import experience_period
from config.lib.crypto import EncryptedField
from config.lib.models import HouseQuerySet, MoneyField, Versioned
from teams.history.tracking import tracked

CURRENT = models.Q(removed_on=None)


def not_negative(*fields: str) -> models.Q:
    """The condition that none of `fields` is below zero (nothing stands for unknown)."""
    condition = models.Q()
    for name in fields:
        condition &= models.Q(**{f"{name}__gte": 0}) | models.Q(**{name: None})
    return condition


class ScheduleRow(Versioned):
    """A row of a client's schedule. It is ended, not deleted: a past term may have covered it."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="%(class)s_rows")
    removed_on = models.DateField(null=True, blank=True, editable=False)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        abstract = True


class Construction(models.TextChoices):
    FRAME = "frame", "Frame"
    JOISTED_MASONRY = "joisted_masonry", "Joisted masonry"
    NON_COMBUSTIBLE = "non_combustible", "Non-combustible"
    MASONRY_NON_COMBUSTIBLE = "masonry_nc", "Masonry non-combustible"
    MODIFIED_FIRE_RESISTIVE = "modified_fr", "Modified fire resistive"
    FIRE_RESISTIVE = "fire_resistive", "Fire resistive"


class Valuation(models.TextChoices):
    REPLACEMENT = "replacement", "Replacement cost"
    ACTUAL_CASH = "actual_cash", "Actual cash value"
    AGREED = "agreed", "Agreed value"
    FUNCTIONAL = "functional", "Functional replacement cost"


@tracked()
class Location(ScheduleRow):
    """A building or premises of the statement of values."""

    number = models.CharField(max_length=12)
    name = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=200)
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=2)
    zip = models.CharField("ZIP", max_length=10)
    construction = models.CharField(max_length=20, choices=Construction, blank=True)
    occupancy = models.CharField(max_length=120, blank=True)
    protection_class = models.CharField(max_length=3, blank=True)
    sprinklered = models.BooleanField(null=True, blank=True)
    year_built = models.PositiveSmallIntegerField(null=True, blank=True)
    square_feet = models.PositiveIntegerField(null=True, blank=True)
    stories = models.PositiveSmallIntegerField(null=True, blank=True)
    building = MoneyField("building value", default=0)
    contents = MoneyField("contents value", default=0)
    income = MoneyField("business income value", default=0)
    valuation = models.CharField(max_length=12, choices=Valuation, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "client", Upper("number"), condition=CURRENT, name="location_number_once"
            ),
            models.CheckConstraint(
                condition=not_negative("building", "contents", "income"),
                name="location_values_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.name or self.street}"

    @property
    def insured_value(self) -> Decimal:
        """Building, contents and business income together, in dollars."""
        return self.building + self.contents + self.income


class VehicleUse(models.TextChoices):
    SERVICE = "service", "Service"
    RETAIL = "retail", "Retail"
    COMMERCIAL = "commercial", "Commercial"
    PRIVATE = "private", "Private passenger"


class Radius(models.TextChoices):
    LOCAL = "local", "Local (to 50 miles)"
    INTERMEDIATE = "intermediate", "Intermediate (51 to 200)"
    LONG = "long", "Long distance (over 200)"


@tracked()
class Vehicle(ScheduleRow):
    """A power unit or trailer of the fleet. Gross vehicle weight in pounds."""

    number = models.CharField("unit number", max_length=12, blank=True)
    year = models.PositiveSmallIntegerField()
    make = models.CharField(max_length=40)
    model = models.CharField(max_length=60, blank=True)
    vin = models.CharField("VIN", max_length=17, blank=True)
    cost_new = MoneyField(null=True, blank=True)
    weight = models.PositiveIntegerField("GVW", null=True, blank=True)
    garaging_zip = models.CharField("garaging ZIP", max_length=10)
    use = models.CharField(max_length=12, choices=VehicleUse, blank=True)
    radius = models.CharField(max_length=12, choices=Radius, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "vin"], condition=CURRENT & ~models.Q(vin=""), name="vin_once"
            ),
            models.UniqueConstraint(
                "client",
                Upper("number"),
                condition=CURRENT & ~models.Q(number=""),
                name="unit_number_once",
            ),
            models.CheckConstraint(condition=not_negative("cost_new"), name="cost_new_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.make} {self.model} {self.vin[-6:]}".strip()


@tracked()
class Driver(ScheduleRow):
    """Somebody who drives for the client; the license number is protected."""

    name = models.CharField(max_length=120)
    born_on = models.DateField("birth date", null=True, blank=True)
    license = EncryptedField("license number", blank=True)
    license_state = models.CharField(max_length=2, blank=True)
    hired_on = models.DateField("hire date", null=True, blank=True)
    excluded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "client", Upper("name"), "born_on",
                condition=CURRENT, nulls_distinct=False, name="driver_once",
            ),
            models.CheckConstraint(
                condition=models.Q(hired_on=None)
                | models.Q(born_on=None)
                | models.Q(hired_on__gt=models.F("born_on")),
                name="driver_hired_after_birth",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


@tracked()
class WorkClass(ScheduleRow):
    """Payroll of one year in a workers' compensation class (DOMAIN §14.3)."""

    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=2)
    class_code = models.CharField(max_length=7)
    description = models.CharField(max_length=120, blank=True)
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="work_classes"
    )
    full_time = models.PositiveIntegerField("full-time", default=0)
    part_time = models.PositiveIntegerField("part-time", default=0)
    payroll = MoneyField(validators=[MinValueValidator(0)])

    class Meta:
        verbose_name_plural = "work classes"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "year", "state", "class_code", "location"],
                condition=CURRENT,
                nulls_distinct=False,
                name="work_class_once",
            ),
            models.CheckConstraint(condition=not_negative("payroll"), name="payroll_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.state} {self.class_code}"


class ModStatus(models.TextChoices):
    PRELIMINARY = "preliminary", "Preliminary"
    PUBLISHED = "published", "Published"
    REVISED = "revised", "Revised"


@tracked()
class ExperienceMod(ScheduleRow):
    """An experience modification in percent, 100 being average (DOMAIN §10.4)."""

    rated_on = models.DateField("anniversary rating date")
    percent = models.DecimalField("mod", max_digits=5, decimal_places=1)
    published_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=ModStatus)
    expected_losses = MoneyField(null=True, blank=True)
    actual_losses = MoneyField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "rated_on", "status", "published_on"],
                condition=CURRENT,
                nulls_distinct=False,
                name="mod_once",
            ),
            models.CheckConstraint(condition=models.Q(percent__gt=0), name="mod_above_zero"),
            models.CheckConstraint(
                condition=models.Q(status=ModStatus.PRELIMINARY)
                | models.Q(published_on__isnull=False),
                name="published_mod_has_a_day",
            ),
            models.CheckConstraint(
                condition=not_negative("expected_losses", "actual_losses"),
                name="mod_losses_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % at {self.rated_on:%m/%d/%Y}"

    @property
    def period(self) -> tuple[date, date]:
        """First day of the experience period, and the first day after it."""
        return experience_period(self.rated_on)


class Holding(models.TextChoices):
    OWNED = "owned", "Owned"
    LEASED = "leased", "Leased"


@tracked()
class Equipment(ScheduleRow):
    """A scheduled piece of contractors' or other mobile equipment."""

    number = models.CharField(max_length=12)
    description = models.CharField(max_length=120)
    serial = models.CharField("serial number", max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    value = MoneyField()
    holding = models.CharField("owned or leased", max_length=8, choices=Holding)

    class Meta:
        verbose_name_plural = "equipment"
        constraints = [
            models.UniqueConstraint(
                "client", Upper("number"), condition=CURRENT, name="equipment_number_once"
            ),
            models.CheckConstraint(condition=not_negative("value"), name="equipment_value"),
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.description}"


class ExposureKind(models.TextChoices):
    REVENUE = "revenue", "Revenue"
    PAYROLL = "payroll", "Payroll"
    HEADCOUNT = "headcount", "Headcount"
    VEHICLES = "vehicles", "Vehicles"
    INSURED_VALUE = "insured_value", "Total insured value"
    SQUARE_FEET = "square_feet", "Square feet"
    SUBCONTRACTED = "subcontracted", "Subcontracted cost"
    UNITS = "units", "Units"


# What one of a measure is called where it is counted; the others are dollars.
COUNTED = {
    ExposureKind.HEADCOUNT: "employee",
    ExposureKind.VEHICLES: "vehicle",
    ExposureKind.SQUARE_FEET: "square foot",
    ExposureKind.UNITS: "unit",
}


@tracked()
class ExposureBasis(Versioned):
    """What the premium of a line is measured against, and per how much of it a rate is stated."""

    line = models.OneToOneField(LineOfBusiness, models.CASCADE, related_name="exposure_basis")
    measure = models.CharField(max_length=16, choices=ExposureKind)
    per = models.PositiveIntegerField(
        "rate per", default=1, validators=[MinValueValidator(1, "A rate is per one or more.")],
        help_text="Dollars of revenue or payroll; 1 where it is counted, like vehicles.",
    )  # fmt: skip

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["line__name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(per__gte=1), name="rate_per_one_or_more"),
            models.CheckConstraint(
                condition=models.Q(measure__in=ExposureKind.values), name="basis_measure_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.words}"

    @property
    def words(self) -> str:
        """Per what a rate is stated: “$1,000 of revenue”, “vehicle”."""
        kind = ExposureKind(self.measure)
        if kind in COUNTED:
            return COUNTED[kind] if self.per == 1 else f"{self.per:,} × {COUNTED[kind]}"
        return f"${self.per:,} of {kind.label.lower()}"


@tracked()
class Exposure(ScheduleRow):
    """The size of the client in one year, in one measure: dollars or a count."""

    kind = models.CharField(max_length=16, choices=ExposureKind)
    year = models.PositiveSmallIntegerField()
    amount = MoneyField()
    source = models.CharField(max_length=120, blank=True)
    as_of = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "kind", "year"], condition=CURRENT, name="exposure_once_a_year"
            ),
            models.CheckConstraint(condition=not_negative("amount"), name="exposure_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"
