"""The steps of collecting as the house starts with them (DOMAIN §8.2)."""

from datetime import date
from typing import Any

REMINDER = """{contact},

a friendly reminder: these invoices of {client} are coming due.

{invoices}

Together {total}. If your payment is on its way, thank you; there is nothing more to do.

{sender}
{agency}
"""
SECOND = """{contact},

these invoices of {client} are due and we have not received payment.

{invoices}

Together {total}. Coverage that is not paid for is subject to cancellation. Please send payment
now, or call us if something is in question.

{sender}
{agency}
"""
TEN_DAYS = """{contact},

NOTICE OF INTENT TO CANCEL

We have not received payment of these invoices of {client}:

{invoices}

Together {total}. Unless payment reaches us by {cancel_on}, we will ask the insurance company to
cancel the coverage for non-payment of premium. The company then sends its own notice.

{sender}
{agency}
"""
CANCEL = """Cancellation for non-payment was asked of the carrier for {client}.

{invoices}

Together {total}, after the ten-day notice.
"""

# code, name, days past due, how, owner, needed, tells the sales executive, text
STEPS = (
    ("reminder", "Reminder", -7, "email", "client_administrator", False, False, REMINDER),
    ("second", "Second notice", 0, "email", "account_executive", False, False, SECOND),
    ("call", "Call", 10, "call", "account_executive", False, False, ""),
    ("ten_day", "Ten-day letter", 30, "letter", "accounting", True, True, TEN_DAYS),
    ("cancel", "Request to cancel", 40, "carrier", "account_executive", True, True, CANCEL),
    ("manager", "Escalation to the manager", 60, "escalation", "manager", False, True, ""),
    ("director", "Escalation to the director", 90, "escalation", "director", False, True, ""),
)


def load(apps: Any) -> None:
    """Put the steps into the database where there are none."""
    model = apps.get_model("accounts", "CollectionStep")
    if not model.objects.exists():
        for code, name, days, how, owner, needed, tells, text in STEPS:
            model.objects.create(
                code=code,
                name=name,
                days=days,
                how=how,
                owner=owner,
                needed=needed,
                tells_sales=tells,
                text=text,
                from_on=date(2020, 1, 1),
                note="Default of the house",
            )
