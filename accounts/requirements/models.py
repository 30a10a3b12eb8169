"""How a client wants it: standing instructions for everybody who works on its account."""

from django.db import models

from accounts.clients.models import Client
from accounts.requirements.querysets import RequirementQuerySet
from config.lib.models import Versioned
from teams.history.tracking import tracked


class Topic(models.TextChoices):
    ANYTHING = "anything", "Anything"
    CERTIFICATES = "certificates", "Certificates"
    INVOICES = "invoices", "Invoices"
    COMMUNICATION = "communication", "Communication"
    RENEWALS = "renewals", "Renewals"
    CLAIMS = "claims", "Claims"


class Importance(models.IntegerChoices):
    MUST = 1, "Must"
    WANTED = 2, "Wanted"
    NOTE = 3, "Good to know"


@tracked()
class Requirement(Versioned):
    """One instruction of the client. `until_on` is the first day on which it no longer holds."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="requirements")
    topic = models.CharField(max_length=14, choices=Topic, default=Topic.ANYTHING)
    text = models.TextField("what the client wants", max_length=1000)
    importance = models.PositiveSmallIntegerField(choices=Importance, default=Importance.WANTED)
    from_on = models.DateField("from", null=True, blank=True)
    until_on = models.DateField("until", null=True, blank=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        ordering = ["client", "importance", "topic", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(topic__in=Topic.values), name="requirement_topic_known"
            ),
            models.CheckConstraint(
                condition=models.Q(importance__in=Importance.values),
                name="requirement_importance_known",
            ),
            models.CheckConstraint(
                condition=models.Q(from_on=None)
                | models.Q(until_on=None)
                | models.Q(until_on__gt=models.F("from_on")),
                name="requirement_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.text[:60]}"
