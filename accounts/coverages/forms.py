"""The forms of a term's coverages and additional interests."""

from typing import Any

from django import forms

from accounts.coverages.models import AdditionalInterest, CoverageField
from accounts.policies.models import Coverage, LineOfBusiness
from teams.history.records import RecordForm

MONEY = (CoverageField.Kind.LIMIT, CoverageField.Kind.DEDUCTIBLE, CoverageField.Kind.RETENTION)


def _input_for(field: CoverageField) -> forms.Field:
    words: dict[str, Any] = {"label": field.label, "required": field.required}
    if field.kind in MONEY:
        return forms.DecimalField(max_digits=14, decimal_places=2, min_value=0, **words)
    if field.kind == CoverageField.Kind.DATE:
        return forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **words)
    if field.kind == CoverageField.Kind.YES_NO:
        return forms.ChoiceField(choices=[("", "–"), ("Yes", "Yes"), ("No", "No")], **words)
    return forms.CharField(max_length=200, **words)


class CoverageForm(forms.Form):
    """What the catalogue asks of the line of `coverage`, its premium and its forms."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    premium = forms.DecimalField(max_digits=14, decimal_places=2, label="Premium ($)")

    def __init__(self, data: Any, *, coverage: Coverage):
        self.catalogue = {f"field-{f.pk}": f for f in coverage.line.coverage_fields.all()}
        initial: dict[str, Any] = {"version": coverage.version, "premium": coverage.premium}
        for detail in coverage.details.all():
            value = detail.amount if detail.amount is not None else detail.day or detail.text
            initial[f"field-{detail.field_id}"] = value
        initial["forms"] = "\n".join(
            " | ".join((f.number, f.edition, f.title)) for f in coverage.scheduled_forms.all()
        )
        super().__init__(data, initial=initial)
        for name, field in self.catalogue.items():
            self.fields[name] = _input_for(field)
        self.fields["forms"] = forms.CharField(
            required=False,
            label="Forms schedule",
            widget=forms.Textarea({"rows": 4}),
            help_text="One a line: number | edition | title.",
        )

    def clean_forms(self) -> list[tuple[str, str, str]]:
        """Each line as number, edition and title."""
        found = []
        for line in filter(str.strip, self.cleaned_data["forms"].splitlines()):
            number, edition, title = ([p.strip() for p in line.split("|")] + ["", ""])[:3]
            if not number or len(number) > 40 or len(edition) > 10 or len(title) > 160:
                raise forms.ValidationError(f"Write “{line[:40]}” as number | edition | title.")
            if any(number == n and edition == e for n, e, _ in found):
                raise forms.ValidationError(f"Form {number} {edition} stands there twice.")
            found.append((number, edition, title))
        return found

    @property
    def values(self) -> dict[CoverageField, Any]:
        """What was typed, by field of the catalogue."""
        return {field: self.cleaned_data[name] for name, field in self.catalogue.items()}


class LineForm(forms.Form):
    """A line to add to a term."""

    line = forms.ModelChoiceField(queryset=LineOfBusiness.objects.all())
    premium = forms.DecimalField(max_digits=14, decimal_places=2, label="Premium ($)")


class InterestForm(RecordForm):
    class Meta:
        model = AdditionalInterest
        fields = ["kind", "name", "address", "loan_number", "rank", "subject"]
