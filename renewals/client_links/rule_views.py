"""The page on which reminders of clients are kept."""

from renewals.client_links.forms import ChaserRuleForm
from teams.house.rule_pages import Column, RulePages

CHASER_RULES = RulePages(
    name="chaser-rule", path="renewals/reminders/", argument="chaser_rule_id", group="Renewals",
    title="Reminders of clients", one="reminder",
    about="When a client who was asked for information is reminded. Each is sent once; signing "
    "off ends them, and one that was passed over is not made up for.",
    form=ChaserRuleForm, see="policies.view", keep="renewals.rules",
    columns=(
        Column("Reminder", "name"), Column("Counted in", "get_basis_display"),
        Column("Days", "days", num=True), Column("Note", "note"),
    ),
)  # fmt: skip
