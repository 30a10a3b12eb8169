"""What documents are about: a client, one of its records, a month, or the whole house."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models

from accounts.certificates.models import Binder, Certificate
from accounts.clients.models import Client
from accounts.policies.models import PolicyTerm
from accounts.receivables.models import Invoice
from config.lib.dates import parse_month
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from teams.people.models import User

CHOICES_SHOWN = 200


@dataclass(frozen=True)
class Subject:
    """What a kind is about.

    `find(key, user)` is the thing under its key, and raises DomainError when there is none that
    the user sees; `client_of(thing)` says whose it is; `choices(client)` are the keys and words
    to choose from on a client's page, None where the client itself is meant.
    """

    label: str
    find: Callable[[str, "User"], Any]
    key_of: Callable[[Any], str]
    client_of: Callable[[Any], Client | None] = lambda thing: None
    choices: Callable[[Client], list[tuple[str, str]]] | None = None
    of_client: bool = True


def records(
    model: type[models.Model],
    label: str,
    *,
    related: tuple[str, ...],
    of_client: Callable[[Client], models.QuerySet],
    words: Callable[[Any], str] = str,
) -> Subject:
    """The rows of a `model` that has `visible_to` and a `client`, as a subject."""

    def find(key: str, user: "User") -> Any:
        manager: Any = model._default_manager
        rows = manager.visible_to(user).select_related("client", *related)
        found = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
        if found is None:
            raise DomainError(f"Choose the {label.lower()} it is about.", "subject")
        return found

    def choices(client: Client) -> list[tuple[str, str]]:
        return [(str(row.pk), words(row)) for row in of_client(client)[:CHOICES_SHOWN]]

    return Subject(label, find, lambda thing: str(thing.pk), lambda thing: thing.client, choices)


def _client(key: str, user: "User") -> Client:
    rows = Client.objects.visible_to(user).select_related("tier", "team")
    found = rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if found is None:
        raise DomainError("Choose the client it is about.", "subject")
    return found


def _month(key: str, user: "User") -> date:
    try:
        return parse_month(key)
    except ValueError as error:
        raise DomainError(f"{error}; write it as 2026-10.", "month") from error


CLIENT = Subject("Client", _client, lambda client: str(client.pk), lambda client: client)
MONTH = Subject("Month", _month, lambda month: f"{month:%Y-%m}", of_client=False)
HOUSE = Subject("House", lambda key, user: None, lambda thing: "", of_client=False)
INVOICE = records(
    Invoice,
    "Invoice",
    related=("term__policy__line",),
    of_client=lambda client: client.invoices.order_by("-invoice_on", "-pk"),
    words=lambda row: f"{row.number} of {row.invoice_on:%m/%d/%Y}, {row.total:,.2f}",
)
TERM = records(
    PolicyTerm,
    "Policy",
    related=("policy__line", "policy__writing_company"),
    of_client=lambda client: client.terms.select_related("policy__line").order_by(
        "-effective_on", "-pk"
    ),
    words=lambda row: f"{row.policy.line} {row.number}, {row.effective_on:%m/%d/%Y}",
)
CERTIFICATE = records(
    Certificate,
    "Certificate",
    related=("holder", "issued_by"),
    of_client=lambda client: client.certificates.order_by("-pk"),
    words=lambda row: f"{row.number} for {row.holder_snapshot['name']}",
)
BINDER = records(
    Binder,
    "Binder",
    related=("line", "company", "term", "executed_by"),
    of_client=lambda client: client.binders.select_related("line").order_by("-executed_on", "-pk"),
    words=lambda row: f"{row.line} {row}, {row.effective_on:%m/%d/%Y} – {row.expires_on:%m/%d/%Y}",
)
