"""All models of the app, from their subjects."""

from accounts.activities.models import Activity, Mention, Pin
from accounts.attachments.models import (
    Attachment,
    AttachmentCategory,
    AttachmentPage,
    AttachmentVersion,
)
from accounts.carriers.models import Carrier, WritingCompany, WritingCompanyAlias
from accounts.clients.models import Client, ServiceAssignment, Tier
from accounts.imports.models import (
    ImportBatch,
    ImportChange,
    ImportFile,
    ImportFinding,
    ImportMapping,
)
from accounts.ledger.models import Counter, JournalEntry, LedgerMonth, Posting
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
from accounts.receipts.models import Allocation, Receipt
from accounts.receivables.models import AgingBucket, Invoice, InvoiceLine
from accounts.write_offs.models import WriteOff, WriteOffLimit

__all__ = [
    "Activity",
    "AgingBucket",
    "Allocation",
    "Attachment",
    "AttachmentCategory",
    "AttachmentPage",
    "AttachmentVersion",
    "Carrier",
    "ChangeReason",
    "Client",
    "Counter",
    "Coverage",
    "ImportBatch",
    "ImportChange",
    "ImportFile",
    "ImportFinding",
    "ImportMapping",
    "Invoice",
    "InvoiceLine",
    "JournalEntry",
    "LedgerMonth",
    "LineAlias",
    "LineOfBusiness",
    "Mention",
    "OrderEvent",
    "OrderType",
    "Pin",
    "Policy",
    "PolicyTerm",
    "PolicyTransaction",
    "Posting",
    "PremiumRule",
    "Receipt",
    "ServiceAssignment",
    "ServiceOrder",
    "Tier",
    "WriteOff",
    "WriteOffLimit",
    "WritingCompany",
    "WritingCompanyAlias",
]
