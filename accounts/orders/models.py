"""Orders from an executive to a client administrator."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.clients.models import Client
from accounts.orders.querysets import (
    DeskLimitQuerySet,
    OrderBundleQuerySet,
    OrderCheckQuerySet,
    OrderTemplateQuerySet,
    ServiceOrderQuerySet,
)
from accounts.orders.states import (
    DESK,
    EVENT_WORDS,
    UNTAKEN,
    WAITING,
    OrderState,
)
from accounts.policies.models import PolicyTerm
from config.lib.models import Dated, HouseQuerySet, Versioned
from config.lib.triggers import append_only
from teams.access.roles import Role
from teams.history.tracking import tracked

if TYPE_CHECKING:
    from teams.people.models import User


@tracked()
class OrderType(Versioned):
    """A kind of work with its usual turnaround (DOMAIN §12)."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    turnaround_hours = models.PositiveSmallIntegerField(
        help_text="Business hours; eight are a day."
    )
    effort_minutes = models.PositiveSmallIntegerField(
        default=30, help_text="Usual time at the desk; weighs the load of a person."
    )
    chase_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Business days until a waiting carrier is chased."
    )
    licensed_only = models.BooleanField(default=False)
    hint = models.CharField("what the order must say", max_length=200, blank=True)
    active = models.BooleanField(default=True)

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def only_for(self, user: "User") -> str:
        """The names of those who are given this kind of order, when `user` is not among them;
        empty when `user` may take it."""
        skills = [skill.user for skill in self.skills.select_related("user")]
        people = sorted(person.name for person in skills if person.is_active)
        return "" if not people or user in skills else ", ".join(people)


@tracked()
class OrderInput(Versioned):
    """Something an order of a kind must or may say, asked on its form."""

    class Kind(models.TextChoices):
        TEXT = "text", "Words"
        LONG = "long", "Longer words"
        DATE = "date", "A day"
        NUMBER = "number", "A number"
        CHOICE = "choice", "One of several"
        YES = "yes", "Yes or no"

    type = models.ForeignKey(OrderType, models.CASCADE, related_name="inputs")
    code = models.SlugField(max_length=30)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TEXT)
    choices = models.CharField(max_length=300, blank=True, help_text="Divided by commas.")
    required = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    rank = models.PositiveSmallIntegerField(default=0)

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["type", "code"], name="order_input_once")]

    def __str__(self) -> str:
        return self.label


class Evidence(models.TextChoices):
    """What must be there before an item of a checklist counts as done."""

    NONE = "none", "The tick is enough"
    NOTE = "note", "A note"
    FILE = "file", "A file of the order"


@tracked()
class ChecklistItem(Versioned):
    """A step that orders of a kind go through."""

    type = models.ForeignKey(OrderType, models.CASCADE, related_name="checklist")
    label = models.CharField(max_length=160)
    required = models.BooleanField(default=True)
    evidence = models.CharField(max_length=6, choices=Evidence, default=Evidence.NONE)
    active = models.BooleanField(default=True)
    rank = models.PositiveSmallIntegerField(default=0)

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["type", "label"], name="checklist_item_once")
        ]

    def __str__(self) -> str:
        return self.label


@tracked()
class OrderTemplate(Versioned):
    """An order half written: of the house, or of one person."""

    type = models.ForeignKey(OrderType, models.CASCADE, related_name="templates")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+",
        help_text="Empty: for everybody.",
    )  # fmt: skip
    name = models.CharField(max_length=80)
    instructions = models.TextField(max_length=4000, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    priority = models.PositiveSmallIntegerField(default=2)

    objects = OrderTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "type", "name"], name="order_template_once",
                nulls_distinct=False,
                violation_error_message="You have a template of this name already.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


@tracked()
class OrderBundle(Versioned):
    """Orders that are given together."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    active = models.BooleanField(default=True)

    objects = OrderBundleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class BundleItem(Versioned):
    """One order of a bundle, or a follow-up that goes with it."""

    bundle = models.ForeignKey(OrderBundle, models.CASCADE, related_name="items")
    type = models.ForeignKey(OrderType, models.PROTECT, null=True, blank=True, related_name="+")
    follow_up = models.CharField(max_length=200, blank=True)
    follow_up_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Business days until the follow-up."
    )
    instructions = models.CharField(max_length=300, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)

    objects = HouseQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(type__isnull=False, follow_up="", follow_up_days=None)
                | (models.Q(type=None, follow_up_days__isnull=False) & ~models.Q(follow_up="")),
                name="bundle_item_is_an_order_or_a_follow_up",
            )
        ]

    def __str__(self) -> str:
        return self.follow_up or str(self.type)


@tracked()
class OrderSkill(models.Model):
    """A person whom “Take next” gives orders of a kind; without any, everybody gets them."""

    type = models.ForeignKey(OrderType, models.CASCADE, related_name="skills")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="order_skills")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "user"], name="order_skill_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.type}"


@tracked()
class DeskLimit(Dated):
    """How many hours of work people of a role have on the desk before “Take next” stops; dated."""

    role = models.CharField(max_length=30, choices=Role)
    hours = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=200, blank=True)

    objects = DeskLimitQuerySet.as_manager()

    class Meta:
        ordering = ["role", "-from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "from_on"], name="desk_limit_once",
                violation_error_message="This role has a limit from that day already.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.hours} hours"


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
    invoice = models.ForeignKey(
        "accounts.Invoice", models.PROTECT, null=True, blank=True, related_name="orders"
    )
    part_of = models.CharField(
        max_length=40, blank=True, help_text="The effort it belongs to, like placement:12."
    )
    bundle = models.ForeignKey(
        OrderBundle, models.PROTECT, null=True, blank=True, related_name="orders"
    )
    group = models.UUIDField(null=True, blank=True, help_text="Orders given together share it.")
    instructions = models.TextField(max_length=4000, blank=True)
    facts = models.JSONField(default=dict, blank=True, help_text="Input code → what was said.")
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
    submitted_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    waited_minutes = models.PositiveIntegerField(
        default=0, help_text="Business minutes for which its clock stood."
    )
    took_minutes = models.PositiveIntegerField(
        null=True, blank=True, help_text="Business minutes until it was done, without waiting."
    )
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
                condition=models.Q(state__in=[*UNTAKEN]) | models.Q(assigned_to__isnull=False),
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
            models.Index(fields=["assigned_to", "due_at"], name="order_by_assignee"),
            models.Index(fields=["done_at"], name="order_by_done"),
            models.Index(
                fields=["part_of", "due_at"], condition=~models.Q(part_of=""), name="order_by_whole"
            ),
            models.Index(fields=["client", "-created_at"], name="order_by_client"),
        ]

    def __str__(self) -> str:
        return f"Order {self.pk}: {self.type}"

    def get_absolute_url(self) -> str:
        return reverse("order-page", args=[self.pk])

    @property
    def changes_hands(self) -> bool:
        """Whether it can be handed over: it is in the queue, on a desk or waits for somebody."""
        return self.state in (OrderState.SUBMITTED, *DESK, *WAITING)


@tracked()
class OrderCheck(models.Model):
    """One item of an order's checklist, with its evidence."""

    order = models.ForeignKey(ServiceOrder, models.CASCADE, related_name="checks")
    label = models.CharField(max_length=160)
    required = models.BooleanField(default=True)
    evidence = models.CharField(max_length=6, choices=Evidence, default=Evidence.NONE)
    rank = models.PositiveSmallIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(
        "accounts.Attachment", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OrderCheckQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "label"], name="order_check_once"),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(done_by__isnull=False),
                name="order_check_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.label


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
