"""One object of each kind that an address can name, in one team or the other."""

import io
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pypdf
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.attachments.services import add_file
from accounts.meetings.feeds import digest_of
from accounts.models import (
    Absence,
    AdditionalInterest,
    AttachmentPage,
    BankAccount,
    BankFile,
    BankLine,
    BankReconciliation,
    BillingRun,
    Binder,
    BundleItem,
    CalendarFeed,
    Carrier,
    Certificate,
    CertificateHolder,
    Claim,
    ClientRefund,
    ClientRelation,
    CollectionStep,
    CommissionStatement,
    Commitment,
    CommitmentTemplate,
    Contact,
    CreditUse,
    Deposit,
    DeskLimit,
    Dispute,
    Escalation,
    EscalationRule,
    ExaminerExport,
    ExposureBasis,
    FinanceAgreement,
    FollowUp,
    FollowUpKind,
    FollowUpOutcome,
    HelpRequest,
    ImportBatch,
    ImportFile,
    LineOfBusiness,
    LossRunRule,
    Meeting,
    MeetingKind,
    NamedInsured,
    OrderBundle,
    OrderCheck,
    OrderTemplate,
    OrderType,
    Overview,
    PaymentRule,
    PremiumRule,
    Procedure,
    ReminderRow,
    ReminderRun,
    Remittance,
    Requirement,
    ServiceOrder,
    ServicePlan,
    StatementRow,
    TaxFeeRule,
    Tier,
    Underwriter,
    WorkWeight,
    WriteOff,
    WriteOffLimit,
    WritingCompany,
)
from accounts.receipts.services import take_receipt
from accounts.receivables.credits import use_credit
from accounts.receivables.rules import InvoiceDraft
from accounts.receivables.services import post_invoices
from renewals.models import (
    AlertRule,
    ChaserRule,
    ChaseRule,
    CheckItem,
    CheckTopic,
    ClientRequest,
    DeclineReason,
    DiligentSearch,
    ExportListing,
    GapRule,
    MarketRule,
    NoticeRule,
    Opening,
    Opportunity,
    OpportunitySource,
    Placement,
    PlacementStep,
    PlacementTemplate,
    PlacementTerm,
    PolicyCheck,
    Proposal,
    ProposalOption,
    ProposalVersion,
    Question,
    Quote,
    QuoteLine,
    ReofferRule,
    RequestItem,
    RequestUpload,
    SalesStage,
    SecondReaderRule,
    Specification,
    Submission,
    SubmissionStep,
    TemplateStep,
    UnderlyingRule,
)
from reports.models import (
    Budget,
    Delivery,
    Document,
    Job,
    ReportSchedule,
)
from teams.models import Bulletin, CredentialAlertRule, EducationRule, SavedFilter
from tests.cast import Cast, make_client, make_term


class Secret:
    """The secret address of a person's calendar, in the place of an object's id."""

    def __init__(self, user: object):
        self.pk = f"secret-{user.pk}"
        CalendarFeed.objects.create(user=user, secret=digest_of(self.pk))


