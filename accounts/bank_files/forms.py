"""A statement, its columns, and what is said about a line."""

from typing import Any

from django import forms

from accounts.bank_files.reading import FIELDS, MOST, guess
from accounts.trust.models import BankAccount


class StatementForm(forms.Form):
    """A file of a bank, of one account."""

    bank_account = forms.ModelChoiceField(BankAccount.objects.none(), empty_label=None)
    file = forms.FileField(
        label="Statement", help_text="CSV, BAI2 or OFX/QFX, as the bank gives it."
    )

    def __init__(self, *args: Any, headings: list[str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["bank_account"].queryset = BankAccount.objects.trust()  # type: ignore[attr-defined]
        guessed = guess(headings or [])
        for name, label in FIELDS.items() if headings else ():
            self.fields[f"column-{name}"] = forms.ChoiceField(
                label=f"Column: {label}",
                required=False,
                choices=[("", "—"), *((h, h) for h in headings or [])],
                initial=guessed.get(name, ""),
            )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError("A statement has at most 5 MB.")
        return file


class MatchForm(forms.Form):
    """Whose payment a line is, and what it pays."""

    who = forms.CharField(max_length=250, label="Client, invoice or payer")
    pays = forms.CharField(
        required=False, max_length=200,
        help_text="Empty: oldest first. “account” leaves it on account. Or 100123; 100124=250.00",
    )  # fmt: skip


class AsideForm(forms.Form):
    """Why a line is no receipt."""

    reason = forms.CharField(max_length=200, label="What it is")
