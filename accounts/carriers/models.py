"""Carriers: a parent group, its companies, and the terms on which they work with the house."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse

from accounts.carriers.querysets import CarrierQuerySet, CommissionRateQuerySet, OfTheHouseQuerySet
from config.lib.identifiers import state_problem
from config.lib.models import RateField, Versioned, WebAddressField
from teams.history.tracking import tracked

PERCENT = [
    MinValueValidator(0, "A commission is not negative."),
    MaxValueValidator(100, "A commission is at most 100 percent."),
]


def check_states(text: str) -> None:
    """Two-letter states with spaces or commas between. Raises ValidationError."""
    for word in text.replace(",", " ").split():
        if problem := state_problem(word):
            raise ValidationError(f"“{word}” is not a state. {problem}")


@tracked()
class Carrier(Versioned):
    """The parent group; reports group by it."""

    name = models.CharField(max_length=120, unique=True)
    group_code = models.CharField(
        "NAIC group code",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{1,5}$", "A group code has one to five digits.")],
    )
    website = WebAddressField(blank=True)

    objects = CarrierQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("carrier-page", args=[self.pk])


@tracked()
class WritingCompany(Versioned):
    """The legal entity on the policy; its NAIC code is text of five digits.

    Wholesalers and managing agents bill for insurers and bear no risk themselves.
    """

    class Kind(models.TextChoices):
        INSURER = "insurer", "Insurer"
        WHOLESALER = "wholesaler", "Wholesaler"
        MGA = "mga", "Managing general agent"

    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="companies")
    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(
        max_length=10, choices=Kind, default=Kind.INSURER, db_column="company_kind"
    )
    naic = models.CharField(
        "NAIC code",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{5}$", "A NAIC code has five digits, like 01234.")],
    )
    admitted = models.BooleanField(default=True)
    domicile = models.CharField(max_length=2, blank=True, validators=[check_states])
    active = models.BooleanField(default=True)
    batch = models.ForeignKey(
        "accounts.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfTheHouseQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "writing companies"
        constraints = [
            models.UniqueConstraint(
                fields=["naic"],
                condition=~models.Q(naic=""),
                name="naic_code_once",
                violation_error_message="Another company has this NAIC code.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="insurer")
                | models.Q(kind__in=["wholesaler", "mga"], naic=""),
                name="only_insurers_have_naic_codes",
                violation_error_message="Only an insurer has a NAIC code.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class WritingCompanyAlias(models.Model):
    """Another name or code under which systems know a writing company."""

    company = models.ForeignKey(WritingCompany, models.CASCADE, related_name="aliases")
    alias = models.CharField(max_length=160, unique=True)

    class Meta:
        ordering = ["alias"]

    def __str__(self) -> str:
        return self.alias


@tracked()
class Rating(Versioned):
    """What a rating agency said of a company on a day; the latest day counts."""

    class Agency(models.TextChoices):
        AM_BEST = "am_best", "AM Best"
        SP = "sp", "S&P"
        MOODYS = "moodys", "Moody’s"
        FITCH = "fitch", "Fitch"
        DEMOTECH = "demotech", "Demotech"

    company = models.ForeignKey(WritingCompany, models.CASCADE, related_name="ratings")
    agency = models.CharField(max_length=10, choices=Agency, default=Agency.AM_BEST)
    grade = models.CharField(max_length=20)
    rated_on = models.DateField()

    class Meta:
        ordering = ["-rated_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "agency", "rated_on"],
                name="rating_once_a_day",
                violation_error_message="This agency’s rating of that day is here already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_agency_display()} {self.grade}"


@tracked()
class Underwriter(Versioned):
    """A person at a carrier, or at one of its companies, who underwrites certain lines."""

    carrier = models.ForeignKey(Carrier, models.CASCADE, related_name="underwriters")
    company = models.ForeignKey(WritingCompany, models.SET_NULL, null=True, blank=True)
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    lines = models.CharField(max_length=200, blank=True, help_text="Codes of lines: CGL, PROP.")
    territory = models.CharField(max_length=120, blank=True)
    active = models.BooleanField(default=True)

    objects = OfTheHouseQuerySet.as_manager()

    class Meta:
        ordering = ["-active", "name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Appetite(Versioned):
    """What a carrier wants to write or avoids, as heard on a day."""

    class Stance(models.TextChoices):
        WANTED = "wanted", "Wanted"
        AVOID = "avoid", "Avoid"

    carrier = models.ForeignKey(Carrier, models.CASCADE, related_name="appetites")
    line = models.ForeignKey(
        "accounts.LineOfBusiness", models.PROTECT, null=True, blank=True, related_name="+"
    )
    states = models.CharField(
        max_length=200, blank=True, validators=[check_states], help_text="CA, NV; empty: all."
    )
    classes = models.CharField(max_length=200, blank=True)
    stance = models.CharField(max_length=6, choices=Stance, default=Stance.WANTED)
    note = models.CharField(max_length=500, blank=True)
    noted_on = models.DateField()

    class Meta:
        ordering = ["-noted_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_stance_display()}: {self.classes or self.line or 'all lines'}"


@tracked()
class CommissionRate(Versioned):
    """Commission of a company for a line, in percent, from a day until the first day without."""

    company = models.ForeignKey(WritingCompany, models.CASCADE, related_name="commission_rates")
    line = models.ForeignKey("accounts.LineOfBusiness", models.PROTECT, related_name="+")
    new_percent = RateField("new business %", validators=PERCENT)
    renewal_percent = RateField("renewal %", validators=PERCENT)
    from_on = models.DateField("from")
    until_on = models.DateField("until", null=True, blank=True, help_text="First day without it.")

    objects = CommissionRateQuerySet.as_manager()

    class Meta:
        ordering = ["company", "line__name", "-from_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(new_percent__range=(0, 100), renewal_percent__range=(0, 100)),
                name="schedule_rates_are_percentages",
            ),
            models.CheckConstraint(
                condition=models.Q(until_on=None) | models.Q(until_on__gt=models.F("from_on")),
                name="schedule_dates_in_order",
                violation_error_message="The schedule must end after it begins.",
            ),
            ExclusionConstraint(
                name="one_rate_at_a_time",
                expressions=[
                    ("company", RangeOperators.EQUAL),
                    ("line", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "from_on",
                            "until_on",
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Another row of the schedule covers some of these days "
                "for this company and line. End that one first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company} {self.line} from {self.from_on}"


@tracked()
class RemittanceTerms(Versioned):
    """When and on which paper the house pays a billing company."""

    class Basis(models.TextChoices):
        STATEMENT = "statement", "Statement"
        ACCOUNT_CURRENT = "account_current", "Account current"
        INVOICE = "invoice", "Invoice"

    company = models.OneToOneField(WritingCompany, models.CASCADE, related_name="remittance")
    basis = models.CharField(max_length=16, choices=Basis, default=Basis.STATEMENT)
    days = models.PositiveSmallIntegerField(
        default=45, validators=[MaxValueValidator(365, "At most 365 days.")]
    )
    due_day = models.PositiveSmallIntegerField(
        "due day of the month",
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1, "A month’s days are 1 to 31."),
            MaxValueValidator(31, "A month’s days are 1 to 31."),
        ],
    )

    class Meta:
        verbose_name_plural = "remittance terms"

    def __str__(self) -> str:
        return f"{self.get_basis_display()}, {self.days} days"
