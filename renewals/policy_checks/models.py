"""An issued policy on its way to the client: chased, checked, corrected, delivered."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.attachments.models import Attachment
from accounts.clients.models import Client, Tier
from accounts.policies.models import LineOfBusiness, PolicyTerm
from config.lib.models import Dated, MoneyField, Versioned
from config.lib.triggers import append_only
from renewals.policy_checks.querysets import (
    CheckItemQuerySet,
    DatedRuleQuerySet,
    OfCheckQuerySet,
    PolicyCheckQuerySet,
    TopicQuerySet,
)
from renewals.policy_checks.states import Answer, Channel, Closure, Purpose, Reads, Through
from teams.history.tracking import tracked
from teams.notifications.models import OutboundEmail

Person = settings.AUTH_USER_MODEL


@tracked()
class ChaseRule(Dated):
    """After how many days the carrier is asked again, or how many before a binder ends it is
    told; a dated row (DOMAIN §4.3, §9.1, §12)."""

    purpose = models.CharField(max_length=10, choices=Purpose)
    days = models.PositiveSmallIntegerField(
        help_text="After the policy takes effect or the correction was asked for; of a binder, "
        "before it ends."
    )
    note = models.CharField(max_length=200, blank=True)

    objects = DatedRuleQuerySet.as_manager()

    class Meta:
        ordering = ["purpose", "days", "from_on"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "days", "from_on"], name="chase_rule_once"),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="chase_purpose_known"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="chase_rule_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        when = "days before" if self.purpose == Purpose.BINDER else "days after"
        return f"{self.get_purpose_display()}: {self.days} {when}"


@tracked()
class SecondReaderRule(Dated):
    """Whose checks a second person reads before delivery; a dated row."""

    tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: any tier."
    )
    least_premium = MoneyField(
        "from a premium of", default=0, help_text="Annual premium of the term in dollars."
    )
    note = models.CharField(max_length=200, blank=True)

    objects = DatedRuleQuerySet.as_manager()

    class Meta:
        ordering = ["tier", "least_premium", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["tier", "least_premium", "from_on"], name="second_reader_rule_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="second_reader_rule_ends_after_it_begins",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.tier or 'Any tier'} from ${self.least_premium:,.0f}"


@tracked()
class CheckTopic(Versioned):
    """An item that the checklists of a line begin with (DOMAIN §10.3)."""

    line = models.ForeignKey(
        LineOfBusiness, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Empty: policies of every line.",
    )  # fmt: skip
    label = models.CharField(max_length=120)
    reads = models.CharField("expected from", max_length=15, choices=Reads, blank=True)
    active = models.BooleanField(default=True)
    rank = models.PositiveSmallIntegerField(default=50)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "label"], name="check_topic_once", nulls_distinct=False,
                violation_error_message="This line has an item of this name already.",
            ),
            models.CheckConstraint(condition=Q(reads__in=Reads.values), name="check_reads_known"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label


@tracked()
class PolicyCheck(Versioned):
    """The way of one term's policy from the carrier to the client; one for each term."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="policy_checks")
    term = models.OneToOneField(PolicyTerm, models.PROTECT, related_name="policy_check")
    placement = models.ForeignKey(
        "renewals.Placement", models.PROTECT, null=True, blank=True, related_name="policy_checks"
    )
    counts_from = models.DateField(help_text="From this day the carrier is chased.")
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    chased_days = models.PositiveSmallIntegerField(
        default=0, help_text="The last step of chasing the policy that was told."
    )
    received_on = models.DateField(null=True, blank=True)
    received_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The policy as it came.",
    )  # fmt: skip
    finished_on = models.DateField("checked", null=True, blank=True)
    finished_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    asked_on = models.DateField("correction asked for", null=True, blank=True)
    asked_days = models.PositiveSmallIntegerField(
        default=0, help_text="The last step of chasing the correction that was told."
    )
    needs_second = models.BooleanField("read by a second person", default=False)
    second_on = models.DateField(null=True, blank=True)
    second_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    override_why = models.CharField(max_length=300, blank=True)
    overridden_on = models.DateField(null=True, blank=True)
    overridden_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+"
    )
    base_on = models.DateField("renewal base updated", null=True, blank=True)
    base_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    delivered_on = models.DateField(null=True, blank=True, help_text="First delivery.")

    objects = PolicyCheckQuerySet.as_manager()

    class Meta:
        ordering = ["counts_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_on=None, received_by=None)
                | Q(received_on__isnull=False, received_by__isnull=False),
                name="policy_received_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(finished_on=None)
                | Q(received_on__isnull=False, finished_by__isnull=False),
                name="policy_checked_after_it_came",
            ),
            models.CheckConstraint(
                condition=Q(second_by=None) | Q(finished_by=None) | ~Q(second_by=F("finished_by")),
                name="second_reader_is_another_person",
            ),
            models.CheckConstraint(
                condition=Q(overridden_on=None, override_why="")
                | (Q(overridden_on__isnull=False, overridden_by__isnull=False)
                   & ~Q(override_why="")),
                name="override_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None)
                | Q(received_on__isnull=False, finished_on__isnull=False)
                | Q(received_on__isnull=False, overridden_on__isnull=False),
                name="policy_delivered_after_its_check",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["counts_from", "id"], condition=Q(delivered_on=None),
                name="policy_check_open",
            ),
            models.Index(fields=["client", "-counts_from"], name="policy_check_by_client"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Policy {self.term.number} of {self.client}"

    def get_absolute_url(self) -> str:
        return reverse("policy-check", args=[self.pk])

    def days_waited(self, on: date) -> int:
        """Days since the policy took effect or was bound, the later of both."""
        return (on - self.counts_from).days


@tracked()
class CheckItem(Versioned):
    """One item of a checklist: what was expected, what was found, and what became of it."""

    check_of = models.ForeignKey(PolicyCheck, models.CASCADE, related_name="items")
    rank = models.PositiveSmallIntegerField(default=0)
    group = models.CharField(max_length=80, blank=True, help_text="The line it belongs to.")
    label = models.CharField(max_length=160)
    reads = models.CharField(max_length=15, choices=Reads, blank=True)
    detail = models.ForeignKey(
        "accounts.CoverageField", models.PROTECT, null=True, blank=True, related_name="+"
    )
    expected = models.JSONField(default=dict, blank=True, help_text="Source → what it says.")
    answer = models.CharField(max_length=11, choices=Answer, blank=True)
    found = models.CharField(max_length=500, blank=True)
    note = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    request = models.ForeignKey(
        "renewals.CarrierRequest", models.PROTECT, null=True, blank=True, related_name="items"
    )
    closed_as = models.CharField(max_length=10, choices=Closure, blank=True)
    closed_note = models.CharField(max_length=300, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    objects = CheckItemQuerySet.as_manager()

    class Meta:
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "group", "label"], name="check_item_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answer__in=Answer.values, answered_by__isnull=False),
                name="check_item_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.DISCREPANCY) | ~Q(found=""),
                name="discrepancy_says_what_was_found",
            ),
            models.CheckConstraint(
                condition=Q(closed_as="", closed_on=None)
                | Q(
                    answer=Answer.DISCREPANCY, closed_as__in=Closure.values,
                    closed_on__isnull=False, closed_by__isnull=False,
                ),
                name="only_discrepancies_are_closed",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        """Whether it is a discrepancy that nobody closed."""
        return self.answer == Answer.DISCREPANCY and not self.closed_as


class CarrierRequest(models.Model):
    """The carrier was asked for the policy, or for its correction; it stays as it was sent."""

    check_of = models.ForeignKey(PolicyCheck, models.PROTECT, related_name="requests")
    purpose = models.CharField(max_length=10, choices=Purpose)
    through = models.CharField(max_length=6, choices=Through)
    whom = models.CharField(max_length=200, help_text="The person or address that was asked.")
    message = models.TextField(max_length=4000)
    due_on = models.DateField("answer wanted by")
    email = models.ForeignKey(
        OutboundEmail, models.PROTECT, null=True, blank=True, related_name="+"
    )
    form_key = models.UUIDField(unique=True, help_text="One form asks once.")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = OfCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=["chase", "correction"], through__in=Through.values),
                name="carrier_request_known",
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.whom}"


class PolicyDelivery(models.Model):
    """The policy went to somebody of the client: how, to whom, when."""

    check_of = models.ForeignKey(PolicyCheck, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=6, choices=Channel)
    recipient = models.CharField("to whom", max_length=200)
    delivered_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    url = models.CharField(max_length=200, blank=True, help_text="Where the letter is.")
    key = models.CharField(max_length=80, unique=True, help_text="One form delivers once.")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = OfCheckQuerySet.as_manager()

    class Meta:
        ordering = ["delivered_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="policy_delivery_channel_known"
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"Delivered to {self.recipient}"
