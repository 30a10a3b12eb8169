"""The page on which the days of notice that carriers owe are kept (DOMAIN §9.4)."""

from renewals.clocks.forms import NoticeRuleForm
from teams.house.rule_pages import Column, RulePages

NOTICE_RULES = RulePages(
    name="notice-rule", path="renewals/notice-rules/", argument="notice_rule_id",
    group="Renewals", title="Notice rules", one="rule",
    about="Days of notice that carriers owe. Read the source before relying on a row; this is "
    "no legal advice.",
    form=NoticeRuleForm, see="policies.view", keep="renewals.rules",
    columns=(
        Column("Rule", "name"), Column("Binds", "get_applies_display"),
        Column("Lines", lambda row: ", ".join(row.lines) or "All others"),
        Column("Earliest", "earliest_days", num=True), Column("Latest", "latest_days", num=True),
        Column("Else", "consequence"), Column("Source", "source"), Column("Note", "note"),
    ),
)  # fmt: skip
