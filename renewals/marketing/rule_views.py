"""The pages on which the numbers of marketing and the reasons of declinations are kept."""

from config.lib.forms import DayInput
from renewals.marketing.models import DeclineReason, MarketRule
from teams.history.records import CodedForm, DatedForm
from teams.house.rule_pages import Column, RulePages


class MarketRuleForm(DatedForm):
    series = ("code",)

    class Meta:
        model = MarketRule
        fields = ["code", "value", "grade", "source", "note", "from_on", "until_on"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}


class DeclineReasonForm(CodedForm):
    class Meta:
        model = DeclineReason
        fields = ["name", "active"]


MARKET_RULES = RulePages(
    name="market-rule", path="renewals/market-rules/", argument="market_rule_id",
    group="Renewals", title="Market rules", one="rule",
    about="The numbers marketing goes by: declinations, days without an answer, the rise that is "
    "an early warning, the lowest rating, the filing of surplus lines.",
    form=MarketRuleForm, see="policies.view", keep="renewals.rules",
    columns=(
        Column("Rule", "get_code_display"),
        Column("Value", lambda row: row.grade or row.value, num=True),
        Column("Source", "source"), Column("Note", "note"),
    ),
)  # fmt: skip
DECLINE_REASONS = RulePages(
    name="decline-reason", path="renewals/decline-reasons/", argument="decline_reason_id",
    group="Renewals", title="Reasons of declinations", one="reason",
    about="Why markets decline; results in the market are counted by them.",
    form=DeclineReasonForm, see="policies.view", keep="renewals.rules",
    columns=(Column("Reason", "name"),),
)  # fmt: skip
