"""The page on which the rules of offering again are kept."""

from config.lib.forms import DayInput
from renewals.proposals.models import ReofferRule
from teams.history.records import DatedForm
from teams.house.rule_pages import Column, RulePages


class ReofferRuleForm(DatedForm):
    series = ("lines",)

    class Meta:
        model = ReofferRule
        fields = ["lines", "months", "source", "note", "from_on", "until_on"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}


REOFFER_RULES = RulePages(
    name="reoffer-rule", path="renewals/re-offers/", argument="reoffer_rule_id",
    group="Renewals", title="Re-offers", one="rule",
    about="After how many months a declined coverage is offered again.",
    form=ReofferRuleForm, see="policies.view", keep="renewals.rules",
    columns=(
        Column("Lines", lambda row: ", ".join(row.lines) or "All others"),
        Column("Months", "months", num=True), Column("Source", "source"), Column("Note", "note"),
    ),
)  # fmt: skip
