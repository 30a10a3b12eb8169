"""How things are done here: procedures for kinds of orders, playbooks for clients, and who read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.clients.models import Client
from accounts.orders.models import OrderType
from accounts.procedures.querysets import ProcedureQuerySet
from config.lib.models import Versioned
from config.lib.triggers import append_only
from teams.history.tracking import tracked


@tracked()
class Procedure(Versioned):
    """Steps for a kind of order, for a client, for both, or for everybody.

    `edition` grows when the text changes; who read an older one is asked again.
    """

    title = models.CharField(max_length=160)
    order_type = models.ForeignKey(
        OrderType, models.CASCADE, null=True, blank=True, related_name="procedures",
        verbose_name="kind of order",
    )  # fmt: skip
    client = models.ForeignKey(
        Client, models.CASCADE, null=True, blank=True, related_name="procedures"
    )
    text = models.TextField("steps", max_length=20000, help_text="A step a line.")
    edition = models.PositiveIntegerField(default=1, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    changed_at = models.DateTimeField(editable=False)
    active = models.BooleanField(default=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["title", "order_type", "client"], condition=Q(active=True),
                nulls_distinct=False, name="procedure_once",
                violation_error_message="There is one of this title for the same already.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("procedure-page", args=[self.pk])


class ProcedureRead(models.Model):
    """Somebody has read an edition."""

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="reads")
    edition = models.PositiveIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-edition", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["procedure", "edition", "user"], name="procedure_read_once"
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.user} read {self.procedure}"
