"""The page on which the days of paying on are kept."""

from accounts.payables.forms import PaymentRuleForm
from teams.house.rule_pages import Column, RulePages

PAYMENT_RULES = RulePages(
    name="payment-rule", path="payables/rules/", argument="payment_rule_id",
    group="Receivables and trust", title="Days of paying on", one="rule",
    about="When authorities are due, when clients’ credits are, and how early a warning comes. "
    "The terms of a company stand on its carrier’s page.",
    form=PaymentRuleForm, see="payables.view", keep="payables.write",
    columns=(
        Column("Rule", "get_code_display"), Column("Number", "value", num=True),
        Column("Note", "note"),
    ),
)  # fmt: skip
