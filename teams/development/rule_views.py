"""The page on which it is kept when people are told what of theirs runs out (DOMAIN §13)."""

from teams.development.forms import CredentialAlertRuleForm
from teams.house.rule_pages import Column, RulePages

ALERTS = RulePages(
    name="credential-alert-rule", path="teams/credentials/alerts/",
    argument="credential_alert_rule_id", group="People", title="Alerts of licenses", one="alert",
    about="How many days before a license, a yearly update or a driver’s license runs out the "
    "person and the manager are told. Each is told once.",
    form=CredentialAlertRuleForm, see="people.view", keep="people.manage",
    columns=(Column("Days before it runs out", "days_before", num=True), Column("Note", "note")),
)  # fmt: skip