def named_objects(cast: Cast, own: bool) -> dict[str, object]:
    """URL argument → object, all of team Bay (`own`) or all of team Valley."""
    team, person = (cast.bay, cast.ana) if own else (cast.valley, cast.cora)
    client = make_client(cast, f"{team} Foundry", team=team)
    term = make_term(client)
    (invoice,) = post_invoices(
        [
            InvoiceDraft(
                number=f"{team}-1",
                client_id=client.pk,
                term_id=term.pk,
                invoice_on=date(2026, 1, 1),
                effective_on=date(2026, 1, 1),
                due_on=date(2026, 1, 21),
                lines={"premium": Decimal("1000.00")},
            )
        ],
        by=person,
    )
    transaction = term.transactions.get()
    memo, open_one = post_invoices(
        [
            InvoiceDraft(
                number=f"{team}-{n}",
                client_id=client.pk,
                invoice_on=date(2026, 1, 2),
                effective_on=date(2026, 1, 2),
                due_on=date(2026, 1, 2),
                lines={"premium": Decimal(premium)},
            )
            for n, premium in ((2, "-30.00"), (3, "80.00"))
        ],
        by=person,
    )
    use_credit(credit=memo, parts={open_one.pk: Decimal("10.00")}, on=date(2026, 1, 3), by=person)
    receipt = take_receipt(
        client=client,
        amount=Decimal("400.00"),
        received_on=date(2026, 1, 20),
        method="check",
        reference="1001",
        payer="",
        parts={invoice.pk: Decimal("100.00")},
        form_key=uuid.uuid4(),
        by=person,
    )
    write_off = WriteOff.objects.create(
        invoice=invoice, amount=Decimal("50.00"), reason="small", asked_by=person
    )
    trust = BankAccount.objects.trust().get()
    bank_file = BankFile.objects.create(
        bank_account=trust, name="a.csv", kind="csv", sha256=f"{own:064d}", by=person
    )
    notices = ReminderRun.objects.create(by=person, form_key=uuid.uuid4())
    ReminderRow.objects.create(run=notices, invoice=invoice)
    order = ServiceOrder.objects.create(
        client=client,
        type=OrderType.objects.get(code="invoice"),
        instructions="Bill it.",
        requested_by=person,
        due_at=timezone.now() + timedelta(days=1),
        form_key=uuid.uuid4(),
    )
    version = add_file(
        client=client, upload=ContentFile(b"Loss run of the foundry", "runs.txt"), by=person
    )
    batch = ImportBatch.objects.create(source="Epic", team=team, by=person)
    job = Job.objects.create(
        kind="document",
        title="A report",
        result={"file": default_storage.save("batches/all.pdf", ContentFile(b"%PDF-1.7"))},
        key=uuid.uuid4().hex,
        requested_by=person,
        not_before=timezone.now() + timedelta(days=1),
    )
    template = CommitmentTemplate.objects.filter(code="PRM").first()
    plan = ServicePlan.objects.create(
        client=client, tier=client.tier, term=term, year_on=date(2026, 1, 1),
        ends_on=date(2027, 1, 1), kept_from=date(2026, 1, 1),
    )  # fmt: skip
    commitment = Commitment.objects.create(
        plan=plan, client=client, template=template, code="PRM", key="year:2026-01-01",
        due_on=date(2026, 9, 3), late_after=date(2026, 9, 3), counts_from=date(2026, 8, 1),
        counts_until=date(2026, 12, 31),
    )  # fmt: skip
    meeting = Meeting.objects.create(
        kind=MeetingKind.objects.get(code="prerenewal"), client=client, organizer=person,
        starts_at=timezone.now() + timedelta(days=3),
        ends_at=timezone.now() + timedelta(days=3, hours=1),
    )  # fmt: skip
    carrier = Carrier.objects.get(name="Zenith Group")
    statement = CommissionStatement.objects.create(
        carrier=carrier, paid_on=date(2026, 1, 2), name="s.csv", sha256=str(team.pk), by=person,
        file=ContentFile(b"a", "s.csv"), heading_row=1, headings=["No."], columns={"number": "No."},
    )  # fmt: skip
    holder = CertificateHolder.objects.create(client=client, name="City of Oakland")
    document = Document.objects.create(
        kind="invoice",
        title="A report",
        client=client,
        subject=str(invoice.pk),
        as_of=date(2026, 1, 31),
        file=ContentFile(_blank_page(), "report.pdf"),
        sheet=ContentFile(b"PK", "report.xlsx"),
        word=ContentFile(b"PK", "report.docx"),
        sha256="0" * 64,
        size=1,
        pages=1,
        job=job,
        made_by=person,
    )
    return {
        "coverage_id": term.coverages.get(),
        "interest_id": AdditionalInterest.objects.create(term=term, kind="mortgagee", name="Bank"),
        "holder_id": holder,
        "record_id": holder,
        "certificate_id": Certificate.objects.create(
            client=client,
            holder=holder,
            number=f"C00000{1 if own else 2}",
            issued_on=date(2026, 2, 1),
            issued_by=person,
            holder_snapshot={"name": "City of Oakland"},
            policies_snapshot=[],
        ),
        "binder_id": Binder.objects.create(
            client=client,
            line=term.policy.line,
            executed_on=date(2026, 1, 1),
            effective_on=date(2026, 1, 1),
            expires_on=date(2026, 3, 1),
            insured_amount=Decimal("500000"),
        ),
        "claim_id": Claim.objects.create(
            client=client,
            line=term.policy.line,
            loss_on=date(2026, 1, 5),
            reported_on=date(2026, 1, 6),
            description="A fall.",
        ),
        "commitment_id": commitment,
        "template_id": template,
        "tier_id": Tier.objects.first(),
        "meeting_id": meeting,
        "meeting_kind_id": meeting.kind,
        "weight_id": WorkWeight.objects.first(),
        "secret": Secret(person),
        "procedure_id": Procedure.objects.create(
            title="How to bind",
            client=client,
            text="Ask.",
            changed_by=person,
            changed_at=timezone.now(),
        ),
        "person_id": person,
        "team_id": team,
        "held_id": person.licenses.get(),
        "education_id": EducationRule.objects.first(),
        "bulletin_id": Bulletin.objects.create(
            topic="law", title="A bulletin", text="Read it.", team=team, posted_by=person
        ),
        "overview_id": Overview.objects.create(
            client=client, year=2026, started_by=person, started_on=date(2026, 1, 5)
        ),
        "carrier_id": carrier,
        "row_id": Underwriter.objects.create(carrier=carrier, name="Una Underwood"),
        "client_id": client,
        "contact_id": Contact.objects.create(client=client, name="Pat Doe", email="p@x.example"),
        "insured_id": NamedInsured.objects.create(
            client=client, name=f"{team} Castings LLC", fein="94-7654321"
        ),
        "relation_id": ClientRelation.objects.create(
            client=client, other=make_client(cast, f"{team} Works", team=team), kind="affiliate"
        ),
        "requirement_id": Requirement.objects.create(client=client, text="Call, do not write."),
        **placement_objects(term, client, person),
        **opportunity_objects(client),
        **market_objects(Placement.objects.get(client=client), person),
        "notice_rule_id": NoticeRule.objects.first(),
        "transaction_id": transaction,
        "use_id": CreditUse.objects.get(credit=memo),
        "run_id": BillingRun.objects.create(
            invoice_on=date(2026, 1, 2), form_key=uuid.uuid4(), by=person
        ),
        "agreement_id": FinanceAgreement.objects.create(
            client=client,
            lender="Lender",
            number=team.name,
            signed_on=date(2026, 1, 2),
            down_payment=1,
            principal=9,
            finance_charge=1,
            first_due_on=date(2026, 2, 2),
            installments=1,
            installment_amount=10,
            form_key=uuid.uuid4(),
            by=person,
        ),  # fmt: skip
        "statement_id": statement,
        "statement_row_id": StatementRow.objects.create(
            statement=statement, line=2, commission=Decimal("5.00"), finding="unknown"
        ),
        "rate_id": TaxFeeRule.objects.first(),
        "rule_id": PremiumRule.objects.first(),
        "basis_id": ExposureBasis.objects.first(),
        "absence_id": Absence.objects.create(
            person=person,
            deputy=cast.bea if own else cast.vic,
            from_on=date(2026, 1, 5),
            last_on=date(2026, 1, 9),
        ),
        "term_id": term,
        "invoice_id": invoice,
        "write_off_id": write_off,
        "notices_id": notices,
        "bank_file_id": bank_file,
        "bank_line_id": BankLine.objects.create(
            file=bank_file,
            bank_account=trust,
            key=f"{own:064d}",
            booked_on=date(2026, 1, 22),
            amount=Decimal("1000.00"),
            text="INV",
        ),
        "deposit_id": Deposit.objects.create(
            bank_account=trust,
            deposited_on=date(2026, 1, 22),
            slip_total=Decimal("10.00"),
            by=person,
            form_key=uuid.uuid4(),
        ),
        "step_id": CollectionStep.objects.get(code="call"),
        "dispute_id": Dispute.objects.create(
            invoice=invoice, reason="amount", opened_on=date(2026, 2, 1), opened_by=person
        ),
        "receipt_id": receipt,
        "journal_id": invoice.entries.get(),
        "refund_id": ClientRefund.objects.create(
            number=team.pk, credit=memo, amount=Decimal("5.00"), payee="X", asked_by=person
        ),
        "payment_rule_id": PaymentRule.objects.first(),
        "bank_reconciliation_id": BankReconciliation.objects.get_or_create(
            statement_on=date(2025, 12, 31),
            defaults={
                "balances": [],
                "statement_balance": 0,
                "ledger_balance": 0,
                "outstanding": 0,
                "through_entry": 0,
                "signed_by": person,
            },
        )[0],
        "remittance_id": Remittance.objects.create(
            number=1 if own else 2,
            company=term.policy.writing_company,
            through_on=date(2026, 2, 15),
            amount=Decimal("10.00"),
            proposed_by=person,
        ),
        "export_id": ExaminerExport.objects.create(
            title="Examiner’s export",
            policies=1,
            file=ContentFile(b"PK", "examiner.xlsx"),
            sha256="0" * 64,
        ),
        "company_id": term.policy.writing_company,
        "account_id": BankAccount.objects.trust().get(),
        "allocation_id": receipt.allocations.get(),
        "order_id": order,
        "saved_id": SavedFilter.objects.create(
            owner=person, place="order-list", name="Late", query="overdue=on", shared=own
        ),
        "order_kind_id": order.type,
        "question_id": order.type.inputs.first(),
        "checklist_item_id": order.type.checklist.first(),
        "bundle_item_id": BundleItem.objects.first(),
        "order_template_id": OrderTemplate.objects.create(type=order.type, name=f"{team} bill"),
        "desk_limit_id": DeskLimit.objects.first(),
        "follow_up_kind_id": FollowUpKind.objects.get(code="other"),
        "outcome_id": FollowUpOutcome.objects.first(),
        "escalation_rule_id": EscalationRule.objects.first(),
        "write_off_limit_id": WriteOffLimit.objects.first(),
        "alert_rule_id": AlertRule.objects.first(),
        "credential_alert_rule_id": CredentialAlertRule.objects.first(),
        "check_id": OrderCheck.objects.create(order=order, label="Bill sent"),
        "bundle_id": OrderBundle.objects.get(code="renewal-bind"),
        "follow_up_id": FollowUp.objects.create(
            client=client,
            kind=FollowUpKind.objects.get(code="other"),
            subject="Come back",
            owner=person,
            planned_on=date(2026, 12, 1),
            due_on=date(2026, 12, 1),
            began_on=date(2026, 12, 1),
        ),
        "escalation_id": Escalation.objects.create(
            client=client, key=f"{team}", subject="Untouched", to=person, raised_by=person
        ),
        "help_id": HelpRequest.objects.create(
            client=client,
            what="Hands",
            needed_on=date(2026, 12, 1),
            to=person,
            asked_by=person,
            form_key=uuid.uuid4(),
        ),
        "entry_id": log_event(client=client, subject="Something happened", by=person),
        "attachment_id": version.attachment,
        "attachment_version_id": version,
        "attachment_page_id": AttachmentPage.objects.create(
            version=version,
            number=1,
            narrow=ContentFile(b"png", "n.png"),
            wide=ContentFile(b"png", "w.png"),
        ),
        "batch_id": batch,
        "schedule_id": ReportSchedule.objects.create(name="Aging", kind="aging", owner=person),
        "budget_id": Budget.objects.create(year=2026, part="executive", person=person),
        "file_id": ImportFile.objects.create(
            batch=batch, name="a.csv", sha256="0" * 64, size=1, file=ContentFile(b"a,b", "a.csv")
        ),
        "job_id": job,
        "document_id": document,
        "delivery_id": Delivery.objects.create(
            document=document,
            channel="hand",
            recipient="Pat Doe",
            delivered_on=date(2026, 2, 1),
            form_key=uuid.uuid4(),
            by=person,
        ),
    }


