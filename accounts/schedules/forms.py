"""The form in which a schedule is edited as a table."""

import re
from typing import Any

from django import forms

MODES = (
    ("good", "Save the good rows and keep the others here"),
    ("all", "Save nothing while a row has a problem"),
)


TAKEN_OUT = re.compile(r"-[0-9]+:[0-9]+(\t|\s*$)")


class RowsForm(forms.Form):
    """The table as tab-separated text; rows that were deleted are named by their keys."""

    text = forms.CharField(required=False, strip=False, label="Rows")
    removed = forms.CharField(required=False, widget=forms.HiddenInput)
    mode = forms.ChoiceField(choices=MODES, initial="good", widget=forms.RadioSelect)

    def clean_removed(self) -> list[str]:
        return str(self.cleaned_data["removed"]).split()

    def clean(self) -> dict[str, Any]:
        """A minus before the code at the start of a line takes the row out of the schedule."""
        lines = str(self.cleaned_data.get("text", "")).splitlines()
        gone = [line for line in lines if TAKEN_OUT.match(line)]
        kept = [line for line in lines if not TAKEN_OUT.match(line)]
        self.cleaned_data["text"] = "\n".join(kept)
        codes = [line.split("\t")[0].strip().removeprefix("-") for line in gone]
        self.cleaned_data["removed"] = [*self.cleaned_data.get("removed", []), *codes]
        return self.cleaned_data


class WorkbookForm(forms.Form):
    """An edited workbook, and what becomes of the rows it does not have."""

    workbook = forms.FileField(
        label="Workbook",
        help_text="Excel (.xlsx) or CSV, up to 10 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"empty": "The file is empty."},
    )
    is_whole = forms.BooleanField(
        required=False, label="Rows that are not in the workbook leave the schedule"
    )
