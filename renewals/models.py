"""All models of the app, from their subjects."""

from renewals.clocks.models import CarrierNotice, NoticeRule
from renewals.dispositions.models import Disposition
from renewals.expirations.models import AlertRule, ExpirationAlert
from renewals.placements.models import (
    Opening,
    OpeningLine,
    Placement,
    PlacementStep,
    PlacementTemplate,
    PlacementTerm,
    TemplateStep,
)

__all__ = [
    "AlertRule",
    "CarrierNotice",
    "Disposition",
    "ExpirationAlert",
    "NoticeRule",
    "Opening",
    "OpeningLine",
    "Placement",
    "PlacementStep",
    "PlacementTemplate",
    "PlacementTerm",
    "TemplateStep",
]
