"""The page on which it is kept what premiums are measured against."""

from accounts.schedules.models import ExposureBasis
from teams.history.records import RecordForm
from teams.house.rule_pages import Column, RulePages


class ExposureBasisForm(RecordForm):
    class Meta:
        model = ExposureBasis
        fields = ["line", "measure", "per"]


EXPOSURE_BASES = RulePages(
    name="exposure-basis", path="policies/exposure-bases/", argument="basis_id",
    group="Policies", title="Exposure bases", one="exposure basis",
    about="What the premium of a line follows. Quotes, stewardship reports and the split of "
    "premium changes into exposure and rate go by it.",
    form=ExposureBasisForm, see="policies.view", keep="policies.rules",
    columns=(
        Column("Line", "line__name"), Column("Measure", "get_measure_display"),
        Column("Rate per", "words"),
    ),
    related=("line",),
)  # fmt: skip
