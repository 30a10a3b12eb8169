"""All models of the app, from their subjects."""

from reports.budgets.models import (
    Budget,
    BudgetAmount,
)
from reports.documents.models import (
    Delivery,
    Document,
    DocumentReview,
    Letterhead,
    Narrative,
    WordTemplate,
)
from reports.jobs.models import (
    Job,
)
from reports.production.models import (
    MonthClose,
    ProductionFact,
    ProductionShare,
    ProductionTerm,
)
from reports.schedules.models import (
    ReportRun,
    ReportSchedule,
    ScheduledReport,
)

__all__ = [
    "Budget",
    "BudgetAmount",
    "Delivery",
    "Document",
    "DocumentReview",
    "Job",
    "Letterhead",
    "MonthClose",
    "Narrative",
    "ProductionFact",
    "ProductionShare",
    "ProductionTerm",
    "ReportRun",
    "ReportSchedule",
    "ScheduledReport",
    "WordTemplate",
]
