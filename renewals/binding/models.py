"""What was bound: the order to bind a quote, and the policy and binder of each of its lines."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.attachments.models import Attachment
from accounts.certificates.models import Binder
from accounts.policies.models import LineOfBusiness, PolicyTerm, PolicyTransaction
from config.lib.triggers import append_only
from renewals.binding.querysets import BindOrderQuerySet, BoundLineQuerySet
from renewals.placements.models import Placement
from renewals.quotes.models import Quote


class BindOrder(models.Model):
    """A quote bound for the client: who decided it, who bound it at the company, from when.

    It stays as it was given; cover that ends again is cancelled on its policy.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="bind_orders")
    quote = models.OneToOneField(Quote, models.PROTECT, related_name="bind_order")
    bound_on = models.DateField()
    effective_on = models.DateField()
    expires_on = models.DateField()
    terrorism = models.BooleanField("terrorism cover taken", default=False)
    decided_by = models.CharField("client’s decision by", max_length=160)
    decided_on = models.DateField("client decided on")
    evidence = models.CharField("evidence of the decision", max_length=300)
    applications = models.CharField("signed applications", max_length=300)
    applications_file = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    authorized_by = models.CharField(
        "bound at the company by", max_length=160, help_text="Who, when, how."
    )
    group = models.UUIDField(help_text="The orders to the administrator share it.")
    form_key = models.UUIDField(unique=True, help_text="One form binds once.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = BindOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("effective_on")), name="bound_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(decided_by="") & ~Q(evidence="") & ~Q(authorized_by=""),
                name="bind_order_says_who_decided",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"Bound: {self.quote}"


class BoundLine(models.Model):
    """One line of a bind order: the term it is written in, and the binder that proves it."""

    order = models.ForeignKey(BindOrder, models.PROTECT, related_name="lines")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="bound_lines")
    line = models.ForeignKey(LineOfBusiness, models.PROTECT, related_name="+")
    term = models.ForeignKey(PolicyTerm, models.PROTECT, related_name="bound_lines")
    transaction = models.ForeignKey(PolicyTransaction, models.PROTECT, related_name="+")
    binder = models.ForeignKey(Binder, models.PROTECT, related_name="bound_lines")

    objects = BoundLineQuerySet.as_manager()

    class Meta:
        ordering = ["line__name"]
        constraints = [
            models.UniqueConstraint(fields=["order", "line"], name="line_bound_once"),
            models.UniqueConstraint(
                fields=["placement", "line"], name="line_bound_once_in_a_placement"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.line} under {self.term}"
