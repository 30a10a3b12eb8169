"""The page on which attachment points are kept."""

from config.lib.forms import DayInput
from renewals.underlying.models import UnderlyingRule
from teams.history.records import DatedForm
from teams.house.rule_pages import Column, RulePages


class UnderlyingRuleForm(DatedForm):
    series = ("field", "company")

    class Meta:
        model = UnderlyingRule
        fields = ["field", "company", "minimum", "source", "note", "from_on", "until_on"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limits = self.fields["field"].queryset.filter(kind="limit").select_related("line")
        self.fields["field"].queryset = limits
        self.fields["field"].label_from_instance = lambda row: f"{row.line}: {row.label}"


UNDERLYING_RULES = RulePages(
    name="underlying-rule", path="renewals/attachment-points/", argument="underlying_rule_id",
    group="Renewals", title="Attachment points", one="attachment point",
    about="The least limits beneath an umbrella. A row that names a company goes before the "
    "house’s own; the form of the umbrella governs.",
    form=UnderlyingRuleForm, see="policies.view", keep="renewals.rules",
    related=("field__line", "company"),
    columns=(
        Column("Policy beneath", "field__line"), Column("Limit", "field__label"),
        Column("At least", "minimum", num=True),
        Column("Umbrella of", lambda row: row.company or "Every company"),
        Column("Source", "source"), Column("Note", "note"),
    ),
)  # fmt: skip