def opportunity_objects(client) -> dict[str, object]:
    """An opportunity in the first stage, its stage and its source."""
    stage, source = SalesStage.objects.first(), OpportunitySource.objects.first()
    return {
        "opportunity_id": Opportunity.objects.create(
            client=client,
            kind="new_business",
            stage=stage,
            source=source,
            expected_on=date(2027, 3, 1),
            opened_on=date(2026, 11, 1),
        ),
        "sales_stage_id": stage,
        "opportunity_source_id": source,
        "gap_rule_id": GapRule.objects.get(code="R4"),
    }


def placement_objects(term, client, person) -> dict[str, object]:
    """A placement of the term with one step, its log, and the templates."""
    template = PlacementTemplate.objects.first()
    placement = Placement.objects.create(
        client=client,
        kind="renewal",
        template=template,
        target_on=term.expires_on,
        opened_on=date(2026, 9, 1),
    )
    PlacementTerm.objects.create(placement=placement, term=term)
    step = PlacementStep.objects.create(
        placement=placement,
        position=0,
        name="Information request sent",
        stage="info_requested",
        role="account_executive",
        owner=person,
        planned_on=date(2026, 10, 1),
        due_on=date(2026, 10, 1),
    )
    return {
        "placement_id": placement,
        "placement_step_id": step,
        "opening_id": Opening.objects.create(by=person),
        "placement_template_id": template,
        "template_step_id": TemplateStep.objects.first(),
        **policy_objects(term, person),
        **asked_objects(placement, client, person),
    }


