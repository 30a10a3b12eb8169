"""Inputs that forms share."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.lib.errors import DomainError
from config.lib.money import parse_money


class DayInput(forms.DateInput):
    """A date chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DollarsField(forms.Field):
    """An amount as people write it: `1234.5`, `$1,234.50`, `(250.00)` or `250.00-`."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return None if isinstance(value, str) else value
        try:
            return parse_money(value)
        except ValueError as error:
            raise ValidationError(f"{error}. Write it like 1,234.50.") from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}" if isinstance(value, Decimal) else value


def carried_out(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Whether the form is valid and `act` was done; a refusal stands at its field."""
    if not form.is_valid():
        return False
    try:
        act()
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True
