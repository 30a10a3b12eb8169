"""The page on which the questions are kept (DOMAIN §9.3)."""

from renewals.underwriting.forms import QuestionForm
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
