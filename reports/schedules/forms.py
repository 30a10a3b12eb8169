"""The form of a schedule: the report's own options, the rhythm, the recipients."""

from typing import Any

from django import forms

from reports.documents.forms import option_field, option_value
from reports.documents.registry import Kind
from reports.schedules.models import ReportSchedule
from teams.people.models import User


class RecipientsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person: Any) -> str:
        return f"{person.name}, {person.get_role_display().lower()}"


class ScheduleForm(forms.ModelForm):
    """A new schedule of `kind`, or a kept one with the version it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    recipients = RecipientsField(
        queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="Everybody gets the report of the clients they themselves see.",
    )  # fmt: skip
    resting = forms.BooleanField(
        label="Let it rest", required=False, help_text="Nothing is made until this is cleared."
    )

    class Meta:
        model = ReportSchedule
        fields = ["name", "form", "rhythm", "weekday", "nth", "at"]
        widgets = {"at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        labels = {"weekday": "Day of the week", "nth": "Day of the month"}
        help_texts = {
            "weekday": "For “every week”. When the office is closed, the next business day.",
            "nth": "For “every month” and “every quarter”.",
        }

    def __init__(self, *args: Any, kind: Kind, by: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kept = self.instance
        self.initial["version"] = kept.version
        self.options = [o for o in kind.options if not o.rule or by.may(o.rule)]
        for option in self.options:
            self.fields[option.name] = option_field(option)
            self.fields[option.name].initial = kept.options.get(option.name, option.default)
        people = [
            person.pk
            for person in User.objects.active()
            if person.may("documents.make") and person.may(kind.rule)
        ]
        self.fields["recipients"].queryset = User.objects.filter(pk__in=people).order_by("name")
        self.fields["recipients"].initial = (
            list(kept.recipients.values_list("pk", flat=True)) if kept.pk else [by.pk]
        )
        self.fields["resting"].initial = bool(kept.pk) and kept.next_at is None
        if not kind.sheets:
            del self.fields["form"]
        self.order_fields(
            ["name", *(o.name for o in self.options), "form", "rhythm", "weekday", "nth", "at",
             "recipients", "resting"]
        )  # fmt: skip

    def chosen_options(self) -> dict[str, Any]:
        """The options of the report, from a valid form."""
        return {o.name: option_value(o, self.cleaned_data[o.name]) for o in self.options}


class SendForm(forms.Form):
    """Which button was pressed, on which showing of the page."""

    to = forms.ChoiceField(choices=[("everybody", "everybody"), ("me", "me")])
    form_key = forms.UUIDField()
