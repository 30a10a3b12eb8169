"""All models of the app, from their subjects."""

from accounts.activities.models import (
    Activity,
    Mention,
    Pin,
)
from accounts.attachments.models import (
    Attachment,
    AttachmentCategory,
    AttachmentPage,
    AttachmentVersion,
)
from accounts.bank_files.models import (
    BankFile,
    BankFileMapping,
    BankLine,
)
from accounts.bank_reconciliations.models import (
    BankReconciliation,
    OutstandingItem,
)
from accounts.billing.models import (
    BillingRule,
    BillingRun,
    BillingRunRow,
    InstallmentPlan,
    PaymentScheme,
    TaxFeeRule,
)
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
from accounts.clients.models import (
    Client,
    FeinLook,
    ServiceAssignment,
    Tier,
)
from accounts.collections.models import (
    CollectedInvoice,
    CollectionContact,
    CollectionStep,
    Dispute,
    PaymentPromise,
    ReminderRow,
    ReminderRun,
)
from accounts.commissions.models import (
    CommissionSettlement,
    CommissionStatement,
    ExpectedCommission,
    StatementColumns,
    StatementRow,
)
from accounts.contacts.models import (
    Contact,
)
from accounts.coverages.models import (
    AdditionalInterest,
    CoverageDetail,
    CoverageField,
    ScheduledForm,
)
from accounts.deposits.models import (
    Deposit,
    DepositLine,
)
from accounts.escalations.models import (
    Escalation,
    EscalationMatter,
    EscalationRule,
    EscalationStep,
    HelpRequest,
)
from accounts.examiner.models import (
    ExaminerExport,
)
from accounts.financing.models import (
    FinanceAgreement,
    FinancedTerm,
)
from accounts.follow_ups.models import (
    FollowUp,
    FollowUpKind,
    FollowUpOutcome,
    FollowUpStep,
)
from accounts.imports.models import (
    ImportBatch,
    ImportChange,
    ImportFile,
    ImportFinding,
    ImportMapping,
)
from accounts.insureds.models import (
    ClientRelation,
    NamedInsured,
)
from accounts.ledger.models import (
    Counter,
    JournalEntry,
    LedgerMonth,
    Posting,
    SentForm,
)
from accounts.loss_runs.models import LossRunRule
from accounts.meetings.models import (
    ActionItem,
    AgendaItem,
    Attendee,
    CalendarFeed,
    Decision,
    Meeting,
    MeetingKind,
)
from accounts.orders.models import (
    BundleItem,
    ChecklistItem,
    DeskLimit,
    OrderBundle,
    OrderCheck,
    OrderEvent,
    OrderInput,
    OrderSkill,
    OrderTemplate,
    OrderType,
    ServiceOrder,
)
from accounts.overviews.models import (
    Overview,
)
from accounts.payables.models import (
    PaymentRule,
    Remittance,
    RemittanceLine,
)
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
from accounts.procedures.models import (
    Procedure,
    ProcedureRead,
)
from accounts.receipts.models import (
    Allocation,
    Receipt,
)
from accounts.receivables.models import (
    AgingBucket,
    AgingDefault,
    CreditUse,
    Invoice,
    InvoiceLine,
)
from accounts.reconciliation.models import (
    BooksCheck,
)
from accounts.refunds.models import (
    ClientRefund,
)
from accounts.requirements.models import (
    Requirement,
)
from accounts.schedules.models import (
    Driver,
    Equipment,
    ExperienceMod,
    Exposure,
    ExposureBasis,
    Location,
    Vehicle,
    WorkClass,
)
from accounts.service_plans.models import (
    Commitment,
    CommitmentTemplate,
    Evidence,
    ServicePlan,
)
from accounts.service_team.models import (
    Absence,
)
from accounts.trust.models import (
    BankAccount,
    TrustTransfer,
)
from accounts.workload.models import (
    WorkWeight,
)
from accounts.write_offs.models import (
    WriteOff,
    WriteOffLimit,
)

__all__ = [
    "Absence",
    "ActionItem",
    "Activity",
    "AdditionalInterest",
    "AgendaItem",
    "AgingBucket",
    "AgingDefault",
    "Allocation",
    "Appetite",
    "Attachment",
    "AttachmentCategory",
    "AttachmentPage",
    "AttachmentVersion",
    "Attendee",
    "BankAccount",
    "BankFile",
    "BankFileMapping",
    "BankLine",
    "BankReconciliation",
    "BillingRule",
    "BillingRun",
    "BillingRunRow",
    "Binder",
    "BooksCheck",
    "BundleItem",
    "CalendarFeed",
    "Carrier",
    "Certificate",
    "CertificateHolder",
    "CertificateVoid",
    "ChangeReason",
    "ChecklistItem",
    "Claim",
    "ClaimValuation",
    "Client",
    "ClientRefund",
    "ClientRelation",
    "CollectedInvoice",
    "CollectionContact",
    "CollectionStep",
    "CommissionRate",
    "CommissionSettlement",
    "CommissionStatement",
    "Commitment",
    "CommitmentTemplate",
    "Contact",
    "Counter",
    "Coverage",
    "CoverageDetail",
    "CoverageField",
    "CreditUse",
    "Decision",
    "Deposit",
    "DepositLine",
    "DeskLimit",
    "Dispute",
    "Driver",
    "Equipment",
    "Escalation",
    "EscalationMatter",
    "EscalationRule",
    "EscalationStep",
    "Evidence",
    "ExaminerExport",
    "ExpectedCommission",
    "ExperienceMod",
    "Exposure",
    "ExposureBasis",
    "FeinLook",
    "FinanceAgreement",
    "FinancedTerm",
    "FollowUp",
    "FollowUpKind",
    "FollowUpOutcome",
    "FollowUpStep",
    "HelpRequest",
    "ImportBatch",
    "ImportChange",
    "ImportFile",
    "ImportFinding",
    "ImportMapping",
    "InstallmentPlan",
    "Invoice",
    "InvoiceLine",
    "JournalEntry",
    "LedgerMonth",
    "LineAlias",
    "LineOfBusiness",
    "Location",
    "LossRunRequest",
    "LossRunRule",
    "Meeting",
    "MeetingKind",
    "Mention",
    "NamedInsured",
    "OrderBundle",
    "OrderCheck",
    "OrderEvent",
    "OrderInput",
    "OrderSkill",
    "OrderTemplate",
    "OrderType",
    "OutstandingItem",
    "Overview",
    "PaymentPromise",
    "PaymentRule",
    "PaymentScheme",
    "Pin",
    "Policy",
    "PolicyTerm",
    "PolicyTransaction",
    "Posting",
    "PremiumRule",
    "Procedure",
    "ProcedureRead",
    "Rating",
    "Receipt",
    "ReminderRow",
    "ReminderRun",
    "Remittance",
    "RemittanceLine",
    "RemittanceTerms",
    "Requirement",
    "ScheduledForm",
    "SentForm",
    "ServiceAssignment",
    "ServiceOrder",
    "ServicePlan",
    "StatementColumns",
    "StatementRow",
    "TaxFeeRule",
    "Tier",
    "TrustTransfer",
    "Underwriter",
    "Vehicle",
    "WorkClass",
    "WorkWeight",
    "WriteOff",
    "WriteOffLimit",
    "WritingCompany",
    "WritingCompanyAlias",
]
