"""Who may do what: one table, read aloud by the role page, walked by the tests.

A rule is `area.verb`. A role has a scope, which says whose clients it sees, and a
set of rules, which say what it may do with them.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    """The people of a brokerage (DOMAIN §1)."""

    ACCOUNT_EXECUTIVE = "account_executive", "Account executive"
    CLIENT_MANAGER = "client_manager", "Client manager"
    CLIENT_ADMINISTRATOR = "client_administrator", "Client administrator"
    MARKETING = "marketing", "Marketing associate"
    RISK_LOSS = "risk_loss", "Risk & loss associate"
    SALES_EXECUTIVE = "sales_executive", "Client sales executive"
    ACCOUNTING = "accounting", "Accounting"
    MANAGER = "manager", "Department manager"
    DIRECTOR = "director", "Director of client services"
    PRINCIPAL = "principal", "Principal"
    AUDITOR = "auditor", "Auditor (read only)"
    ADMINISTRATOR = "administrator", "System administrator"


class Scope(StrEnum):
    """Whose clients a role sees."""

    TEAM = "the clients of their teams"
    DEPARTMENT = "the clients of all teams in their departments"
    ALL = "every client"


RULES = {
    "home.view": "open My day, search and their own notices",
    "clients.view": "see clients and their history",
    "clients.write": "add clients and keep their file",
    "clients.assign": "say who serves a client, and merge clients",
    "clients.reveal": "read protected numbers in full; each look is logged",
    "files.write": "add files to clients, and keep them in order",
    "policies.write": "keep policies, their coverages and transactions",
    "carriers.write": "keep carriers, their people and commission schedules",
    "policies.rules": "keep the numbers of premium arithmetic",
    "policies.view": "see policies and the expiration list",
    "renewals.write": "keep renewals: placements, dispositions, notices and opportunities",
    "renewals.rules": "keep the rules, templates and questions of renewals",
    "renewals.override": "deliver a policy whose check is open, and accept what differs",
    "receivables.view": "see invoices, receipts and aging",
    "receivables.post": "post receipts, refunds and returned payments, and void invoices",
    "receivables.bill": "make invoices, credit memos and payment plans",
    "receivables.rates": "keep tax and fee rates, billing rules and payment plans",
    "receivables.write_off": "ask for write-offs, and approve those of others within their limit",
    "receivables.collect": "work collections: steps, promises to pay and disputes",
    "receivables.rules": "set how receivables are aged and collected",
    "payables.view": "see what is owed to carriers, the trust position and the whole ledger",
    "payables.write": "put together and pay remittances, and sweep commission",
    "payables.approve": "approve the remittances that others put together",
    "orders.view": "see the orders of their clients",
    "orders.write": "give, accept, return and cancel orders",
    "orders.work": "take, ask back on and complete orders",
    "orders.rules": "keep kinds of orders, bundles, skills and how much a desk holds",
    "follow_ups.view": "see the follow-ups of their clients",
    "follow_ups.write": "add, close, put off and hand over follow-ups",
    "follow_ups.rules": "keep kinds of follow-ups and the outcomes they are closed with",
    "escalations.view": "see what was escalated about their clients",
    "escalations.raise": "escalate, and ask the manager for help",
    "escalations.answer": "acknowledge and resolve escalations, and decide on requests for help",
    "escalations.rules": "set from when on something is escalated, and to whom it passes on",
    "imports.run": "bring in and undo books of business",
    "production.view": "see production figures",
    "budgets.write": "plan the premium and commission of people, and of the house",
    "documents.view": "open documents",
    "documents.make": "ask for documents and reports, review and deliver them",
    "documents.design": "keep the letterhead and the Word templates",
    "documents.compensation": "show the agency's compensation in documents",
    "jobs.view": "see their own jobs",
    "jobs.oversee": "see and cancel everybody's jobs",
    "people.view": "see teams, people and the table of roles",
    "people.manage": "keep licenses, education and designations, and give out their work",
    "people.appoint": "add teams and people, and say what role each has",
    "house.manage": "change the settings of the house, service tiers and commitments",
    "meetings.view": "see meetings and keep a private calendar",
    "meetings.write": "plan, change and cancel meetings, and write their minutes",
    "service.view": "see service plans and what was promised to clients",
    "service.work": "show how a commitment was met, and say whom it waits for",
    "service.waive": "waive a commitment, with the reason",
    "months.close": "close an accounting month",
}

READ = frozenset(
    [
        "home.view",
        "clients.view",
        "policies.view",
        "receivables.view",
        "orders.view",
        "follow_ups.view",
        "escalations.view",
        "documents.view",
        "jobs.view",
        "people.view",
        "service.view",
        "meetings.view",
    ]
)
HOUSE = frozenset(
    [
        "people.manage",
        "house.manage",
        "documents.design",
    ]
)
KEEP = frozenset(
    [
        "clients.assign",
        "carriers.write",
        "policies.rules",
        "renewals.rules",
        "orders.rules",
        "follow_ups.rules",
        "escalations.rules",
    ]
)
MANAGE = frozenset(
    [
        "orders.work",
        "jobs.oversee",
        "receivables.bill",
        "people.manage",
        "budgets.write",
        "escalations.answer",
    ]
)
LEAD = frozenset(
    [
        "receivables.rules",
        "jobs.oversee",
        "months.close",
        "budgets.write",
        "escalations.answer",
    ]
)
WORK = frozenset(
    [
        "follow_ups.write",
        "escalations.raise",
    ]
)
BILLING = frozenset(
    [
        "receivables.bill",
        "receivables.post",
        "receivables.rates",
    ]
)
PAYABLES = frozenset(
    [
        "payables.view",
        "payables.write",
        "payables.approve",
    ]
)
PAY = frozenset(
    [
        "documents.compensation",
    ]
)
FILE = frozenset(
    [
        "clients.write",
        "clients.reveal",
        "files.write",
        "policies.write",
        "renewals.write",
        "service.work",
        "meetings.write",
        "documents.make",
    ]
)
SERVICE = (
    READ
    | {"receivables.collect"}
    | FILE
    | WORK
    | {"orders.write", "receivables.write_off"}
    | {"production.view", "imports.run", "service.waive", "renewals.override"}
)


@dataclass(frozen=True)
class Grant:
    """What one role may do, and on whose clients."""

    scope: Scope
    rules: frozenset[str]


GRANTS: dict[str, Grant] = {
    Role.ACCOUNT_EXECUTIVE: Grant(Scope.TEAM, SERVICE),
    Role.CLIENT_MANAGER: Grant(Scope.TEAM, SERVICE | {"orders.work", "receivables.bill"}),
    Role.CLIENT_ADMINISTRATOR: Grant(
        Scope.TEAM, READ | FILE | WORK | {"receivables.collect", "orders.work", "receivables.bill"}
    ),
    Role.MARKETING: Grant(Scope.TEAM, READ | FILE | WORK | {"orders.write", "orders.work"}),
    Role.RISK_LOSS: Grant(Scope.TEAM, READ | FILE | WORK | {"orders.write", "orders.work"}),
    Role.SALES_EXECUTIVE: Grant(
        Scope.TEAM,
        READ
        | {"receivables.collect"}
        | {"clients.write", "files.write", "orders.write", "production.view", "documents.make"}
        | WORK
        | {"service.work", "renewals.write", "meetings.write"},
    ),
    Role.ACCOUNTING: Grant(
        Scope.ALL,
        READ
        | {"receivables.collect"}
        | WORK
        | BILLING
        | PAYABLES
        | {"receivables.write_off", "carriers.write", "months.close"}
        | {"production.view", "documents.make", "imports.run"},
    ),
    Role.MANAGER: Grant(Scope.DEPARTMENT, SERVICE | KEEP | PAY | MANAGE),
    Role.DIRECTOR: Grant(Scope.ALL, SERVICE | KEEP | HOUSE | BILLING | PAYABLES | LEAD | PAY),
    Role.PRINCIPAL: Grant(
        Scope.ALL,
        SERVICE | KEEP | HOUSE | BILLING | PAYABLES | LEAD | PAY | {"people.appoint"},
    ),
    Role.AUDITOR: Grant(Scope.ALL, READ | {"production.view", "payables.view"}),
    Role.ADMINISTRATOR: Grant(
        Scope.ALL,
        READ
        | KEEP
        | HOUSE
        | {"people.appoint", "receivables.rules", "imports.run", "jobs.oversee"},
    ),
}

MODELS: dict[str, str] = {
    "teams.User": "people",
    "teams.Team": "people",
    "teams.Membership": "people",
    "teams.License": "people",
    "teams.OfficeClosure": "people",
    "teams.OfficeHours": "people",
    "teams.Notification": "home",
    "teams.SavedFilter": "home",
    "teams.OutboundEmail": "home",
    "teams.HouseSetting": "house",
    "teams.EmailAttachment": "home",
    "teams.Bounce": "home",
    "teams.NoticeSettings": "home",
    "teams.NoticePreference": "home",
    "teams.EducationRule": "people",
    "teams.Course": "people",
    "teams.DesignationKind": "people",
    "teams.Designation": "people",
    "teams.DrivingLicense": "people",
    "teams.CredentialAlertRule": "people",
    "teams.CredentialAlert": "people",
    "teams.Bulletin": "people",
    "teams.BulletinRead": "people",
    "accounts.Tier": "clients",
    "accounts.Client": "clients",
    "accounts.FeinLook": "clients",
    "accounts.NamedInsured": "clients",
    "accounts.ClientRelation": "clients",
    "accounts.Contact": "clients",
    "accounts.Requirement": "clients",
    "accounts.ServiceAssignment": "clients",
    "accounts.Absence": "clients",
    "accounts.Activity": "clients",
    "accounts.Mention": "clients",
    "accounts.Pin": "clients",
    "accounts.AttachmentCategory": "files",
    "accounts.Attachment": "files",
    "accounts.AttachmentVersion": "files",
    "accounts.AttachmentPage": "files",
    "accounts.Location": "clients",
    "accounts.Vehicle": "clients",
    "accounts.Driver": "clients",
    "accounts.WorkClass": "clients",
    "accounts.ExperienceMod": "clients",
    "accounts.Equipment": "clients",
    "accounts.Exposure": "clients",
    "accounts.ExposureBasis": "policies",
    "accounts.Carrier": "policies",
    "accounts.WritingCompany": "policies",
    "accounts.WritingCompanyAlias": "policies",
    "accounts.Appetite": "policies",
    "accounts.CommissionRate": "policies",
    "accounts.Rating": "policies",
    "accounts.RemittanceTerms": "policies",
    "accounts.Underwriter": "policies",
    "accounts.Binder": "policies",
    "accounts.Certificate": "policies",
    "accounts.CertificateHolder": "policies",
    "accounts.CertificateVoid": "policies",
    "accounts.Claim": "policies",
    "accounts.ClaimValuation": "policies",
    "accounts.LossRunRequest": "policies",
    "accounts.LossRunRule": "policies",
    "accounts.AdditionalInterest": "policies",
    "accounts.CoverageDetail": "policies",
    "accounts.CoverageField": "policies",
    "accounts.ScheduledForm": "policies",
    "accounts.LineOfBusiness": "policies",
    "accounts.LineAlias": "policies",
    "accounts.Policy": "policies",
    "accounts.PolicyTerm": "policies",
    "accounts.Coverage": "policies",
    "accounts.PolicyTransaction": "policies",
    "accounts.PremiumRule": "policies",
    "accounts.ChangeReason": "policies",
    "accounts.ExpectedCommission": "receivables",
    "accounts.CommissionStatement": "receivables",
    "accounts.StatementColumns": "receivables",
    "accounts.StatementRow": "receivables",
    "accounts.CommissionSettlement": "receivables",
    "accounts.FinanceAgreement": "receivables",
    "accounts.FinancedTerm": "receivables",
    "accounts.TaxFeeRule": "receivables",
    "accounts.BillingRule": "receivables",
    "accounts.PaymentScheme": "receivables",
    "accounts.InstallmentPlan": "receivables",
    "accounts.BillingRun": "receivables",
    "accounts.BillingRunRow": "receivables",
    "accounts.CreditUse": "receivables",
    "accounts.Invoice": "receivables",
    "accounts.InvoiceLine": "receivables",
    "accounts.Receipt": "receivables",
    "accounts.Allocation": "receivables",
    "accounts.JournalEntry": "receivables",
    "accounts.Posting": "receivables",
    "accounts.LedgerMonth": "receivables",
    "accounts.BankAccount": "payables",
    "accounts.BooksCheck": "payables",
    "accounts.ExaminerExport": "payables",
    "accounts.TrustTransfer": "payables",
    "accounts.PaymentRule": "payables",
    "accounts.SentForm": "receivables",
    "accounts.ClientRefund": "receivables",
    "accounts.BankReconciliation": "payables",
    "accounts.OutstandingItem": "payables",
    "accounts.Remittance": "payables",
    "accounts.RemittanceLine": "payables",
    "accounts.Counter": "receivables",
    "accounts.AgingBucket": "receivables",
    "accounts.AgingDefault": "receivables",
    "accounts.CollectionStep": "receivables",
    "accounts.Deposit": "receivables",
    "accounts.DepositLine": "receivables",
    "accounts.BankFile": "receivables",
    "accounts.BankFileMapping": "receivables",
    "accounts.BankLine": "receivables",
    "accounts.CollectionContact": "receivables",
    "accounts.CollectedInvoice": "receivables",
    "accounts.PaymentPromise": "receivables",
    "accounts.Dispute": "receivables",
    "accounts.ReminderRun": "receivables",
    "accounts.ReminderRow": "receivables",
    "accounts.WriteOff": "receivables",
    "accounts.WriteOffLimit": "receivables",
    "accounts.OrderType": "orders",
    "accounts.ServiceOrder": "orders",
    "accounts.OrderEvent": "orders",
    "accounts.OrderInput": "orders",
    "accounts.ChecklistItem": "orders",
    "accounts.OrderTemplate": "orders",
    "accounts.OrderBundle": "orders",
    "accounts.BundleItem": "orders",
    "accounts.OrderSkill": "orders",
    "accounts.DeskLimit": "orders",
    "accounts.OrderCheck": "orders",
    "accounts.CommitmentTemplate": "service",
    "accounts.ServicePlan": "service",
    "accounts.Commitment": "service",
    "accounts.Evidence": "service",
    "accounts.Overview": "service",
    "accounts.MeetingKind": "meetings",
    "accounts.Meeting": "meetings",
    "accounts.Attendee": "meetings",
    "accounts.AgendaItem": "meetings",
    "accounts.Decision": "meetings",
    "accounts.ActionItem": "meetings",
    "accounts.CalendarFeed": "meetings",
    "accounts.WorkWeight": "orders",
    "accounts.Procedure": "orders",
    "accounts.ProcedureRead": "orders",
    "accounts.FollowUpKind": "follow_ups",
    "accounts.FollowUpOutcome": "follow_ups",
    "accounts.FollowUp": "follow_ups",
    "accounts.FollowUpStep": "follow_ups",
    "accounts.EscalationRule": "escalations",
    "accounts.Escalation": "escalations",
    "accounts.EscalationMatter": "escalations",
    "accounts.EscalationStep": "escalations",
    "accounts.HelpRequest": "escalations",
    "accounts.ImportMapping": "imports",
    "accounts.ImportBatch": "imports",
    "accounts.ImportFile": "imports",
    "accounts.ImportFinding": "imports",
    "accounts.ImportChange": "imports",
    "renewals.AlertRule": "policies",
    "renewals.ExpirationAlert": "policies",
    "renewals.Disposition": "policies",
    "renewals.NoticeRule": "policies",
    "renewals.CarrierNotice": "policies",
    "renewals.PlacementTemplate": "policies",
    "renewals.TemplateStep": "policies",
    "renewals.Placement": "policies",
    "renewals.PlacementTerm": "policies",
    "renewals.PlacementStep": "policies",
    "renewals.Opening": "policies",
    "renewals.OpeningLine": "policies",
    "renewals.MarketRule": "policies",
    "renewals.DeclineReason": "policies",
    "renewals.Submission": "policies",
    "renewals.SubmissionLine": "policies",
    "renewals.SubmissionStep": "policies",
    "renewals.Quote": "policies",
    "renewals.QuoteLine": "policies",
    "renewals.QuoteDetail": "policies",
    "renewals.Subjectivity": "policies",
    "renewals.CoverageDecision": "policies",
    "renewals.Presentation": "policies",
    "renewals.Proposal": "policies",
    "renewals.ProposalOption": "policies",
    "renewals.ProposalReview": "policies",
    "renewals.ProposalVersion": "policies",
    "renewals.ReofferRule": "policies",
    "renewals.DiligentSearch": "policies",
    "renewals.ExportListing": "policies",
    "renewals.UnderlyingRule": "policies",
    "renewals.SalesStage": "policies",
    "renewals.OpportunitySource": "policies",
    "renewals.Opportunity": "policies",
    "renewals.Question": "policies",
    "renewals.Answer": "policies",
    "renewals.Specification": "policies",
    "renewals.Lesson": "policies",
    "renewals.CarrierNote": "policies",
    "renewals.BindOrder": "policies",
    "renewals.BoundLine": "policies",
    "renewals.ChaseRule": "policies",
    "renewals.SecondReaderRule": "policies",
    "renewals.CheckTopic": "policies",
    "renewals.PolicyCheck": "policies",
    "renewals.CheckItem": "policies",
    "renewals.CarrierRequest": "policies",
    "renewals.PolicyDelivery": "policies",
    "renewals.GapRule": "policies",
    "renewals.ClientFact": "policies",
    "renewals.GapFinding": "policies",
    "renewals.GapDecision": "policies",
    "renewals.ClientRequest": "policies",
    "renewals.RequestItem": "policies",
    "renewals.RequestUpload": "policies",
    "renewals.ClientLink": "policies",
    "renewals.AccessCode": "policies",
    "renewals.LinkVisit": "policies",
    "renewals.ChaserRule": "policies",
    "renewals.Chaser": "policies",
    "reports.Job": "jobs",
    "reports.Document": "documents",
    "reports.DocumentReview": "documents",
    "reports.Delivery": "documents",
    "reports.Letterhead": "documents",
    "reports.WordTemplate": "documents",
    "reports.Narrative": "documents",
    "reports.ReportSchedule": "documents",
    "reports.ReportRun": "documents",
    "reports.ScheduledReport": "documents",
    "reports.Budget": "production",
    "reports.BudgetAmount": "production",
    "reports.MonthClose": "production",
    "reports.ProductionFact": "production",
    "reports.ProductionShare": "production",
    "reports.ProductionTerm": "production",
}


def may(role: str, rule: str) -> bool:
    """Whether people of `role` hold `rule`. Raises KeyError for a rule nobody defined."""
    if rule not in RULES:
        raise KeyError(rule)
    return rule in GRANTS[role].rules
