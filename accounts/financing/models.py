"""Premium finance: a lender pays the premium, the client pays the lender."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.clients.models import Client
from accounts.financing.querysets import FinanceAgreementQuerySet
from accounts.policies.models import PolicyTerm
from config.lib.models import MoneyField
from teams.history.tracking import tracked


@tracked()
class FinanceAgreement(models.Model):
    """What a premium finance agreement must say (Fin. Code 18605 and following)."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="finance_agreements")
    lender = models.CharField("premium finance company", max_length=120)
    number = models.CharField("agreement number", max_length=40)
    signed_on = models.DateField("signed")
    down_payment = MoneyField()
    principal = MoneyField(help_text="What the lender advances.")
    finance_charge = MoneyField()
    first_due_on = models.DateField("first installment due")
    installments = models.PositiveSmallIntegerField(
        "number of installments",
        validators=[
            MinValueValidator(1, "At least one installment."),
            MaxValueValidator(60, "At most 60 installments."),
        ],
    )
    installment_amount = MoneyField("amount of each")
    ended_on = models.DateField(null=True, blank=True, help_text="The lender is paid off.")
    form_key = models.UUIDField(unique=True, help_text="One form makes one agreement.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = FinanceAgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["lender", "number"], name="agreement_number_once"),
            models.CheckConstraint(
                condition=Q(
                    principal__gt=0, down_payment__gte=0, finance_charge__gte=0,
                    installment_amount__gt=0,
                ),
                name="agreement_amounts_fit",
            ),
            models.CheckConstraint(
                condition=Q(first_due_on__gt=F("signed_on")), name="agreement_dates_in_order"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.lender} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("finance-agreement", args=[self.pk])

    @property
    def last_installment(self):
        """Dollars of the last installment, which takes the rounding."""
        before = self.installment_amount * (self.installments - 1)
        return self.principal + self.finance_charge - before


@tracked()
class FinancedTerm(models.Model):
    """A policy of an agreement with what of it is financed."""

    agreement = models.ForeignKey(FinanceAgreement, models.CASCADE, related_name="financed")
    term = models.ForeignKey(PolicyTerm, models.PROTECT, related_name="financing")
    premium = MoneyField()
    fees = MoneyField("taxes and fees")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "term"], name="financed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.term} under {self.agreement}"
