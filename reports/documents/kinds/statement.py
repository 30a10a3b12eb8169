"""The statement of account (DOMAIN §8.2): opening, new charges, payments, open items, aging."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.clients.models import Client
from config.lib.dates import add_months, month_start
from config.lib.exports import Sheet
from config.lib.money import ZERO
from reports.documents.open_items import (
    Account,
    Movement,
    account_of,
    activity_of,
    movement_of,
)
from reports.documents.registry import Ask, Kind, Option, register
from reports.documents.subjects import CLIENT
from teams.people.models import User


@dataclass(frozen=True)
class Statement:
    """A client's account over a period and what is open at its end (dollars)."""

    client: Client
    since: date
    as_of: date
    movement: Movement
    activity: list[tuple[date, str, Decimal]]
    account: Account

    @property
    def title(self) -> str:
        return f"Statement of account, {self.client.name}"

    @property
    def gap(self) -> Decimal:
        """Opening and movements less the open items: 0.00 when the statement ties."""
        return self.movement.closing - self.account.open

    @property
    def built_from(self) -> dict[str, Any]:
        return {
            "since": self.since.isoformat(),
            "opening": str(self.movement.opening),
            "charges": str(self.movement.charges),
            "payments": str(self.movement.payments),
            "open": str(self.account.open),
            "unapplied": str(self.account.unapplied),
            "gap": str(self.gap),
        }


def build(ask: Ask) -> Statement:
    """The statement of the client asked about, over as many months as chosen."""
    since = add_months(month_start(ask.as_of), 1 - int(ask.options["months"]))
    return Statement(
        client=ask.about,
        since=since,
        as_of=ask.as_of,
        movement=movement_of(ask.about, since, ask.as_of),
        activity=activity_of(ask.about, since, ask.as_of) if ask.options["activity"] else [],
        account=account_of(ask.about, ask.as_of),
    )


def sheets(found: Statement, user: User) -> Iterator[Sheet]:
    """Open items, movements, and where it comes from."""
    yield Sheet(
        "Open items",
        ["Policy", "Invoice", "Date", "Due", "Days", "Column", "Billed", "Open"],
        [
            (i.policy, i.invoice.number, i.invoice.invoice_on, i.invoice.due_on, i.days, i.bucket,
             i.invoice.total, i.balance)
            for i in found.account.items
        ],
        ["Total", "", "", "", "", "", "", found.account.open],
    )  # fmt: skip
    moved = sum((amount for _, _, amount in found.activity), ZERO)
    yield Sheet("Movements", ["Date", "What", "Amount"], found.activity, ["", "Together", moved])
    yield Sheet(
        "About",
        ["What", "Value"],
        [
            ("Client", found.client.name),
            ("From", found.since),
            ("As of", found.as_of),
            ("Opening balance", found.movement.opening),
            ("New charges", found.movement.charges),
            ("Payments and credits", found.movement.payments),
            ("Open items", found.account.open),
            ("Cash on account", found.account.unapplied),
            ("Gap, must be 0.00", found.gap),
            ("Made for", user.name),
        ],
    )


register(
    Kind(
        name="statement",
        label="Statement of account",
        rule="receivables.view",
        template="documents/statement.html",
        about=CLIENT,
        description="What was open, what came, what was paid, and what is due, by policy and age.",
        options=(
            Option(
                "months", "Period", "1",
                (("1", "This month"), ("3", "Three months"), ("12", "Twelve months")),
            ),
            Option("activity", "List every movement", True),
        ),
        build=build,
        sheets=sheets,
    )
)  # fmt: skip
