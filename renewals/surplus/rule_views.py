"""The page on which the Export List is kept."""

from config.lib.forms import DayInput
from renewals.surplus.models import ExportListing
from teams.history.records import DatedForm
from teams.house.rule_pages import Column, RulePages


class ExportListingForm(DatedForm):
    series = ("name",)

    class Meta:
        model = ExportListing
        fields = ["name", "lines", "source", "note", "from_on", "until_on"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}


EXPORT_LIST = RulePages(
    name="export-listing", path="renewals/export-list/", argument="export_listing_id",
    group="Renewals", title="Export List", one="class",
    about="Classes that may go to surplus lines without a diligent search. Enter them from the "
    "list as it is published; none is taken for granted.",
    below="surplus/below.html", form=ExportListingForm, see="policies.view", keep="renewals.rules",
    columns=(
        Column("Class", "name"), Column("Lines", lambda row: ", ".join(row.lines) or "Any"),
        Column("Source", "source"), Column("Note", "note"),
    ),
)  # fmt: skip
