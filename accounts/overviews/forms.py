"""The words of a yearly overview."""

from django import forms

from accounts.overviews.models import Overview
from accounts.overviews.services import CARRIED
from teams.history.forms import EditForm


class OverviewForm(EditForm):
    class Meta:
        model = Overview
        fields = list(CARRIED)
        widgets = {name: forms.Textarea({"rows": 3}) for name in CARRIED}
