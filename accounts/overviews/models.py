"""The yearly overview of an account ("COW"): one dated, versioned sheet a year (DOMAIN §5)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.clients.models import Client
from accounts.clients.querysets import OfClientQuerySet
from config.lib.models import Versioned
from teams.history.tracking import tracked


@tracked("facts")
class Overview(Versioned):
    """Re-confirms who the client is, what it does, its exposures, coverage and open issues.

    `facts` are the file's figures as they were when it was completed; until then they are read
    from the file. Its status follows from who signed.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="overviews")
    year = models.PositiveSmallIntegerField()
    operations = models.TextField(
        "operations and what changed", max_length=4000, blank=True,
        help_text="Ownership, headcount, locations, products, plans.",
    )  # fmt: skip
    exposures = models.TextField("exposures and how they changed", max_length=4000, blank=True)
    contracts = models.TextField("contracts and leases that ask for insurance", max_length=4000,
                                 blank=True)  # fmt: skip
    gaps = models.TextField("coverage gaps discussed", max_length=4000, blank=True)
    claims = models.TextField("claims and loss control", max_length=4000, blank=True)
    issues = models.TextField("service issues and open points", max_length=4000, blank=True)
    facts = models.JSONField(default=dict, blank=True, editable=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_on = models.DateField()
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    completed_on = models.DateField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_on = models.DateField(null=True, blank=True)

    objects = OfClientQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["client", "year"], name="one_overview_a_year"),
            models.CheckConstraint(
                condition=Q(completed_on=None, completed_by=None)
                | Q(completed_on__isnull=False, completed_by__isnull=False),
                name="overview_completed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on=None, acknowledged_on=None) | Q(completed_on__isnull=False),
                name="overview_reviewed_when_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} overview of {self.client}"

    def get_absolute_url(self) -> str:
        return reverse("overview-page", args=[self.pk])

    @property
    def status(self) -> str:
        """Draft, completed or reviewed: derived from the signatures."""
        if self.reviewed_on:
            return "Reviewed"
        return "Completed" if self.completed_on else "Draft"
