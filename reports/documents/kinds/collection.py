"""The letters about what is overdue (DOMAIN §8.2): reminder, second notice, ten-day notice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from accounts.clients.models import Client
from accounts.contacts.models import ContactRole
from config.lib.errors import DomainError
from config.lib.money import ZERO
from config.lib.templatetags.steward import money_plain, us_date
from reports.documents import letters
from reports.documents.letters import Letter, LetterTable
from reports.documents.open_items import Account, OpenItem, account_of, ten_days_after
from reports.documents.registry import Ask, Kind, Option, register
from reports.documents.subjects import CLIENT

HEADS = ["Invoice", "Policy", "Due", "Days past due", "Open ($)"]


@dataclass(frozen=True)
class Step:
    """One letter of the row: its words before and after the table of what is overdue."""

    name: str
    label: str
    subject: str
    description: str
    before: Callable[[Decimal, date], list[str]]
    after: Callable[[Decimal, date], list[str]]
    second_person: bool = False
    copies_seller: bool = False


def overdue(account: Account, on: date, numbers: str) -> list[OpenItem]:
    """The items a letter is about: those of the invoice `numbers`, else all that are overdue.

    Raises DomainError when none of them is.
    """
    wanted = {number.strip() for number in numbers.split(",") if number.strip()}
    found = [i for i in account.past_due(on) if not wanted or i.invoice.number in wanted]
    if missing := wanted - {i.invoice.number for i in found}:
        raise DomainError(f"Invoice {min(missing)[:30]} is not overdue.", "invoices")
    if not found:
        raise DomainError(f"Nothing is overdue on {us_date(on)}; there is no letter to write.")
    return found


def write(step: Step, ask: Ask) -> Letter:
    """The letter of `step` to the client asked about. Raises DomainError with nothing overdue."""
    client: Client = ask.about
    account = account_of(client, ask.as_of)
    items = overdue(account, ask.as_of, ask.options["invoices"])
    total = sum((item.balance for item in items), ZERO)
    seller = letters.seller_of(client) if step.copies_seller else ""
    held = account.unapplied
    note = (
        [f"We hold ${money_plain(held)} on your account that no invoice has taken yet; please tell "
         "us what it is for."] if held else []
    )  # fmt: skip
    return Letter(
        title=f"{step.label}, {client.name}",
        as_of=ask.as_of,
        client=client,
        attention=letters.attention_of(client, ContactRole.BILLING),
        subject=f"{step.subject} · Account {client.code} · ${money_plain(total)}",
        before=step.before(total, ask.as_of),
        tables=[_table(items, total, ask.as_of)],
        after=[*note, *step.after(total, ask.as_of)],
        copies=[seller] if seller else [],
        built_from={
            "invoices": ", ".join(item.invoice.number for item in items),
            "overdue": str(total),
            "unapplied": str(held),
        },
    )


def _table(items: list[OpenItem], total: Decimal, on: date) -> LetterTable:
    return LetterTable(
        HEADS,
        [
            (
                item.invoice.number,
                item.policy,
                us_date(item.invoice.due_on),
                str((on - item.invoice.due_on).days),
                money_plain(item.balance),
            )
            for item in items
        ],
        numeric=frozenset({3, 4}),
        total=("Together", "", "", "", money_plain(total)),
        widths=(16, 40, 13, 13, 18),
    )


STEPS = (
    Step(
        name="reminder",
        label="Payment reminder",
        subject="Payment reminder",
        description="A friendly first letter about what is overdue.",
        before=lambda total, on: [
            f"Our books show the items below as open past their due date; together they come to "
            f"${money_plain(total)}. They may have crossed with your payment, in which case "
            "please accept our thanks."
        ],
        after=lambda total, on: [
            "If something is not as you expect it, please call us; we would rather clear up a "
            "question than send another letter. Otherwise we ask for your payment by return."
        ],
    ),
    Step(
        name="second_notice",
        label="Second notice",
        subject="Second notice: coverage subject to cancellation",
        description="Says that the coverage is subject to cancellation for non-payment.",
        before=lambda total, on: [
            f"We have not received ${money_plain(total)} for the items below, and have written to "
            "you before. Premium that is not paid makes the coverage subject to cancellation."
        ],
        after=lambda total, on: [
            "Please pay now, or call us today if you dispute an item or need to arrange payment. "
            "We cannot advance premium for you.",
        ],
        copies_seller=True,
    ),
    Step(
        name="ten_day_notice",
        label="Ten-day notice of intent to request cancellation",
        subject="Notice of intent to request cancellation",
        description="Gives ten days before the company is asked to cancel the policies.",
        before=lambda total, on: [
            f"Despite our earlier notices ${money_plain(total)} for the policies below remains "
            "unpaid.",
            f"Unless we receive payment in full by {ten_days_after(on):%B %-d, %Y}, ten days from "
            "the date of this letter, we will ask the insurance company to cancel these policies "
            "for non-payment of premium.",
        ],
        after=lambda total, on: [
            "This letter is not itself a notice of cancellation. The company gives that notice in "
            "writing, with the days the law requires. After cancellation you are without this "
            "coverage, and new coverage may be hard to find or dearer.",
            "If you have paid, please send us the date and the number of the payment today.",
        ],
        second_person=True,
        copies_seller=True,
    ),
)

COMPANY_HEADS = ["Policy", "Effective", "Invoice", "Due", "Open ($)"]


def cancellation_request(ask: Ask) -> Letter:
    """The letter that asks the company to cancel for non-payment, after the ten-day notice.

    Raises DomainError with nothing overdue, and for policies of several companies.
    """
    client: Client = ask.about
    items = overdue(account_of(client, ask.as_of), ask.as_of, ask.options["invoices"])
    items = [item for item in items if item.invoice.term]
    companies = {item.invoice.term.policy.writing_company.name for item in items}
    if len(companies) != 1:
        words = "These are policies of several companies" if companies else "None is for a policy"
        raise DomainError(f"{words}; name the invoices of one company.", "invoices")
    total = sum((item.balance for item in items), ZERO)
    seller = letters.seller_of(client)
    return Letter(
        title=f"Request to cancel for non-payment, {client.name}",
        as_of=ask.as_of,
        client=client,
        attention="",
        to=[companies.pop(), "Cancellations"],
        subject=f"Request to cancel for non-payment of premium · {client.name}",
        before=[
            f"Our client {client.name} has not paid the premium of the policies below, "
            f"${money_plain(total)} together, although we gave notice that we would ask you to "
            "cancel.",
            "Please cancel these policies for non-payment of premium, give the insured the notice "
            "that the law requires, and send us a copy with the date on which coverage ends.",
        ],
        tables=[_company_table(items, total)],
        after=[
            "Please credit our account with the unearned premium. If the insured pays before the "
            "cancellation takes effect, we will tell you at once.",
        ],
        copies=[name for name in (seller, client.name) if name],
        built_from={
            "invoices": ", ".join(item.invoice.number for item in items),
            "overdue": str(total),
        },
    )


def _company_table(items: list[OpenItem], total: Decimal) -> LetterTable:
    return LetterTable(
        COMPANY_HEADS,
        [
            (
                item.policy,
                us_date(item.invoice.effective_on),
                item.invoice.number,
                us_date(item.invoice.due_on),
                money_plain(item.balance),
            )
            for item in items
        ],
        numeric=frozenset({4}),
        total=("Together", "", "", "", money_plain(total)),
        widths=(40, 14, 14, 14, 18),
    )


INVOICES = Option(
    "invoices", "Only these invoices", "",
    help="Numbers with commas between; empty: all that is overdue.",
)  # fmt: skip
register(
    Kind(
        name="cancellation_request",
        label="Request to cancel for non-payment",
        rule="receivables.collect",
        template=letters.TEMPLATE,
        about=CLIENT,
        description="Asks the company to cancel policies whose premium is not paid.",
        options=(INVOICES,),
        build=cancellation_request,
        word=letters.word,
        second_person=True,
    )
)
for _step in STEPS:
    register(
        Kind(
            name=_step.name,
            label=_step.label,
            rule="receivables.view",
            template=letters.TEMPLATE,
            about=CLIENT,
            description=_step.description,
            options=(INVOICES,),
            build=partial(write, _step),
            word=letters.word,
            second_person=_step.second_person,
        )
    )  # fmt: skip
