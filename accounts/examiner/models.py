"""What was handed to an examiner: kept as it went out."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.examiner.querysets import ExaminerExportQuerySet


class ExaminerExport(models.Model):
    """One export of records for the Commissioner (10 CCR 2190.2, 2190.7)."""

    title = models.CharField(max_length=200)
    policy = models.CharField(max_length=40, blank=True)
    client = models.ForeignKey(
        "accounts.Client", models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    policies = models.PositiveIntegerField()
    file = models.FileField(upload_to="examiner/")
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ExaminerExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("examiner")
