"""The jobs that make and deliver documents; by the clock, word of e-mails that did not arrive."""

from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone

from reports.documents.batch_delivery import deliver_batch
from reports.documents.batches import make_batch
from reports.documents.delivering import tell_of_returned
from reports.documents.services import make_document
from reports.jobs.registry import JobResult, Work, job, on_tick


@on_tick
def tell_senders() -> None:
    """Who sent a document hears of it when its e-mail did not arrive."""
    tell_of_returned(now=timezone.now())


@job("document", opens=True)
def run(work: Work) -> JobResult:
    """Make the document; the result opens its page."""
    document = make_document(work=work)
    return JobResult(
        result={"document": document.pk, "pages": document.pages, "sha256": document.sha256},
        url=document.get_absolute_url(),
        message=f"{document.title}, {document.pages} page{pluralize(document.pages)}.",
    )


@job("document-batch")
def run_batch(work: Work) -> JobResult:
    """Make a batch; the result opens its one file and says what failed."""
    made = make_batch(work=work)
    failed = made["failed"]
    return JobResult(
        result=made,
        url=reverse("batch-page", args=[work.job.pk]),
        message=f"{made['documents']} documents"
        + (f"; {failed} could not be made, the list says why." if failed else "."),
    )


@job("document-batch-delivery")
def run_batch_delivery(work: Work) -> JobResult:
    """Deliver a batch by e-mail; the result opens the batch."""
    sent, left = deliver_batch(work=work)
    return JobResult(
        result={"sent": sent, "left": left},
        url=reverse("batch-deliver", args=[work.params["batch"]]),
        message=f"{sent} e-mails are on their way"
        + (f"; {left} could not be sent, the list says why." if left else "."),
    )
