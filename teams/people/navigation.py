"""The side navigation: one table, in the order of the working day."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from teams.people.models import User


@dataclass(frozen=True)
class Place:
    """One entry: its words, icon, URL name, the rule it needs and its `g` key."""

    label: str
    icon: str
    name: str
    rule: str
    key: str


PLACES = (
    Place("My day", "sun", "home", "home.view", "h"),
    Place("Dashboard", "layout-dashboard", "dashboard", "home.view", "v"),
    Place("Clients", "building-2", "client-list", "clients.view", "c"),
    Place("Unassigned", "user-x", "clients-without-executive", "clients.assign", "u"),
    Place("Policies", "shield-check", "policy-list", "policies.view", "p"),
    Place("Carriers", "landmark", "carrier-list", "policies.view", "a"),
    Place("Expirations", "calendar-clock", "expiration-list", "policies.view", "e"),
    Place("Renewals", "refresh-cw", "placement-list", "policies.view", "n"),
    Place("Opportunities", "trending-up", "opportunity-list", "policies.view", "b"),
    Place("Receivables", "wallet", "receivables", "receivables.view", "r"),
    Place("Payables", "hand-coins", "payables", "payables.view", "y"),
    Place("Ledger", "book-open-text", "ledger", "payables.view", "l"),
    Place("Collections", "phone-outgoing", "collection-list", "receivables.view", "m"),
    Place("Orders", "clipboard-list", "order-list", "orders.view", "o"),
    Place("Meetings", "calendar-days", "meeting-list", "meetings.view", "m"),
    Place("Service", "handshake", "service-list", "service.view", "s"),
    Place("Follow-ups", "alarm-clock", "follow-up-list", "follow_ups.view", "f"),
    Place("Escalations", "triangle-alert", "escalation-list", "escalations.view", "x"),
    Place("Production", "chart-column", "production", "production.view", "d"),
    Place("Reports", "file-text", "report-list", "documents.view", "w"),
    Place("Import", "file-up", "import-list", "imports.run", "i"),
    Place("Jobs", "activity", "job-list", "jobs.view", "j"),
    Place("Teams", "users", "team-list", "people.view", "t"),
    Place("House rules", "scale", "house-rules", "orders.rules", "q"),
    Place("Settings", "settings", "house-settings", "house.manage", "x"),
)


def navigation(user: "User", path: str) -> list[dict[str, object]]:
    """The places `user` may go, the one that contains `path` marked current."""
    found = [
        {"place": place, "url": reverse(place.name)} for place in PLACES if user.may(place.rule)
    ]
    inside = [p for p in found if p["url"] != "/" and path.startswith(str(p["url"]))]
    current = max(inside, key=lambda p: len(str(p["url"])), default=None)
    for entry in found:
        entry["current"] = entry is current or (entry["url"] == path)
    return found
