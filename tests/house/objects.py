"""One object of each kind that an address can name, in one team or the other."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import (
    AdditionalInterest,
    Binder,
    Carrier,
    Certificate,
    CertificateHolder,
    Claim,
    ImportBatch,
    ImportFile,
    OrderType,
    ServiceOrder,
    Underwriter,
)
from accounts.receivables.rules import InvoiceDraft
from accounts.receivables.services import post_invoices
from reports.models import Document, Job
from tests.cast import Cast, make_client, make_term


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
    order = ServiceOrder.objects.create(
        client=client,
        type=OrderType.objects.get(code="invoice"),
        instructions="Bill it.",
        requested_by=person,
        due_at=timezone.now() + timedelta(days=1),
        form_key=uuid.uuid4(),
    )
    batch = ImportBatch.objects.create(source="Epic", team=team, by=person)
    job = Job.objects.create(
        kind="document",
        title="A report",
        key=uuid.uuid4().hex,
        requested_by=person,
        not_before=timezone.now() + timedelta(days=1),
    )
    carrier = Carrier.objects.get(name="Zenith Group")
    holder = CertificateHolder.objects.create(client=client, name="City of Oakland")
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
        "carrier_id": carrier,
        "row_id": Underwriter.objects.create(carrier=carrier, name="Una Underwood"),
        "client_id": client,
        "term_id": term,
        "invoice_id": invoice,
        "order_id": order,
        "batch_id": batch,
        "file_id": ImportFile.objects.create(
            batch=batch, name="a.csv", sha256="0" * 64, size=1, file=ContentFile(b"a,b", "a.csv")
        ),
        "job_id": job,
        "document_id": Document.objects.create(
            kind="production",
            title="A report",
            as_of=date(2026, 1, 31),
            file=ContentFile(b"%PDF-1.7", "report.pdf"),
            sheet=ContentFile(b"PK", "report.xlsx"),
            sha256="0" * 64,
            size=1,
            pages=1,
            job=job,
            made_by=person,
        ),
    }
