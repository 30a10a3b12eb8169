"""Hours of a kind of work."""

from accounts.workload.models import WorkWeight
from config.lib.forms import DayInput
from teams.history.records import RecordForm


class WeightForm(RecordForm):
    class Meta:
        model = WorkWeight
        fields = ["kind", "code", "hours", "from_on"]
        widgets = {"from_on": DayInput()}
