"""All models of the app, from their subjects."""

from accounts.activities.models import Activity
from accounts.carriers.models import Carrier, WritingCompany, WritingCompanyAlias
from accounts.clients.models import Client, FeinLook, ServiceAssignment, Tier
from accounts.contacts.models import Contact
from accounts.imports.models import (
    ImportBatch,
    ImportChange,
    ImportFile,
    ImportFinding,
    ImportMapping,
)
from accounts.insureds.models import ClientRelation, NamedInsured
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
from accounts.requirements.models import Requirement
from accounts.service_team.models import Absence

__all__ = [
    "Absence",
    "Activity",
    "AgingBucket",
    "Allocation",
    "Carrier",
    "Client",
    "ClientRelation",
    "Contact",
    "Coverage",
    "FeinLook",
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
    "NamedInsured",
    "OrderEvent",
    "OrderType",
    "Policy",
    "PolicyTerm",
    "PolicyTransaction",
    "Posting",
    "Receipt",
    "Requirement",
    "ServiceAssignment",
    "ServiceOrder",
    "Tier",
    "WritingCompany",
    "WritingCompanyAlias",
]
