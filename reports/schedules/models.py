"""Reports that come by themselves: what, how often, to whom; and every time one came."""

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from config.lib.models import Versioned
from config.lib.triggers import append_only
from reports.documents.models import Document
from reports.documents.registry import label_of
from reports.jobs.models import Job
from reports.schedules.querysets import ReportRunQuerySet, ReportScheduleQuerySet
from reports.schedules.rules import LAST, Rhythm
from teams.history.tracking import tracked
from teams.notifications.models import OutboundEmail

WEEKDAYS = (
    (1, "Monday"), (2, "Tuesday"), (3, "Wednesday"), (4, "Thursday"), (5, "Friday"),
)  # fmt: skip
BUSINESS_DAYS = (
    (1, "1st business day"), (2, "2nd business day"), (3, "3rd business day"),
    *((n, f"{n}th business day") for n in range(4, 11)), (LAST, "last business day"),
)  # fmt: skip


class Format(models.TextChoices):
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "XLSX"
    BOTH = "both", "PDF and XLSX"


@tracked()
class ReportSchedule(Versioned):
    """A report made and mailed again and again, for each recipient of their own clients."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40, editable=False)
    options = models.JSONField(default=dict, editable=False)
    form = models.CharField("as", max_length=4, choices=Format, default=Format.PDF)
    rhythm = models.CharField("how often", max_length=10, choices=Rhythm, default=Rhythm.MONTHLY)
    weekday = models.PositiveSmallIntegerField("on", choices=WEEKDAYS, default=1)
    nth = models.SmallIntegerField("on the", choices=BUSINESS_DAYS, default=1)
    at = models.TimeField("from", default=time(7), help_text="Made at this time or soon after.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    recipients = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="report_schedules", db_table="reports_recipient"
    )
    next_on = models.DateField(null=True, editable=False)
    next_at = models.DateTimeField(null=True, editable=False, help_text="None while it rests.")

    objects = ReportScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["next_at"], name="schedule_next")]
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm__in=Rhythm.values, form__in=Format.values),
                name="schedule_words_known",
            ),
            models.CheckConstraint(
                condition=Q(next_on=None, next_at=None)
                | Q(next_on__isnull=False, next_at__isnull=False),
                name="schedule_next_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_label(self) -> str:
        return label_of(self.kind)

    @property
    def rhythm_words(self) -> str:
        """How often, in words: “Every week on Monday”."""
        words = str(self.get_rhythm_display())
        if self.rhythm == Rhythm.WEEKLY:
            return f"{words} on {self.get_weekday_display()}"
        return words if self.rhythm == Rhythm.DAILY else f"{words} on the {self.get_nth_display()}"

    def get_absolute_url(self) -> str:
        return reverse("schedule-page", args=[self.pk])


class ReportRun(models.Model):
    """One time a schedule came due, or somebody asked for one out of turn.

    The day of what came due is unique, so no period is delivered twice; what was asked for takes
    no period's place.
    """

    schedule = models.ForeignKey(ReportSchedule, models.PROTECT, related_name="runs")
    due_on = models.DateField()
    due_at = models.DateTimeField()
    started_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        help_text="None when it came by its rhythm.",
    )  # fmt: skip
    form_key = models.UUIDField(unique=True, null=True, help_text="One press asks for one.")

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "due_on"], condition=Q(asked_by=None), name="report_run_once"
            ),
            models.CheckConstraint(
                condition=Q(asked_by=None, form_key=None)
                | Q(asked_by__isnull=False, form_key__isnull=False),
                name="report_run_asked_whole",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.schedule} {self.due_on:%m/%d/%Y}"


class ScheduledReport(models.Model):
    """What one recipient gets of a run: its job, the document it made, the e-mail it left in."""

    run = models.ForeignKey(ReportRun, models.PROTECT, related_name="reports")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    email = models.ForeignKey(OutboundEmail, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["recipient__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "recipient"], name="scheduled_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.run} for {self.recipient}"

    @property
    def is_moving(self) -> bool:
        """Whether it is being made, or its e-mail has not been tried yet."""
        fresh = self.email is not None and self.email.state == "queued" and not self.email.attempts
        return fresh or (self.job is not None and not self.job.is_over)
