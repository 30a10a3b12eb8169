"""Whether a premium finance agreement adds up, with no database. Amounts are dollars."""

from datetime import date
from decimal import Decimal

from config.lib.errors import DomainError
from config.lib.money import CENT


def check_agreement(
    *, financed: Decimal, down_payment: Decimal, principal: Decimal, finance_charge: Decimal,
    installments: int, installment_amount: Decimal, signed_on: date, first_due_on: date,
) -> None:  # fmt: skip
    """Raise DomainError unless down payment and principal are what is financed, and the
    installments pay principal and charge, the last one taking less than a cent a piece. The
    lender advances something, and nothing is negative.
    """
    if principal <= 0:
        raise DomainError("The principal is above zero: it is what the lender advances.",
                          "principal")  # fmt: skip
    if installment_amount <= 0:
        raise DomainError("An installment is above zero.", "installment_amount")
    for field, amount in (("down_payment", down_payment), ("finance_charge", finance_charge)):
        if amount < 0:
            raise DomainError("This is not below zero.", field)
    if down_payment + principal != financed:
        raise DomainError(
            f"Down payment and principal are {down_payment + principal:,.2f}, but the policies’ "
            f"premium, taxes and fees are {financed:,.2f}.",
            "principal",
        )
    paid, owed = installment_amount * installments, principal + finance_charge
    if abs(paid - owed) >= CENT * installments:
        raise DomainError(
            f"{installments} installments of {installment_amount:,.2f} are {paid:,.2f}, but "
            f"principal and finance charge are {owed:,.2f}.",
            "installment_amount",
        )
    if first_due_on <= signed_on:
        raise DomainError("The first installment is due after the agreement.", "first_due_on")
