"""Which policy a row of a statement is about, and whether it says what was expected."""

from collections.abc import Sequence
from datetime import date

from accounts.billing.models import BillingRule
from accounts.commissions import rules
from accounts.commissions.expecting import open_by_term
from accounts.commissions.models import StatementRow
from accounts.policies.models import PolicyTerm
from config.lib.money import ZERO


def register(carrier_id: int) -> rules.Register:
    """The terms of a carrier's companies, to find rows of its statements among them."""
    terms = PolicyTerm.objects.filter(policy__writing_company__carrier=carrier_id)
    return rules.Register(
        rules.Candidate(*row)
        for row in terms.values_list(
            "pk", "policy", "client", "number", "client__name", "effective_on", "expires_on"
        )
    )


def judge(rows: Sequence[StatementRow], on: date) -> None:
    """Say of each row with a policy what was expected and whether it fits."""
    matched = [row for row in rows if row.term_id]
    open_ = open_by_term([row.term_id for row in matched if row.term_id])
    rates = dict(PolicyTerm.objects.filter(pk__in=open_).values_list("pk", "commission_rate"))
    numbers = BillingRule.objects.in_force(on)
    dollars = numbers.get(BillingRule.Code.STATEMENT_DOLLARS, ZERO)
    percent = numbers.get(BillingRule.Code.STATEMENT_PERCENT, ZERO)
    for row in matched:
        items = open_.get(row.term_id or 0, [])
        sign = [amount for _, amount in items if amount * row.commission > 0]
        left = sum(sign, ZERO)
        row.expected = rules.expected_now(left, row.premium, rates.get(row.term_id or 0, ZERO))
        fits = rules.within(row.commission, row.expected, dollars, percent)
        row.finding = "unexpected" if not left else "fits" if fits else "differs"
