"""All models of the app, from their subjects."""

from renewals.clocks.models import CarrierNotice, NoticeRule
from renewals.dispositions.models import Disposition
from renewals.expirations.models import AlertRule, ExpirationAlert
from renewals.marketing.models import (
    DeclineReason,
    MarketRule,
    Quote,
    QuoteDetail,
    QuoteLine,
    Subjectivity,
    Submission,
    SubmissionLine,
    SubmissionStep,
)
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
    "DeclineReason",
    "Disposition",
    "ExpirationAlert",
    "MarketRule",
    "NoticeRule",
    "Opening",
    "OpeningLine",
    "Placement",
    "PlacementStep",
    "PlacementTemplate",
    "PlacementTerm",
    "Quote",
    "QuoteDetail",
    "QuoteLine",
    "Subjectivity",
    "Submission",
    "SubmissionLine",
    "SubmissionStep",
    "TemplateStep",
]
