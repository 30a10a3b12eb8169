"""The page on which it is kept who writes off how much (DOMAIN §8.2)."""

from accounts.write_offs.forms import WriteOffLimitForm
from config.lib.templatetags.steward import money_plain
from teams.house.rule_pages import Column, RulePages

LIMITS = RulePages(
    name="write-off-limit", path="write-offs/limits/", argument="write_off_limit_id",
    group="Receivables", title="Limits of write-offs", one="limit",
    about="Up to how much people of a role write off alone, and up to how much they approve what "
    "others ask for. A role without a row does neither.",
    form=WriteOffLimitForm, see="receivables.view", keep="receivables.rules",
    columns=(
        Column("Role", "get_role_display"),
        Column("Alone, up to", lambda row: money_plain(row.alone), num=True),
        Column("Approves, up to", lambda row: money_plain(row.approves), num=True),
        Column("Note", "note"),
    ),
)  # fmt: skip
