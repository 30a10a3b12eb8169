"""The facts on a yearly overview, read from the client's file."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from accounts.clients.models import Client
from accounts.schedules.models import (
    COUNTED,
    Driver,
    Exposure,
    Location,
    Vehicle,
    WorkClass,
)
from config.lib.money import ZERO
from config.lib.templatetags.steward import money_plain, us_date


def facts_of(client: Client, on: date) -> dict[str, list[list[str]]]:
    """Heading → rows of words, as of `on`; what is not on file says so and is never zero."""
    return {
        "Who the client is": _identity(client),
        "Exposures": _exposures(client, on),
        "Coverage in force": _coverage(client, on),
        "Claims": _claims(client),
        "People": _people(client),
    }


def _identity(client: Client) -> list[list[str]]:
    place = f"{client.state} {client.zip}".strip()
    rows = [
        ["Name", client.name],
        ["Doing business as", client.dba or "–"],
        ["Entity", client.get_entity_type_display() or "not on file"],
        ["FEIN", client.fein_masked or "not on file"],
        ["NAICS", client.naics or "not on file"],
        ["In business since", str(client.started_year or "not on file")],
        ["Address", ", ".join(filter(None, [client.street, client.city, place])) or "–"],
        ["Tier", str(client.tier or "No tier")],
    ]
    named = ", ".join(client.named_insureds.order_by("pk").values_list("name", flat=True)[:12])
    return [*rows, ["Named insureds", named or "none but the client"]]


def _exposures(client: Client, on: date) -> list[list[str]]:
    def count(model: Any) -> str:
        number = model.objects.of(client).count()
        return f"{number:,}" if number else "none on file"

    payroll = WorkClass.objects.of(client).aggregate(t=Sum("payroll"))["t"]
    rows = [
        ["Locations", count(Location)],
        ["Vehicles", count(Vehicle)],
        ["Drivers", count(Driver)],
        ["Payroll by class", f"${payroll:,.0f}" if payroll else "not on file"],
    ]
    return rows + _sizes(client)


def _sizes(client: Client) -> list[list[str]]:
    """The latest year of each measure, beside the year before and the change in percent."""
    rows: list[list[str]] = []
    held: dict[str, list[Exposure]] = {}
    for row in Exposure.objects.of(client).order_by("kind", "-year"):
        held.setdefault(row.kind, []).append(row)
    for years in held.values():
        words = _size(years[0])
        if len(years) > 1 and years[1].amount:
            change = (years[0].amount - years[1].amount) * 100 / years[1].amount
            moved = f", {change:+.1f} %" if change else ""
            words += f" ({years[1].year}: {_size(years[1])}{moved})"
        rows.append([f"{years[0].get_kind_display()} {years[0].year}", words])
    return rows


def _size(row: Exposure) -> str:
    """A count as a whole number, an amount in whole dollars."""
    return f"{row.amount:,.0f}" if row.kind in COUNTED else f"${row.amount:,.0f}"


def _coverage(client: Client, on: date) -> list[list[str]]:
    terms = (
        client.terms.in_force(on)
        .with_annual(on)
        .select_related("policy__line", "policy__writing_company")
    )
    rows = [
        [
            f"{term.policy.line}, {term.policy.writing_company}",
            f"{term.number} · {us_date(term.effective_on)} – "
            f"{us_date(term.expires_on) or 'continuous'} · {money_plain(term.annual)}",
        ]
        for term in terms.order_by("policy__line__name", "pk")
    ]
    total = sum((term.annual for term in terms), ZERO)
    return [*rows, ["Premium in force", money_plain(total)]] if rows else [["Policies", "none"]]


def _claims(client: Client) -> list[list[str]]:
    found = client.claims.aggregate(n=Count("pk"), open=Count("pk", filter=~Q(status="closed")))
    if not found["n"]:
        return [["Claims", "none on file"]]
    return [["Claims on file", str(found["n"])], ["Open", str(found["open"])]]


def _people(client: Client) -> list[list[str]]:
    serving = client.assignments.current().select_related("user").order_by("role")
    rows = [[row.get_role_display(), row.user.name] for row in serving]
    contacts = client.contacts.order_by("-primary", "name")[:6]
    return rows + [[contact.title or "Contact", contact.name] for contact in contacts]
