"""Orders from an executive to a client administrator."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.clients.models import Client
from accounts.orders.querysets import ServiceOrderQuerySet
from accounts.orders.states import EVENT_WORDS, OrderState
from accounts.policies.models import PolicyTerm
from config.lib.models import Versioned
from config.lib.triggers import append_only
from teams.history.tracking import tracked


@tracked()
class OrderType(models.Model):
    """A kind of work with its usual turnaround (DOMAIN §12)."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    turnaround_hours = models.PositiveSmallIntegerField(help_text="Business hours.")
    licensed_only = models.BooleanField(default=False)
    hint = models.CharField("what the order must say", max_length=200, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class ServiceOrder(Versioned):
    """One piece of work: one owner, one due time, an audit trail (DOMAIN §16 rule 8)."""

    class Priority(models.IntegerChoices):
        RUSH = 1, "Rush"
        NORMAL = 2, "Normal"
        LOW = 3, "When there is time"

    client = models.ForeignKey(Client, models.PROTECT, related_name="orders")
    term = models.ForeignKey(
        PolicyTerm, models.PROTECT, null=True, blank=True, related_name="orders"
    )
    type = models.ForeignKey(OrderType, models.PROTECT, related_name="orders")
    instructions = models.TextField(max_length=4000)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    state = models.CharField(max_length=12, choices=OrderState, default=OrderState.SUBMITTED)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="orders_given"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders_taken",
    )
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    form_key = models.UUIDField(unique=True, help_text="One form makes one order.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ServiceOrderQuerySet.as_manager()

    class Meta:
        ordering = ["priority", "due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=OrderState.values), name="order_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["submitted", "cancelled"])
                | models.Q(assigned_to__isnull=False),
                name="taken_order_has_an_owner",
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "due_at", "id"],
                condition=models.Q(state="submitted"),
                name="order_queue",
            ),
            models.Index(fields=["due_at", "id"], name="order_by_due"),
            models.Index(fields=["client", "-created_at"], name="order_by_client"),
        ]

    def __str__(self) -> str:
        return f"Order {self.pk}: {self.type}"

    def get_absolute_url(self) -> str:
        return reverse("order-page", args=[self.pk])


class OrderEvent(models.Model):
    """What was done and said on an order."""

    order = models.ForeignKey(ServiceOrder, models.PROTECT, related_name="events")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    move = models.CharField(max_length=20)
    text = models.TextField(max_length=4000, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.move} by {self.by}"

    @property
    def label(self) -> str:
        """What was done, in words."""
        return EVENT_WORDS.get(self.move, self.move)
