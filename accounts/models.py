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
    ChangeReason,
    Coverage,
    LineAlias,
    LineOfBusiness,
    Policy,
    PolicyTerm,
    PolicyTransaction,
    PremiumRule,
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

__all__ = [
    "Activity",
    "AgingBucket",
    "Allocation",
    "Carrier",
    "ChangeReason",
    "Client",
    "Coverage",
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
    "OrderEvent",
    "OrderType",
    "Policy",
    "PolicyTerm",
    "PolicyTransaction",
    "Posting",
    "PremiumRule",
    "Receipt",
    "ServiceAssignment",
    "ServiceOrder",
    "Tier",
    "WritingCompany",
    "WritingCompanyAlias",
]
