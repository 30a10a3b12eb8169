"""The form in which a schedule is edited as a table."""

from django import forms

MODES = (
    ("good", "Save the good rows and keep the others here"),
    ("all", "Save nothing while a row has a problem"),
)


class RowsForm(forms.Form):
    """The table as tab-separated text; rows that were deleted are named by their keys."""

    text = forms.CharField(required=False, strip=False, label="Rows")
    removed = forms.CharField(required=False, widget=forms.HiddenInput)
    mode = forms.ChoiceField(choices=MODES, initial="good", widget=forms.RadioSelect)

    def clean_removed(self) -> list[str]:
        return str(self.cleaned_data["removed"]).split()
