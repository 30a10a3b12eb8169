"""The page on which the numbers of premium arithmetic are kept."""

from accounts.policies.forms import PremiumRuleForm
from teams.house.rule_pages import Column, RulePages

PREMIUM_RULES = RulePages(
    name="premium-rule", path="policies/rules/", argument="rule_id",
    group="Policies", title="Premium rules", one="rule",
    about="Short rate, minimum earned and tolerances. The first day of a policy’s term decides "
    "which row counts.",
    form=PremiumRuleForm, see="policies.view", keep="policies.rules",
    columns=(
        Column("Rule", "get_code_display"), Column("Value", "value", num=True),
        Column("Source", "source"), Column("Note", "note"),
    ),
)  # fmt: skip
