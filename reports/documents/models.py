"""Documents we made: frozen snapshots with what they were built from."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from reports.documents.querysets import DocumentQuerySet
from teams.history.tracking import tracked


@tracked()
class Document(models.Model):
    """One made document (DESIGN §6)."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    as_of = models.DateField()
    params = models.JSONField(default=dict)
    file = models.FileField(upload_to="documents/")
    sheet = models.FileField(upload_to="documents/", blank=True, help_text="The XLSX beside it.")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    pages = models.PositiveIntegerField()
    built_from = models.JSONField(default=dict)
    job = models.OneToOneField("reports.Job", models.PROTECT, related_name="document", null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="documents")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document-page", args=[self.pk])
