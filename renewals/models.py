"""All models of the app, from their subjects."""

from renewals.binding.models import BindOrder, BoundLine
from renewals.client_links.models import (
    AccessCode,
    Chaser,
    ChaserRule,
    ClientLink,
    ClientRequest,
    LinkVisit,
    RequestItem,
    RequestUpload,
)
from renewals.clocks.models import CarrierNotice, NoticeRule
from renewals.dispositions.models import Disposition
from renewals.expirations.models import AlertRule, ExpirationAlert
from renewals.gaps.models import ClientFact, GapDecision, GapFinding, GapRule
from renewals.lessons.models import CarrierNote, Lesson
from renewals.marketing.models import (
    DeclineReason,
    MarketRule,
    Submission,
    SubmissionLine,
    SubmissionStep,
)
from renewals.opportunities.models import Opportunity, OpportunitySource, SalesStage
from renewals.placements.models import (
    Opening,
    OpeningLine,
    Placement,
    PlacementStep,
    PlacementTemplate,
    PlacementTerm,
    TemplateStep,
)
from renewals.policy_checks.models import (
    CarrierRequest,
    ChaseRule,
    CheckItem,
    CheckTopic,
    PolicyCheck,
    PolicyDelivery,
    SecondReaderRule,
)
from renewals.proposals.models import (
    CoverageDecision,
    Presentation,
    Proposal,
    ProposalOption,
    ProposalReview,
    ProposalVersion,
    ReofferRule,
)
from renewals.quotes.models import Quote, QuoteDetail, QuoteLine, Subjectivity
from renewals.specifications.models import Specification
from renewals.surplus.models import DiligentSearch, ExportListing
from renewals.underlying.models import UnderlyingRule
from renewals.underwriting.models import Answer, Question

__all__ = [
    "AccessCode",
    "AlertRule",
    "Answer",
    "BindOrder",
    "BoundLine",
    "CarrierNote",
    "CarrierNotice",
    "CarrierRequest",
    "ChaseRule",
    "Chaser",
    "ChaserRule",
    "CheckItem",
    "CheckTopic",
    "ClientFact",
    "ClientLink",
    "ClientRequest",
    "CoverageDecision",
    "DeclineReason",
    "DiligentSearch",
    "Disposition",
    "ExpirationAlert",
    "ExportListing",
    "GapDecision",
    "GapFinding",
    "GapRule",
    "Lesson",
    "LinkVisit",
    "MarketRule",
    "NoticeRule",
    "Opening",
    "OpeningLine",
    "Opportunity",
    "OpportunitySource",
    "Placement",
    "PlacementStep",
    "PlacementTemplate",
    "PlacementTerm",
    "PolicyCheck",
    "PolicyDelivery",
    "Presentation",
    "Proposal",
    "ProposalOption",
    "ProposalReview",
    "ProposalVersion",
    "Question",
    "Quote",
    "QuoteDetail",
    "QuoteLine",
    "ReofferRule",
    "RequestItem",
    "RequestUpload",
    "SalesStage",
    "SecondReaderRule",
    "Specification",
    "Subjectivity",
    "Submission",
    "SubmissionLine",
    "SubmissionStep",
    "TemplateStep",
    "UnderlyingRule",
]
