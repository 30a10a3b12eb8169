"""All models of the app, from their subjects."""

from accounts.activities.models import Activity
from accounts.carriers.models import (
    Appetite,
    Carrier,
    CommissionRate,
    Rating,
    RemittanceTerms,
    Underwriter,
    WritingCompany,
    WritingCompanyAlias,
)
from accounts.certificates.models import (
    Binder,
    Certificate,
    CertificateHolder,
    CertificateVoid,
    Claim,
    ClaimValuation,
    LossRunRequest,
)
from accounts.clients.models import Client, ServiceAssignment, Tier
from accounts.coverages.models import (
    AdditionalInterest,
    CoverageDetail,
    CoverageField,
    ScheduledForm,
)
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

__all__ = [
    "Activity",
    "AdditionalInterest",
    "AgingBucket",
    "Allocation",
    "Appetite",
    "Binder",
    "Carrier",
    "Certificate",
    "CertificateHolder",
    "CertificateVoid",
    "Claim",
    "ClaimValuation",
    "Client",
    "CommissionRate",
    "Coverage",
    "CoverageDetail",
    "CoverageField",
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
    "LossRunRequest",
    "OrderEvent",
    "OrderType",
    "Policy",
    "PolicyTerm",
    "PolicyTransaction",
    "Posting",
    "Rating",
    "Receipt",
    "RemittanceTerms",
    "ScheduledForm",
    "ServiceAssignment",
    "ServiceOrder",
    "Tier",
    "Underwriter",
    "WritingCompany",
    "WritingCompanyAlias",
]
