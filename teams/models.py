"""All models of the app, from their subjects."""

from teams.calendar.models import OfficeClosure, OfficeHours
from teams.notifications.models import Notification, OutboundEmail
from teams.people.models import Licence, Membership, Team, User

__all__ = [
    "Licence",
    "Membership",
    "Notification",
    "OfficeClosure",
    "OfficeHours",
    "OutboundEmail",
    "Team",
    "User",
]
