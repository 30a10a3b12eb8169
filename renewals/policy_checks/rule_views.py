"""The pages on which checklists, steps of chasing and rules for second readers are kept."""

from config.lib.forms import DayInput
from renewals.policy_checks.models import ChaseRule, CheckTopic, SecondReaderRule
from teams.history.records import DatedForm, RecordForm
from teams.house.rule_pages import Column, RulePages


class TopicForm(RecordForm):
    class Meta:
        model = CheckTopic
        fields = ["line", "label", "reads", "rank", "active"]


class ChaseRuleForm(DatedForm):
    series = ("purpose", "days")

    class Meta:
        model = ChaseRule
        fields = ["purpose", "days", "from_on", "until_on", "note"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}


class SecondReaderForm(DatedForm):
    series = ("tier", "least_premium")

    class Meta:
        model = SecondReaderRule
        fields = ["tier", "least_premium", "from_on", "until_on", "note"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}


TOPICS = RulePages(
    name="check-topic", path="renewals/checklists/", argument="check_topic_id",
    group="Renewals", title="Checklists of issued policies", one="item of the checklist",
    about="What an issued policy is checked for, by line. Checks that were begun keep their items.",
    form=TopicForm, see="policies.view", keep="renewals.rules", related=("line",),
    columns=(
        Column("Line", lambda row: row.line or "Every line"), Column("Item", "label"),
        Column("What is expected comes from", "get_reads_display"),
        Column("Place", "rank", num=True),
    ),
)  # fmt: skip
CHASES = RulePages(
    name="chase-rule", path="renewals/chasing/", argument="chase_rule_id",
    group="Renewals", title="Chasing policies and binders", one="step of chasing",
    about="After how many days a carrier is asked for the policy or its correction, and how many "
    "days before a binder ends it is told.",
    form=ChaseRuleForm, see="policies.view", keep="renewals.rules",
    columns=(
        Column("For", "get_purpose_display"), Column("Days", "days", num=True),
        Column("Note", "note"),
    ),
)  # fmt: skip
SECOND_READERS = RulePages(
    name="second-reader-rule", path="renewals/second-readers/", argument="second_reader_rule_id",
    group="Renewals", title="Second readers", one="rule for second readers",
    about="Whose issued policies a second person reads before they go to the client.",
    form=SecondReaderForm, see="policies.view", keep="renewals.rules", related=("tier",),
    columns=(
        Column("Tier", lambda row: row.tier or "Any tier"),
        Column("From a premium of", "least_premium", num=True), Column("Note", "note"),
    ),
)  # fmt: skip
