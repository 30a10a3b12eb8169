"""What became of an expiring term where its transactions do not say so."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.attachments.models import Attachment
from accounts.policies.models import ChangeReason, PolicyTerm
from renewals.dispositions.outcomes import KEPT, Outcome
from renewals.dispositions.querysets import DispositionQuerySet
from teams.history.tracking import tracked


@tracked()
class Disposition(models.Model):
    """How one term ended, as a person recorded it: one a term (DOMAIN §16 rule 7).

    What transactions say goes before it, so a term that is renewed after all counts as renewed.
    """

    term = models.OneToOneField(PolicyTerm, models.PROTECT, related_name="disposition")
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.ForeignKey(
        ChangeReason, models.PROTECT, null=True, blank=True, related_name="+"
    )
    evidence = models.CharField(max_length=300)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    successor = models.ForeignKey(
        PolicyTerm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recorded_as_successor",
        help_text="The term that follows, under whatever number.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = DispositionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="disposition_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=list(KEPT)) | Q(successor__isnull=False),
                name="disposition_kept_has_a_successor",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["lost", "non_renewed"]) | Q(reason__isnull=False),
                name="disposition_lost_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="disposition_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.term}: {self.get_outcome_display()}"
