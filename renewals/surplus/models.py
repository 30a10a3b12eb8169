"""Surplus lines: what must be on file before a non-admitted insurer is proposed (DOMAIN §4.5)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.attachments.models import Attachment
from accounts.policies.models import LineOfBusiness
from config.lib.models import Dated, Versioned
from renewals.placements.models import Placement
from renewals.placements.querysets import OfPlacementQuerySet
from renewals.surplus.querysets import ExportListingQuerySet
from teams.history.tracking import tracked


@tracked()
class ExportListing(Dated):
    """A class of the Export List: it may go to surplus lines without a search."""

    name = models.CharField("class", max_length=160, help_text="As the Export List prints it.")
    lines = ArrayField(
        models.CharField(max_length=10), default=list, blank=True,
        help_text="Codes of the lines it is for; empty: any.",
    )  # fmt: skip
    source = models.CharField(max_length=200, help_text="The published list and its date.")
    note = models.CharField(max_length=200, blank=True)

    objects = ExportListingQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["name", "from_on"], name="export_class_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="export_class_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class DiligentSearch(Versioned):
    """Why one line of a placement may go to a non-admitted insurer, and the client's D-1.

    Declinations are counted from the placement's own submissions, so none is used twice.
    """

    class Ground(models.TextChoices):
        SEARCH = "search", "Admitted carriers declined"
        EXPORT = "export", "Class of the Export List"
        PURCHASER = "purchaser", "Exempt commercial purchaser (NRRA, CIC 1760.1)"

    class Disclosure(models.TextChoices):
        OPEN = "open", "D-1 not signed yet"
        SIGNED = "signed", "D-1 signed by the applicant"
        RENEWAL = "renewal", "Not needed: renewal"
        INDUSTRIAL = "industrial", "Not needed: industrial insured"

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="searches")
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=Ground, default=Ground.SEARCH)
    listing = models.ForeignKey(
        ExportListing, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="class of the Export List",
    )  # fmt: skip
    facts = models.TextField(
        "risk and reasons", max_length=2000, blank=True,
        help_text="What the SL-2 asks for: the risk, why the admitted market does not write it.",
    )  # fmt: skip
    searched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+",
        help_text="Who made the search signs the SL-2.",
    )  # fmt: skip
    affirmed_on = models.DateField(null=True, blank=True)
    affirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    disclosure = models.CharField(max_length=10, choices=Disclosure, default=Disclosure.OPEN)
    disclosed_on = models.DateField("signed on", null=True, blank=True)
    disclosure_file = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        ordering = ["line__name"]
        verbose_name_plural = "diligent searches"
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "line"], name="search_once_per_line",
                violation_error_message="The search for this line is open already.",
            ),
            models.CheckConstraint(
                condition=(Q(ground="export") & Q(listing__isnull=False))
                | (~Q(ground="export") & Q(listing=None)),
                name="export_ground_names_its_class",
                violation_error_message="Choose the class of the Export List, and only then.",
            ),
            models.CheckConstraint(
                condition=(Q(disclosure="signed") & Q(disclosed_on__isnull=False))
                | (~Q(disclosure="signed") & Q(disclosed_on=None)),
                name="signed_disclosure_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(affirmed_on=None, affirmed_by=None)
                | Q(affirmed_on__isnull=False, affirmed_by__isnull=False),
                name="affirmed_search_has_a_person",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Search for {self.line}"
