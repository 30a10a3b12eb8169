"""Carriers: a parent group and the companies that write (DOMAIN §1, §14.3)."""

from django.core.validators import RegexValidator
from django.db import models

from teams.history.tracking import tracked


@tracked()
class Carrier(models.Model):
    """The parent group; reports group by it."""

    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class WritingCompany(models.Model):
    """The legal entity on the policy; its NAIC code is text of five digits."""

    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="companies")
    name = models.CharField(max_length=160, unique=True)
    naic = models.CharField(
        "NAIC code",
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{5}$", "A NAIC code has five digits.")],
    )
    admitted = models.BooleanField(default=True)
    batch = models.ForeignKey(
        "accounts.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "writing companies"
        constraints = [
            models.UniqueConstraint(
                fields=["naic"], condition=~models.Q(naic=""), name="naic_code_once"
            )
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
