"""Books of business brought in from other systems: batches, files, findings, changes."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.imports.querysets import ImportBatchQuerySet
from teams.history.tracking import tracked
from teams.people.models import Team


class FileKind(models.TextChoices):
    STAFF = "staff", "Staff"
    POLICIES = "policies", "Clients and policies"
    TRANSACTIONS = "transactions", "Policy transactions"
    INVOICES = "invoices", "Invoices"


@tracked()
class ImportMapping(models.Model):
    """Which column of a source's file is which field; remembered by its headings."""

    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=FileKind)
    headings = models.CharField(max_length=64, help_text="Fingerprint of the heading row.")
    columns = models.JSONField(help_text="Field name to heading.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["headings"], name="mapping_once_per_heading")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()}"


@tracked()
class ImportBatch(models.Model):
    """Files that are brought in together, all or nothing."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded"
        CHECKED = "checked", "Checked"
        IMPORTED = "imported", "Imported"
        UNDONE = "undone", "Undone"

    source = models.CharField(max_length=40)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty when it was brought in from the command line.",
    )
    totals = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    imported_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Import {self.pk} from {self.source}"

    def get_absolute_url(self) -> str:
        return reverse("import-page", args=[self.pk])


@tracked()
class ImportFile(models.Model):
    """One uploaded file: what it is, how its columns are read, what came of it."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    file = models.FileField(upload_to="imports/")
    kind = models.CharField(max_length=12, choices=FileKind, blank=True)
    source = models.CharField(max_length=40, blank=True)
    heading_row = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0, help_text="Rows under the heading row.")
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    totals = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "sha256"], name="file_once_per_batch")
        ]

    def __str__(self) -> str:
        return self.name


class ImportFinding(models.Model):
    """What the run had to say about one row of a file."""

    class Kind(models.TextChoices):
        REFUSED = "refused", "Refused"
        WARNING = "warning", "Warning"
        REPEATED = "repeated", "Repeated"
        CHANGED = "changed", "Changed"

    file = models.ForeignKey(ImportFile, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=8, choices=Kind)
    row = models.PositiveIntegerField(help_text="Row of the file, counted from 1.")
    column = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=500)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    cells = models.JSONField(default=list, help_text="The row as it stood in the file.")

    class Meta:
        ordering = ["file", "row", "pk"]
        indexes = [models.Index(fields=["file", "kind", "row"], name="finding_by_kind")]

    def __str__(self) -> str:
        return f"Row {self.row}: {self.reason}"


class ImportChange(models.Model):
    """A value that the import replaced, so that undoing can put it back."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="changes")
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id} {self.field}"
