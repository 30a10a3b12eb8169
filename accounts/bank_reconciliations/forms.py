"""What accounting takes from the bank's statement."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from accounts.bank_reconciliations.items import Item
from accounts.trust.models import BankAccount
from config.lib.forms import DollarsField
from config.lib.money import ZERO


class BankReconciliationForm(forms.Form):
    """The balance of each trust account, and which entries the bank does not have yet."""

    note = forms.CharField(
        required=False, max_length=300, help_text="What the difference is, if there is one."
    )

    def __init__(
        self, *args: Any, accounts: Sequence[BankAccount], items: Sequence[Item], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.accounts, self.items = list(accounts), list(items)
        for account in self.accounts:
            self.fields[f"balance-{account.pk}"] = DollarsField(
                label=f"Balance of {account} on the statement"
            )
        self.order_fields([f"balance-{account.pk}" for account in self.accounts])
        self.rows = []
        for item in self.items:
            name = f"open-{item.entry.pk}"
            self.fields[name] = forms.BooleanField(
                required=False,
                initial=not item.at_bank,
                label=f"{item.entry.name} is not at the bank yet",
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            self.rows.append((item, self[name]))

    def balances(self) -> dict[BankAccount, Decimal]:
        return {a: self.cleaned_data[f"balance-{a.pk}"] for a in self.accounts}

    def outstanding(self) -> list[int]:
        """The entries that are ticked."""
        return [i.entry.pk for i in self.items if self.cleaned_data.get(f"open-{i.entry.pk}")]

    def sums(self) -> dict[str, Decimal]:
        """Of a valid form: what the bank has, what is outstanding in and out."""
        ticked = set(self.outstanding())
        amounts = [i.amount for i in self.items if i.entry.pk in ticked]
        return {
            "bank": sum(self.balances().values(), ZERO),
            "coming": sum((a for a in amounts if a > 0), ZERO),
            "going": sum((a for a in amounts if a < 0), ZERO),
        }
