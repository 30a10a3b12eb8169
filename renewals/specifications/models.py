"""The underwriting specification of a placement: versions whose content never changes."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.clients.models import Client
from renewals.placements.models import Placement
from renewals.specifications.querysets import SpecificationQuerySet
from teams.history.tracking import tracked


@tracked("content")
class Specification(models.Model):
    """What markets are told about a risk, as of one moment; read by a second person.

    A correction is a new version. Submissions name the version that went to their market.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="specifications")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    completeness = models.PositiveSmallIntegerField(help_text="Percent of what is needed.")
    narrative = models.TextField(max_length=6000, blank=True)
    built_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    built_at = models.DateTimeField(auto_now_add=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=300, blank=True)

    objects = SpecificationQuerySet.as_manager()

    class Meta:
        ordering = ["placement", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "version"], name="specification_version_once"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="reviewed_specification_says_who",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("built_by")),
                name="specification_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(completeness__lte=100), name="specification_completeness_percent"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="content_stays",
                fields=[
                    "placement", "version", "content", "completeness", "narrative", "built_by",
                    "built_at",
                ],
            ),
            pgtrigger.Protect(name="specifications_stay", operation=pgtrigger.Delete),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Specification {self.version} of {self.placement}"

    def get_absolute_url(self) -> str:
        return reverse("specification-page", args=[self.pk])

    @property
    def client(self) -> Client:
        return self.placement.client

    @property
    def reviewed(self) -> bool:
        """Whether a second person stands for it."""
        return self.reviewed_at is not None
