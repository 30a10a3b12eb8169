"""Work that is never lost: a job is a row first, and a message to a worker second."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from reports.jobs.querysets import JobQuerySet
from reports.jobs.rules import in_words


class Job(models.Model):
    """One piece of background work (DESIGN §4.6)."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    key = models.CharField(max_length=160, unique=True, help_text="One job per key, ever.")
    queue = models.CharField(max_length=20, default="interactive")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="jobs"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts",
        help_text="The job that waits for this one as a part of it.",
    )  # fmt: skip
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    result = models.JSONField(default=dict)
    result_url = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    not_before = models.DateTimeField()
    rung_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True, help_text="The claim that may finish it.")
    leased_until = models.DateTimeField(null=True, blank=True)
    cancel_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(lease__isnull=False),
                name="running_job_has_a_lease",
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=models.Q(state__in=["queued", "running"]),
                name="job_to_do",
            ),
            models.Index(fields=["requested_by", "-id"], name="job_by_person"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("job-page", args=[self.pk])

    @property
    def percent(self) -> int:
        """Progress in whole percent; a finished job is complete."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)

    @property
    def parts_over(self) -> tuple[int, int] | None:
        """(parts that are over, all parts); None when it has none."""
        counts = self.parts.aggregate(
            total=models.Count("pk"),
            over=models.Count("pk", filter=~models.Q(state__in=["queued", "running"])),
        )
        return (counts["over"], counts["total"]) if counts["total"] else None

    @property
    def place_in_queue(self) -> int:
        """Which one it is in its queue, 1 being next."""
        return Job.objects.ahead_of(self).count() + 1

    @property
    def is_paused(self) -> bool:
        """Whether it waits for its next attempt rather than for a worker."""
        return self.state == self.State.QUEUED and self.not_before > timezone.now()

    @property
    def took(self) -> str:
        """How long its last attempt took, or takes so far, in words."""
        if not self.started_at:
            return ""
        return in_words((self.finished_at or timezone.now()) - self.started_at)
