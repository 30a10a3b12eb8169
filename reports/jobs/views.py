"""Pages of jobs: the list, one job, its progress, and the two things one can do with it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from config.lib.lists import list_page
from reports.health.querysets import job_health
from reports.jobs import services
from reports.jobs.models import Job
from reports.jobs.registry import opens
from reports.jobs.tables import JOBS
from teams.access.views import requires


def _job(request: HttpRequest, job_id: int) -> Job:
    jobs = Job.objects.visible_to(request.user).select_related("requested_by")
    return get_object_or_404(jobs, pk=job_id)


@requires("jobs.view")
def job_list(request: HttpRequest) -> HttpResponse:
    """One's own jobs, newest first; everybody's and the health of the workers for overseers."""
    jobs = Job.objects.visible_to(request.user).filter(parent=None).select_related("requested_by")
    extra = {
        "health": job_health() if request.user.may("jobs.oversee") else None,
        "is_moving": not request.htmx and jobs.unfinished().exists(),
    }
    return list_page(request, JOBS, jobs, template="jobs/list.html", extra=extra)


@requires("jobs.view")
def job_page(request: HttpRequest, job_id: int) -> HttpResponse:
    """One job: how far it is, what it made, or why it failed."""
    return render(request, "jobs/page.html", {"job": _job(request, job_id)})


@requires("jobs.view")
def job_progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """The progress fragment that pages poll, and the way to what was made; for a plain link,
    the job's page."""
    job = _job(request, job_id)
    if not request.htmx:
        return redirect(job)
    if job.state == Job.State.DONE and job.result_url and opens(job.kind):
        return HttpResponseClientRedirect(job.result_url)
    return render(request, "jobs/progress.html", {"job": job})


@require_POST
@requires("jobs.view")
def job_cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    """Stop the job and its parts; what other parts made is kept, else nothing."""
    job = _job(request, job_id)
    services.cancel(job, by=request.user)
    kept = "what it made by now" if job.result_url else "nothing it did"
    return _after(request, job, f"The job is being cancelled; {kept} is kept.")


@require_POST
@requires("jobs.view")
def job_retry(request: HttpRequest, job_id: int) -> HttpResponse:
    """Try a failed or cancelled job again."""
    job = _job(request, job_id)
    services.retry(job, by=request.user)
    return _after(request, job, "The job will be tried again.")


def _after(request: HttpRequest, job: Job, sentence: str) -> HttpResponse:
    if request.htmx:
        job.refresh_from_db()
        return render(request, "jobs/progress.html", {"job": job})
    messages.success(request, sentence)
    return redirect(job)