def policy_objects(term, person) -> dict[str, object]:
    """The issued policy of the term, received, with one item of its checklist."""
    check = PolicyCheck.objects.create(
        client=term.client,
        term=term,
        counts_from=date(2026, 9, 1),
        received_on=date(2026, 10, 1),
        received_by=person,
    )
    return {
        "policy_check_id": check,
        "check_item_id": CheckItem.objects.create(check_of=check, label="Policy number"),
        "check_topic_id": CheckTopic.objects.first(),
        "chase_rule_id": ChaseRule.objects.first(),
        "second_reader_rule_id": SecondReaderRule.objects.first(),
    }


def asked_objects(placement, client, person) -> dict[str, object]:
    """A request to a contact of the client with one question and one file."""
    today = date(2026, 10, 1)
    request = ClientRequest.objects.create(
        placement=placement,
        contact=Contact.objects.create(client=client, name="Pia Asked", email="pia@x.example"),
        email="pia@x.example",
        due_on=today,
        asked_on=today,
        asked_by=person,
    )
    item = RequestItem.objects.create(
        request=request, question=Question.objects.get(code="revenue"), position=0
    )
    upload = RequestUpload.objects.create(
        item=item,
        file=ContentFile(b"a", "a.txt"),
        name="a.txt",
        size=1,
        sha256="0" * 64,
        content_type="text/plain",
    )
    return {
        "client_request_id": request,
        "request_item_id": item,
        "request_upload_id": upload,
        "question_id": item.question,
        "chaser_rule_id": ChaserRule.objects.first(),
        "loss_run_rule_id": LossRunRule.objects.first(),
        "specification_id": Specification.objects.create(
            placement=placement,
            version=1,
            content={"as_of": "2026-10-01", "topics": [], "schedules": [], "missing": []},
            completeness=10,
            built_by=person,
        ),
    }


