"""When executives are told of coming expirations, and that they were told."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.policies.models import PolicyTerm
from config.lib.models import Dated
from renewals.expirations.querysets import AlertRuleQuerySet, ExpirationAlertQuerySet
from teams.history.tracking import tracked


@tracked()
class AlertRule(Dated):
    """Tell the executive this many days before expiration (DOMAIN §7); a dated row."""

    days_before = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    note = models.CharField(max_length=200, blank=True)

    objects = AlertRuleQuerySet.as_manager()

    class Meta:
        ordering = ["-days_before"]
        constraints = [
            models.UniqueConstraint(
                fields=["days_before", "from_on"], name="alert_rule_once",
                violation_error_message="These days have a row from that day already.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.days_before} days before expiration"


class ExpirationAlert(models.Model):
    """One telling: this term, this many days before that expiration, this person.

    A term whose expiration moves is told again of the new one.
    """

    term = models.ForeignKey(PolicyTerm, models.CASCADE, related_name="alerts")
    expires_on = models.DateField()
    days_before = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(auto_now_add=True)

    objects = ExpirationAlertQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "expires_on", "days_before"], name="alert_told_once"
            )
        ]
        indexes = [models.Index(fields=["user", "-told_at"], name="alert_by_user")]

    def __str__(self) -> str:
        return f"{self.term} {self.days_before} days before"
