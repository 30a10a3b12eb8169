"""All models of the app, from their subjects."""

from teams.calendar.models import OfficeClosure, OfficeHours
from teams.house.models import HouseSetting
from teams.notifications.models import Bounce, EmailAttachment, Notification, OutboundEmail
from teams.people.models import Licence, Membership, Team, User

__all__ = [
    "Bounce",
    "EmailAttachment",
    "HouseSetting",
    "Licence",
    "Membership",
    "Notification",
    "OfficeClosure",
    "OfficeHours",
    "OutboundEmail",
    "Team",
    "User",
]
