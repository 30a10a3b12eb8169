"""The page on which the rule of loss runs is kept."""

from accounts.loss_runs.models import LossRunRule
from config.lib.forms import DayInput
from teams.history.records import DatedForm
from teams.house.rule_pages import Column, RulePages


class LossRunRuleForm(DatedForm):
    class Meta:
        model = LossRunRule
        fields = ["stale_days", "years", "source", "note", "from_on", "until_on"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}


LOSS_RUN_RULES = RulePages(
    name="loss-run-rule", path="loss-run-rules/", argument="loss_run_rule_id",
    group="Renewals", title="Loss-run rules", one="rule",
    about="How old the valuation of loss runs may be before they are ordered anew, for files, "
    "requests and submissions, and how many years markets want.",
    form=LossRunRuleForm, see="policies.view", keep="renewals.rules",
    columns=(
        Column("Stale after, days", "stale_days", num=True), Column("Years", "years", num=True),
        Column("Source", "source"), Column("Note", "note"),
    ),
)  # fmt: skip
