"""All models of the app, from their subjects."""

from accounts.activities.models import Activity
from accounts.carriers.models import Carrier, WritingCompany, WritingCompanyAlias
from accounts.clients.models import Client, ServiceAssignment, Tier
from accounts.imports.models import (
    ImportBatch,
    ImportChange,
    ImportFile,
    ImportFinding,
    ImportMapping,
)
from accounts.orders.models import OrderEvent, OrderType, ServiceOrder
from accounts.policies.models import (
    Coverage,
    LineAlias,
    LineOfBusiness,
    Policy,
    PolicyTerm,
    PolicyTransaction,
)
from accounts.receivables.models import (
    AgingBucket,
    Allocation,
    Invoice,
    InvoiceLine,
    JournalEntry,
    Posting,
    Receipt,
)
from accounts.schedules.models import (
    Driver,
    Equipment,
    ExperienceMod,
    Exposure,
    Location,
    Vehicle,
    WorkClass,
)

__all__ = [
    "Activity",
    "AgingBucket",
    "Allocation",
    "Carrier",
    "Client",
    "Coverage",
    "Driver",
    "Equipment",
    "ExperienceMod",
    "Exposure",
    "ImportBatch",
    "ImportChange",
    "ImportFile",
    "ImportFinding",
    "ImportMapping",
    "Invoice",
    "InvoiceLine",
    "JournalEntry",
    "LineAlias",
    "LineOfBusiness",
    "Location",
    "OrderEvent",
    "OrderType",
    "Policy",
    "PolicyTerm",
    "PolicyTransaction",
    "Posting",
    "Receipt",
    "ServiceAssignment",
    "ServiceOrder",
    "Tier",
    "Vehicle",
    "WorkClass",
    "WritingCompany",
    "WritingCompanyAlias",
]
