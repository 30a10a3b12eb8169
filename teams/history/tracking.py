"""Every business row's changes are kept by database triggers (DESIGN §4.9)."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

M = TypeVar("M", bound=models.Model)

NOT_TRACKED: dict[str, str] = {
    "teams.Notification": "told once, read or unread; nothing about it is corrected",
    "teams.CredentialAlert": "one row per telling, never changed",
    "teams.BulletinRead": "append-only: is itself the record of who read it",
    "teams.OutboundEmail": "is itself the record of what was sent",
    "teams.EmailAttachment": "append-only: what went along with an e-mail",
    "accounts.Activity": "append-only: told once, never altered, only answered",
    "accounts.Mention": "append-only, like the entry it stands in",
    "accounts.AttachmentPage": "pictures drawn from a version; drawn again at will",
    "accounts.ProcedureRead": "append-only: is itself the record of who read it",
    "accounts.Evidence": "append-only: what was done, gathered once from where it stands",
    "accounts.Certificate": "append-only: an issued copy stays as it went out",
    "accounts.CertificateVoid": "append-only: the row is its own history",
    "accounts.ClaimValuation": "append-only: corrected by a later row",
    "accounts.FeinLook": "append-only: is itself the record of who looked",
    "accounts.CollectionContact": "append-only: told once, never altered",
    "accounts.CollectedInvoice": "append-only, like the contact it belongs to",
    "accounts.PolicyTransaction": "append-only: the row is its own history",
    "accounts.BillingRunRow": "append-only: is itself the record of what a run did",
    "accounts.CommissionSettlement": "append-only: the row is its own history",
    "accounts.CreditUse": "append-only: the row is its own history",
    "accounts.InvoiceLine": "append-only: the row is its own history",
    "accounts.Allocation": "append-only: the row is its own history",
    "accounts.JournalEntry": "append-only: the row is its own history",
    "accounts.SentForm": "written once; it only keeps a form from being sent twice",
    "accounts.BankReconciliation": "append-only: frozen when it was signed",
    "accounts.OutstandingItem": "append-only: frozen with its reconciliation",
    "accounts.Posting": "append-only: the row is its own history",
    "accounts.BooksCheck": "is itself the record of what was found",
    "accounts.ExaminerExport": "is itself the record of what went out",
    "accounts.RemittanceLine": "append-only: a proposal is dropped and put together anew",
    "accounts.OrderEvent": "append-only: the row is its own history",
    "accounts.FollowUpStep": "append-only: the row is its own history",
    "accounts.EscalationMatter": "what a rule found; its moments say when it held",
    "accounts.EscalationStep": "append-only: the row is its own history",
    "accounts.ImportFinding": "what a trial run said; made again by the next one",
    "accounts.ImportChange": "is itself the record of what an import changed",
    "renewals.GapFinding": "found anew every night from the clients’ files",
    "renewals.CarrierNotice": "append-only: a wrong notice is followed by another",
    "renewals.Opening": "append-only: the log of an opening",
    "renewals.OpeningLine": "append-only: the log of an opening",
    "renewals.SubmissionStep": "append-only: the row is its own history",
    "renewals.ProposalVersion": "append-only: what was put together, frozen",
    "renewals.ProposalReview": "append-only: the row is its own history",
    "renewals.Presentation": "append-only: the row is its own history",
    "renewals.CoverageDecision": "append-only: a later decision takes its place",
    "renewals.AccessCode": "is itself the record of the code that was sent",
    "renewals.LinkVisit": "is itself the record of who came through a link",
    "renewals.Chaser": "append-only: one row per telling",
    "renewals.ExpirationAlert": "one row per telling, never changed",
    "renewals.BindOrder": "append-only: what was ordered stays as it was given",
    "renewals.BoundLine": "append-only, like the order it belongs to",
    "renewals.CarrierRequest": "append-only: what was asked stays as it was sent",
    "renewals.PolicyDelivery": "append-only: the row is its own history",
    "reports.ReportRun": "append-only: is itself the record of a schedule's runs",
    "reports.ScheduledReport": "is itself the record of what came of a run",
    "reports.DocumentReview": "append-only: the row is its own history",
    "reports.Delivery": "append-only: the row is its own history",
    "reports.WordTemplate": "append-only: a newer one takes its place",
    "reports.Job": "keeps its own attempts, errors and moments",
    "reports.ProductionFact": "frozen by the month's close",
    "reports.ProductionShare": "frozen by the month's close",
    "reports.ProductionTerm": "frozen by the month's close",
}


def tracked(*exclude: str) -> Callable[[type[M]], type[M]]:
    """Class decorator: keep every insert, change and removal of the model's rows.

    `exclude` names fields that are not worth a history row. Triggers work per statement,
    so bulk work stays fast, and see raw SQL as well.
    """
    return pghistory.track(
        pghistory.InsertEvent(level=pgtrigger.Statement),
        pghistory.UpdateEvent(level=pgtrigger.Statement),
        pghistory.DeleteEvent(level=pgtrigger.Statement),
        exclude=list(exclude),
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history_row"),
    )


def is_history_model(model: type[models.Model]) -> bool:
    """Whether `model` holds the history of another one."""
    return hasattr(model, "pgh_tracked_model")


def is_tracked(model: type[models.Model]) -> bool:
    """Whether changes of `model` are kept by triggers."""
    return any(
        getattr(m, "pgh_tracked_model", None) is model for m in model._meta.apps.get_models()
    )
