"""What is asked when an invoice is void."""

from typing import Any

from django import forms
from django.utils import timezone

from config.lib.forms import DayInput


class VoidForm(forms.Form):
    """When and why an invoice is void."""

    on = forms.DateField(label="On", widget=DayInput())
    reason = forms.CharField(max_length=200)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("initial", {"on": timezone.localdate()})
        super().__init__(*args, **kwargs)
