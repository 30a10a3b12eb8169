"""The forms of the import wizard."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.imports.layouts import FIELDS, SOURCES, missing, suggestions
from accounts.imports.models import FileKind, ImportFile
from teams.people.forms import offer_teams
from teams.people.models import Team, User


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    """Which files, for which team."""

    files = FilesField(
        label="Export files",
        help_text="CSV or Excel (.xlsx), up to 100 MB each; staff, policies, transactions and "
        "invoices of one system together.",
        widget=FilesInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"empty": "The file is empty."},
    )
    team = forms.ModelChoiceField(Team.objects.none(), help_text="New clients become its clients.")
    source = forms.CharField(
        required=False,
        max_length=40,
        label="System",
        help_text="Leave empty: the headings tell. Client codes are kept apart by system.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offer_teams(self.fields["team"], user)
        own = Team.objects.filter(memberships__user=user).first()
        self.initial.setdefault("team", own)


class KindForm(forms.Form):
    """What an unknown file is."""

    kind = forms.ChoiceField(choices=FileKind.choices, label="The file holds")
    source = forms.CharField(
        max_length=40,
        label="System it comes from",
        help_text=f"Such as {', '.join(list(SOURCES)[:2])}; the mapping is remembered.",
    )


class ColumnsForm(forms.Form):
    """Which heading of the file is which field of its kind."""

    def __init__(self, *args: Any, file: ImportFile, kind: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind = kind
        headings = [h for h in file.headings if h]
        guess = file.columns if file.kind == kind else suggestions(kind, headings)
        for field in FIELDS[kind]:
            self.fields[field.name] = forms.ChoiceField(
                label=field.label,
                required=field.needed,
                choices=[("", "—"), *((h, h) for h in headings)],
                initial=guess.get(field.name, ""),
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        columns = {name: heading for name, heading in values.items() if heading}
        for name, heading in columns.items():
            if list(columns.values()).count(heading) > 1:
                self.add_error(name, "This column is named twice.")
        if not self.errors and missing(self.kind, columns):
            raise forms.ValidationError("Say which column holds each needed field.")
        return {"columns": columns}


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(max_length=200, label="Why is it undone?")
