"""All models of the app, from their subjects."""

from teams.calendar.models import OfficeClosure, OfficeHours
from teams.development.models import (
    Bulletin,
    BulletinRead,
    Course,
    CredentialAlert,
    CredentialAlertRule,
    Designation,
    DesignationKind,
    DrivingLicense,
    EducationRule,
)
from teams.house.models import HouseSetting
from teams.notifications.models import (
    Bounce,
    EmailAttachment,
    NoticePreference,
    NoticeSettings,
    Notification,
    OutboundEmail,
)
from teams.people.models import License, Membership, Team, User
from teams.saved_filters.models import SavedFilter

__all__ = [
    "Bounce",
    "Bulletin",
    "BulletinRead",
    "Course",
    "CredentialAlert",
    "CredentialAlertRule",
    "Designation",
    "DesignationKind",
    "DrivingLicense",
    "EducationRule",
    "EmailAttachment",
    "HouseSetting",
    "License",
    "Membership",
    "NoticePreference",
    "NoticeSettings",
    "Notification",
    "OfficeClosure",
    "OfficeHours",
    "OutboundEmail",
    "SavedFilter",
    "Team",
    "User",
]
