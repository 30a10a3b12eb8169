"""What is filled in when a carrier gives notice."""

from typing import Any

from django import forms

from accounts.attachments.models import Attachment
from accounts.policies.forms import day
from accounts.policies.models import PolicyTerm
from config.lib.forms import DayInput
from renewals.clocks.models import NoticeEvent, NoticeRule
from teams.history.records import DatedForm


class NoticeForm(forms.Form):
    """A notice of the carrier on one policy."""

    event = forms.ChoiceField(choices=NoticeEvent, label="Notice of")
    given_on = day("Given on", help_text="The day it was mailed or delivered.")
    says = forms.CharField(max_length=300, label="What it says")
    attachment = forms.ModelChoiceField(
        Attachment.objects.none(), required=False, label="The notice as a file"
    )

    def __init__(self, *args: Any, term: PolicyTerm, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kept = Attachment.objects.filter(client=term.client_id).kept()
        self.fields["attachment"].queryset = kept.order_by("-pk")  # type: ignore[attr-defined]


class NoticeRuleForm(DatedForm):
    series = ("name",)

    class Meta:
        model = NoticeRule
        fields = [
            "event", "name", "lines", "applies", "earliest_days", "latest_days",
            "continues_days", "consequence", "source", "note", "from_on", "until_on",
        ]  # fmt: skip
        widgets = {"from_on": DayInput(), "until_on": DayInput()}
