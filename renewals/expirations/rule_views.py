"""The page on which it is kept when executives are told of an expiration (DOMAIN §7)."""

from renewals.expirations.forms import AlertRuleForm
from teams.house.rule_pages import Column, RulePages

ALERTS = RulePages(
    name="alert-rule", path="expirations/alerts/", argument="alert_rule_id", group="Renewals",
    title="Alerts of expirations", one="alert",
    about="How many days before a policy expires its executive is told, unless it is renewed by "
    "then. Each is told once; of several that are due at first sight only the nearest.",
    form=AlertRuleForm, see="policies.view", keep="renewals.rules",
    columns=(Column("Days before expiration", "days_before", num=True), Column("Note", "note")),
)  # fmt: skip
