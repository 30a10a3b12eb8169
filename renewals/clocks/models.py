"""The notice a carrier owes before it changes or ends a policy: rules and notices received."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.attachments.models import Attachment
from accounts.policies.models import PolicyTerm
from config.lib.models import Dated
from config.lib.triggers import append_only
from renewals.clocks.querysets import CarrierNoticeQuerySet, NoticeRuleQuerySet
from teams.history.tracking import tracked


class NoticeEvent(models.TextChoices):
    """What the carrier wants to do."""

    NON_RENEWAL = "non_renewal", "Non-renewal or conditional renewal"
    CANCELLATION = "cancellation", "Cancellation during the term"
    NON_PAYMENT = "non_payment", "Cancellation for non-payment or fraud"


class Applies(models.TextChoices):
    """Which companies a rule binds."""

    ADMITTED = "admitted", "Admitted companies"
    NON_ADMITTED = "non_admitted", "Non-admitted companies"
    ANY = "any", "Every company"


@tracked()
class NoticeRule(Dated):
    """Days of notice that hold from a day on; a dated row with its source (DOMAIN §9.4).

    Without days the policy's own wording governs. A rule that names lines goes before one that
    names none.
    """

    event = models.CharField(max_length=12, choices=NoticeEvent)
    name = models.CharField(max_length=120)
    lines = ArrayField(
        models.CharField(max_length=10), default=list, blank=True,
        help_text="Codes of the lines it holds for; empty: all others.",
    )  # fmt: skip
    applies = models.CharField(max_length=12, choices=Applies, default=Applies.ADMITTED)
    earliest_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Notice given earlier does not count."
    )
    latest_days = models.PositiveSmallIntegerField(null=True, blank=True)
    continues_days = models.PositiveSmallIntegerField(
        default=0, help_text="How long cover continues after a late notice."
    )
    consequence = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)

    objects = NoticeRuleQuerySet.as_manager()

    class Meta:
        ordering = ["event", "name", "-from_on"]
        constraints = [
            models.UniqueConstraint(fields=["name", "from_on"], name="notice_rule_once"),
            models.CheckConstraint(
                condition=Q(earliest_days=None) | Q(earliest_days__gte=F("latest_days")),
                name="notice_window_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CarrierNotice(models.Model):
    """A notice the house received of a carrier; appended, a wrong one is followed by another."""

    term = models.ForeignKey(PolicyTerm, models.PROTECT, related_name="carrier_notices")
    event = models.CharField(max_length=12, choices=NoticeEvent)
    given_on = models.DateField(help_text="The day it was mailed or delivered.")
    says = models.CharField(max_length=300, help_text="What the carrier wants, and why.")
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = CarrierNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-given_on", "-pk"]
        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__in=NoticeEvent.values), name="carrier_notice_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} of {self.term}, {self.given_on:%m/%d/%Y}"
