"""What is filled in about when executives are told."""

from config.lib.forms import DayInput
from renewals.expirations.models import AlertRule
from teams.history.records import DatedForm


class AlertRuleForm(DatedForm):
    """So many days before an expiration, from a day on."""

    series = ("days_before",)

    class Meta:
        model = AlertRule
        fields = ["days_before", "from_on", "until_on", "note"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}
        labels = {"days_before": "Days before expiration"}
