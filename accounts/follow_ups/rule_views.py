"""The pages on which kinds of follow-ups and the outcomes that close them are kept."""

from accounts.follow_ups.models import FollowUpKind, FollowUpOutcome
from teams.history.records import CodedForm
from teams.house.rule_pages import Column, RulePages


class KindForm(CodedForm):
    class Meta:
        model = FollowUpKind
        fields = ["name", "active"]
        labels = {"active": "In use"}


class OutcomeForm(CodedForm):
    """How a follow-up is closed, and the step that starts by it."""

    class Meta:
        model = FollowUpOutcome
        fields = [
            "name", "kind", "success", "needs_text", "next_kind", "next_subject", "next_days",
            "rank", "active",
        ]  # fmt: skip
        labels = {"success": "It went well", "next_kind": "Kind of the next step",
                  "next_subject": "The next step", "next_days": "It is due after",
                  "rank": "Place in the list",
                  "active": "In use"}  # fmt: skip


def _next(outcome: FollowUpOutcome) -> str:
    if outcome.next_days is None:
        return ""
    what = outcome.next_subject or str(outcome.next_kind or outcome.kind or "the same again")
    return f"{what}, after {outcome.next_days} business days"


KINDS = RulePages(
    name="follow-up-kind", path="follow-ups/kinds/", argument="follow_up_kind_id",
    group="Follow-ups", title="Kinds of follow-ups", one="kind of follow-up",
    about="What people come back to; reports count by it.",
    form=KindForm, see="follow_ups.view", keep="follow_ups.rules",
    columns=(Column("Kind", "name"),),
)  # fmt: skip
OUTCOMES = RulePages(
    name="follow-up-outcome", path="follow-ups/outcomes/", argument="outcome_id",
    group="Follow-ups", title="Outcomes of follow-ups", one="outcome",
    about="With what a follow-up is closed, and which step follows from it by itself.",
    form=OutcomeForm, see="follow_ups.view", keep="follow_ups.rules",
    columns=(
        Column("Outcome", "name"),
        Column("For", lambda row: row.kind or "Every kind"),
        Column("Counts as", lambda row: "went well" if row.success else "did not"),
        Column("Asks for words", "needs_text"), Column("Next step", _next),
        Column("Place", "rank", num=True),
    ),
    related=("kind", "next_kind"),
)  # fmt: skip
