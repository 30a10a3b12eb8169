"""The pages on which the questions and the rule of loss runs are kept (DOMAIN §9.3)."""

from renewals.underwriting.forms import LossRunRuleForm, QuestionForm
from teams.house.rule_pages import Column, RulePages

QUESTIONS = RulePages(
    name="question", path="renewals/questions/", argument="question_id", group="Renewals",
    title="Underwriting questions", one="question",
    about="What underwriters want to know, by line of business, and what the client is asked. "
    "A placement keeps the questions of the day on which it opened.",
    form=QuestionForm, see="policies.view", keep="renewals.rules",
    columns=(
        Column("Question", "text"), Column("Topic", "topic"), Column("Kind", "get_kind_display"),
        Column("Lines", lambda row: ", ".join(row.lines) or "Every placement"),
        Column("Needed", "required"), Column("Asked of the client", "ask_client"),
        Column("Prefilled from", lambda row: row.get_fact_display() or "Last answer"),
    ),
)  # fmt: skip
LOSS_RUN_RULES = RulePages(
    name="loss-run-rule", path="renewals/loss-run-rules/", argument="loss_run_rule_id",
    group="Renewals", title="Loss-run rules", one="rule",
    about="How old the valuation of loss runs may be when submissions leave, and how many years "
    "markets want.",
    form=LossRunRuleForm, see="policies.view", keep="renewals.rules",
    columns=(
        Column("Stale after, days", "stale_days", num=True), Column("Years", "years", num=True),
        Column("Source", "source"), Column("Note", "note"),
    ),
)  # fmt: skip
