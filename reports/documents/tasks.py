"""The job that makes documents."""

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
