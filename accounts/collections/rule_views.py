"""The page on which the steps of collecting are kept (DOMAIN §8.2)."""

from accounts.collections.forms import StepForm
from accounts.collections.rules import WORDS
from teams.house.rule_pages import Column, RulePages

STEPS = RulePages(
    name="collection-step", path="collections/steps/", argument="step_id",
    group="Receivables", title="Steps of collecting", one="step",
    about="What is done about an overdue invoice, and when. Days count from its due date, without "
    "the days of a dispute. Steps that were passed over are not made up for, but a needed one "
    "comes before anything later.",
    form=StepForm, see="receivables.view", keep="receivables.rules",
    columns=(
        Column("Step", "name"), Column("Days past due", "days", num=True),
        Column("How", "get_how_display"), Column("For", "get_owner_display"),
        Column("Needed", "needed"), Column("Tells sales", "tells_sales"), Column("Note", "note"),
    ),
    below="collections/words.html", facts={"words": WORDS},
)  # fmt: skip
