"""What is entered about people's licenses, education and designations."""

from django import forms

from config.lib.forms import DayInput
from teams.development.models import (
    Bulletin,
    Course,
    CredentialAlertRule,
    Designation,
    DrivingLicense,
    EducationRule,
)
from teams.history.records import DatedForm, RecordForm
from teams.people.models import License


class LicenseForm(RecordForm):
    class Meta:
        model = License
        fields = ["state", "kind", "number", "issued_on", "expires_on", "inactive_on"]
        widgets = {"issued_on": DayInput(), "expires_on": DayInput(), "inactive_on": DayInput()}


class CourseForm(RecordForm):
    class Meta:
        model = Course
        fields = ["title", "provider", "completed_on", "hours", "ethics_hours", "certificate"]
        widgets = {"completed_on": DayInput()}


class DesignationForm(RecordForm):
    class Meta:
        model = Designation
        fields = ["kind", "earned_on", "update_month", "updated_on"]
        widgets = {"earned_on": DayInput(), "updated_on": DayInput()}


class DrivingForm(RecordForm):
    class Meta:
        model = DrivingLicense
        fields = ["state", "expires_on"]
        widgets = {"expires_on": DayInput()}


class EducationRuleForm(RecordForm):
    class Meta:
        model = EducationRule
        fields = [
            "kind", "hours", "ethics_hours", "term_years", "finish_days", "from_on", "until_on",
            "source",
        ]  # fmt: skip
        widgets = {"from_on": DayInput(), "until_on": DayInput()}


class CredentialAlertRuleForm(DatedForm):
    """So many days before what somebody holds runs out, from a day on."""

    series = ("days_before",)

    class Meta:
        model = CredentialAlertRule
        fields = ["days_before", "from_on", "until_on", "note"]
        widgets = {"from_on": DayInput(), "until_on": DayInput()}
        labels = {"days_before": "Days before it runs out"}


class BulletinForm(forms.ModelForm):
    class Meta:
        model = Bulletin
        fields = ["topic", "title", "text", "link", "team", "must_read"]
        widgets = {"text": forms.Textarea({"rows": 6})}
