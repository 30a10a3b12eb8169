"""What a coverage says in detail, by a catalogue kept as data, and who else has an interest."""

from django.db import models

from accounts.coverages.querysets import OfClientTermQuerySet
from accounts.policies.models import Coverage, LineOfBusiness, PolicyTerm
from config.lib.models import Versioned
from teams.history.tracking import tracked


@tracked()
class CoverageField(models.Model):
    """One thing that coverages of a line may say."""

    class Kind(models.TextChoices):
        LIMIT = "limit", "Limit ($)"
        DEDUCTIBLE = "deductible", "Deductible ($)"
        RETENTION = "retention", "Retention ($)"
        BASIS = "basis", "Rating basis"
        DATE = "date", "Date"
        TEXT = "text", "Text"
        YES_NO = "yes_no", "Yes or no"

    line = models.ForeignKey(LineOfBusiness, models.CASCADE, related_name="coverage_fields")
    code = models.SlugField(max_length=40)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind)
    order = models.PositiveSmallIntegerField(default=0)
    required = models.BooleanField(default=False)

    class Meta:
        ordering = ["line", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["line", "code"], name="coverage_field_once"),
        ]

    def __str__(self) -> str:
        return self.label


@tracked()
class CoverageDetail(models.Model):
    """What a coverage says of one field: dollars in `amount`, a day in `day`, else `text`."""

    coverage = models.ForeignKey(Coverage, models.CASCADE, related_name="details")
    field = models.ForeignKey(CoverageField, models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    text = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["field__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["coverage", "field"], name="coverage_detail_once"),
            models.CheckConstraint(
                condition=models.Q(amount=None) | models.Q(amount__gte=0),
                name="coverage_amount_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.shown}"

    @property
    def shown(self) -> str:
        """The value in words."""
        if self.amount is not None:
            whole = self.amount == self.amount.to_integral_value()
            return f"${self.amount:,.0f}" if whole else f"${self.amount:,.2f}"
        return f"{self.day:%m/%d/%Y}" if self.day else self.text


@tracked()
class ScheduledForm(models.Model):
    """A form or endorsement attached to a coverage: number, edition, title."""

    coverage = models.ForeignKey(Coverage, models.CASCADE, related_name="scheduled_forms")
    number = models.CharField("form number", max_length=40)
    edition = models.CharField(max_length=10, blank=True, help_text="As printed: 04 13.")
    title = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["number", "edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["coverage", "number", "edition"], name="form_once_per_coverage"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.edition}".strip()


@tracked()
class AdditionalInterest(Versioned):
    """Somebody besides the insured with an interest in a term (DOMAIN §1)."""

    class Kind(models.TextChoices):
        INSURED = "insured", "Additional insured"
        LOSS_PAYEE = "loss_payee", "Loss payee"
        MORTGAGEE = "mortgagee", "Mortgagee"
        LIENHOLDER = "lienholder", "Lienholder"
        HOLDER = "holder", "Certificate holder"

    term = models.ForeignKey(PolicyTerm, models.CASCADE, related_name="interests")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    loan_number = models.CharField(max_length=40, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 is the first.")
    subject = models.CharField("location or vehicle", max_length=200, blank=True)

    objects = OfClientTermQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "rank", "name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_kind_display().lower()}"
