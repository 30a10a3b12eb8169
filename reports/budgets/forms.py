"""What a planner fills in: whose budget, and its twelve months."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from config.lib.forms import DollarsField
from reports.budgets.models import Budget, Measure
from teams.people.models import User

CELL = {"class": "form-control form-control-sm num", "inputmode": "decimal"}


class NewBudgetForm(forms.ModelForm):
    """For which year and whom."""

    class Meta:
        model = Budget
        fields = ["year", "part", "person"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.active().holding("clients.write")


class AmountsForm(forms.Form):
    """The months of a budget as rows, its measures as columns; a cell is `<YYYY-MM>-<measure>`."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, budget: Budget, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["version"] = budget.version
        self.cells = {}
        amounts = budget.amounts.all() if budget.pk else []
        planned = {(a.month, a.measure): a.amount for a in amounts}
        for month in budget.months:
            for measure in Measure:
                name = f"{month:%Y-%m}-{measure}"
                amount = planned.get((month, measure))
                self.fields[name] = DollarsField(
                    required=False,
                    widget=forms.TextInput(attrs=CELL),
                    label=f"{measure.label}, {month:%B %Y}",
                    initial="" if amount is None else f"{amount:,.2f}",
                )
                self.cells[month, measure.value] = name

    @property
    def rows(self) -> Iterator[tuple[date, Sequence[forms.BoundField]]]:
        """Each month with its cells, for the template."""
        for month in dict.fromkeys(month for month, _ in self.cells):
            yield month, [self[self.cells[month, measure.value]] for measure in Measure]

    @property
    def amounts(self) -> dict[tuple[date, str], Decimal]:
        """(month, measure) → dollars of what is filled in."""
        values = {key: self.cleaned_data[name] for key, name in self.cells.items()}
        return {key: amount for key, amount in values.items() if amount is not None}


class UploadForm(forms.Form):
    file = forms.FileField(label="CSV or XLSX file")