def market_objects(placement: Placement, person: object) -> dict[str, object]:
    """A market of the placement with its quote, a search and a frozen proposal."""
    on, line = date(2026, 10, 1), LineOfBusiness.objects.get(code="CGL")
    company = WritingCompany.objects.get(name="Zenith Casualty Company")
    submission = Submission.objects.create(placement=placement, company=company, created_by=person)
    SubmissionStep.objects.create(submission=submission, kind="sent", on=on, by=person)
    quote = Quote.objects.create(
        submission=submission, company=company, received_on=on, effective_on=date(2027, 1, 1),
        expires_on=date(2028, 1, 1), valid_until=date(2027, 1, 1), commission_rate=Decimal(15),
        key_exclusions="Pollution", created_by=person,
    )  # fmt: skip
    QuoteLine.objects.create(quote=quote, line=line, premium=Decimal(13000))
    proposal = Proposal.objects.create(
        placement=placement, title="A proposal", valid_through=date(2027, 1, 1), created_by=person
    )
    return {
        "submission_id": submission,
        "quote_id": quote,
        "search_id": DiligentSearch.objects.create(
            placement=placement, line=line, searched_by=person
        ),
        "proposal_id": proposal,
        "proposal_option_id": ProposalOption.objects.create(
            proposal=proposal, coverage="General liability", line=line, label="A", quote=quote
        ),
        "proposal_version_id": ProposalVersion.objects.create(
            proposal=proposal, number=1, content={}, made_by=person
        ),
        "market_rule_id": MarketRule.objects.first(),
        "decline_reason_id": DeclineReason.objects.first(),
        "underlying_rule_id": UnderlyingRule.objects.first(),
        "reoffer_rule_id": ReofferRule.objects.first(),
        "export_listing_id": ExportListing.objects.get_or_create(
            name="A class", from_on=on, defaults={"source": "The list"}
        )[0],
    }


def _blank_page() -> bytes:
    paper, book = io.BytesIO(), pypdf.PdfWriter()
    book.add_blank_page(200, 200)
    book.write(paper)
    return paper.getvalue()
