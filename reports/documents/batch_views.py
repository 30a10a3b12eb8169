"""Many documents at once: asking for them, what was made and what not, the one file."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify

from config.lib.errors import DomainError
from reports.documents.batch_delivery import MESSAGE, leaving, request_batch_delivery
from reports.documents.batches import request_batch
from reports.documents.delivering import PDF
from reports.documents.downloads import download
from reports.documents.forms import BatchDeliverForm, BatchForm
from reports.documents.models import Document
from reports.jobs.models import Job
from teams.access.roles import Scope
from teams.access.views import requires

SHOWN = 500


@requires("documents.make")
def batch_new(request: HttpRequest) -> HttpResponse:
    """Ask for many documents at once."""
    first = {"nonce": uuid.uuid4().hex, "month": f"{timezone.localdate():%Y-%m}"}
    form = BatchForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        asked["tier"] = asked["tier"].pk if asked["tier"] else None
        try:
            return redirect(request_batch(by=request.user, **asked))
        except DomainError as error:
            form.add_error(None, error.message)
    context = {"form": form}
    return render(request, "documents/batch_new.html", context, status=422 if form.errors else 200)


def _batch(request: HttpRequest, job_id: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user), pk=job_id)


@requires("documents.view")
def batch_page(request: HttpRequest, job_id: int) -> HttpResponse:
    """What a batch made, and what it could not make and why."""
    job = _batch(request, job_id)
    documents = Document.objects.visible_to(request.user).filter(job__parent=job).with_standing()
    context = {
        "job": job,
        "documents": documents.select_related("client").order_by("client__sort_key", "pk")[:SHOWN],
        "made": documents.count(),
        "shown": SHOWN,
        "may_deliver": request.user.may("documents.make"),
        "failed": job.parts.not_made().order_by("pk"),
    }
    return render(request, "documents/batch.html", context)


@requires("documents.make")
def batch_deliver(request: HttpRequest, job_id: int) -> HttpResponse:
    """Send the documents of a batch to their clients, after a look at who gets what."""
    job = _batch(request, job_id)
    first = {"nonce": uuid.uuid4().hex, "message": MESSAGE}
    form = BatchDeliverForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(request_batch_delivery(batch=job, by=request.user, **form.cleaned_data))
        except DomainError as error:
            form.add_error(None, error.message)
    rows = leaving(job, request.user)
    context = {
        "job": job,
        "form": form,
        "able": [row for row in rows if row.contact],
        "unable": [row for row in rows if not row.contact],
        "shown": SHOWN,
    }
    status = 422 if form.errors else 200
    return render(request, "documents/batch_deliver.html", context, status=status)


@requires("documents.view")
def batch_file(request: HttpRequest, job_id: int) -> HttpResponse:
    """The one file of a batch, for who asked for it and for those who see everything."""
    job = _batch(request, job_id)
    if request.user.pk != job.requested_by_id and request.user.scope != Scope.ALL:
        raise DomainError("This file holds what only the one who asked for it may see.")
    ending = job.params.get("together", "pdf")
    kind = PDF if ending == "pdf" else "application/zip"
    return download(job.result.get("file", ""), f"{slugify(job.title)}.{ending}", kind)
