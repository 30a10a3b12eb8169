"""All models of the app, from their subjects."""

from reports.documents.models import Document
from reports.jobs.models import Job
from reports.production.models import MonthClose, ProductionFact

__all__ = ["Document", "Job", "MonthClose", "ProductionFact"]
