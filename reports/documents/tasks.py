"""The job that makes documents."""

from django.urls import reverse

from reports.documents.batches import make_batch
from reports.documents.services import make_document
from reports.jobs.registry import JobResult, Work, job


@job("document")
def run(work: Work) -> JobResult:
    """Make the document; the result opens its page."""
    document = make_document(work=work)
    return JobResult(
        result={"document": document.pk, "pages": document.pages, "sha256": document.sha256},
        url=document.get_absolute_url(),
        message=f"{document.title}, {document.pages} pages.",
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
