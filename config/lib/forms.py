"""Inputs that forms share."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator

from config.lib.errors import AlteredForm, DomainError, faults_of
from config.lib.money import parse_money

# The hidden fields by which a form that is sent twice is known.
KEYS = ("form_key", "parts_key")


def small_dollars() -> forms.TextInput:
    """The box of an amount in a table."""
    return forms.TextInput(
        attrs={"class": "form-control form-control-sm num", "inputmode": "decimal"}
    )


class DayInput(forms.DateInput):
    """A date chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DollarsField(forms.Field):
    """An amount as people write it: `1234.5`, `$1,234.50`, `(250.00)` or `250.00-`.

    `least` is the smallest amount that is taken, in dollars.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})

    def __init__(self, *, least: Decimal | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        if least is not None:
            self.validators.append(MinValueValidator(least, f"At least {least:,.2f}."))

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return None if isinstance(value, str) else value
        try:
            return parse_money(value)
        except ValueError as error:
            raise ValidationError(f"{error}. Write it like 1,234.50.") from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}" if isinstance(value, Decimal) else value


def refuse(form: forms.BaseForm, error: DomainError) -> None:
    """Put a refusal, or each of several, at its field of the form.

    A form that came a second time with something else gets a new key, so that sending it again
    is a decision with both in sight.
    """
    for fault in faults_of(error):
        form.add_error(fault.field if fault.field in form.fields else None, fault.message)
    if isinstance(error, AlteredForm):
        form.data = form.data.copy()
        for name in KEYS:
            if name in form.fields:
                form.data[form.add_prefix(name)] = str(uuid.uuid4())
        form.altered = True  # type: ignore[attr-defined]


def status_of(*sent: forms.BaseForm) -> int:
    """The HTTP status of a page with these forms: 409 for an altered one, 422 for errors."""
    if any(getattr(form, "altered", False) for form in sent):
        return 409
    return 422 if any(form.is_bound and form.errors for form in sent) else 200


def carried_out(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Whether the form is valid and `act` was done; a refusal stands at its field."""
    if not form.is_valid():
        return False
    try:
        act()
    except DomainError as error:
        refuse(form, error)
        return False
    return True
