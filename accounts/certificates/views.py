"""The client's certificates, binders and claims."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.certificates import services
from accounts.certificates.forms import RECORDS, BinderForm, IssueForm, ValuationForm, VoidForm
from accounts.certificates.models import Binder, Certificate, CertificateHolder, Claim
from accounts.certificates.querysets import valuations_as_of
from accounts.certificates.rules import binder_state, loss_run_state
from accounts.clients.frame import client_section, section, visible_client
from accounts.clients.models import Client
from accounts.loss_runs.models import LossRunRule
from config.lib.asof import as_of
from config.lib.errors import DomainError
from teams.access.views import requires
from teams.history.editing import edit_record


@client_section(
    "Certificates & claims", url_name="client-certificates", rule="policies.view", order=25
)
def client_certificates(request: HttpRequest, client: Client) -> HttpResponse:
    """Holders, issued copies, binders, claims as of a date, and loss runs."""
    day = as_of(request)
    binders = list(client.binders.select_related("line", "company", "extends"))
    for binder in binders:
        binder.state = binder_state(
            effective_on=binder.effective_on,
            expires_on=binder.expires_on,
            issued_on=binder.policy_issued_on,
            on=day,
        )
    claims = list(client.claims.select_related("line", "term"))
    figures = valuations_as_of([claim.pk for claim in claims], day)
    for claim in claims:
        claim.figures = figures.get(claim.pk)
    loss_runs = list(client.loss_run_requests.select_related("line", "carrier"))
    stale_days = LossRunRule.objects.stale_days(day)
    for row in loss_runs:
        row.state = loss_run_state(
            received_on=row.received_on, valued_on=row.valued_on, stale_days=stale_days, on=day
        )
    context = {
        "day": day,
        "holders": client.certificate_holders.all(),
        "certificates": client.certificates.select_related("holder", "issued_by", "void"),
        "binders": binders,
        "claims": claims,
        "loss_runs": loss_runs,
    }
    return section(request, client, "certificates/section.html", context)


def _record(name: str) -> tuple[Any, str]:
    if name not in RECORDS:
        raise Http404
    return RECORDS[name]


def _back(client: Client) -> str:
    return reverse("client-certificates", args=[client.pk])


@requires("clients.write")
def client_record_add(request: HttpRequest, client_id: int, record: str) -> HttpResponse:
    """Add a holder, binder, claim or loss-run request."""
    client, (form_class, words) = visible_client(request, client_id), _record(record)
    form = form_class(request.POST or None, instance=form_class._meta.model(client=client))
    return edit_record(request, form, title=f"New {words} of {client}", back=_back(client))


@requires("clients.write")
def client_record_edit(
    request: HttpRequest, client_id: int, record: str, record_id: int
) -> HttpResponse:
    """Change one of them."""
    client, (form_class, words) = visible_client(request, client_id), _record(record)
    row = get_object_or_404(form_class._meta.model, client=client, pk=record_id)
    form = form_class(request.POST or None, instance=row)
    return edit_record(request, form, title=f"Edit {words} of {client}", back=_back(client))


@requires("clients.write")
def binder_extend(request: HttpRequest, binder_id: int) -> HttpResponse:
    """Extend a binder by a new record that names the first."""
    binders = Binder.objects.visible_to(request.user).select_related("client", "line")
    binder = get_object_or_404(binders, pk=binder_id)
    extension = services.extension_of(binder, on=timezone.localdate())
    form = BinderForm(request.POST or None, instance=extension)
    return edit_record(request, form, title=f"Extend {binder}", back=_back(binder.client))


def _ask(
    request: HttpRequest, form: forms.Form, title: str, client: Client, do: Callable[..., object]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            do(**form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(error.field, error.message)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            return redirect(_back(client))
    context = {
        "form": form,
        "title": title,
        "back": _back(client),
        "action": request.get_full_path(),
    }
    return render(request, "edits/page.html", context, status=422 if form.is_bound else 200)


@requires("clients.write")
def certificate_issue(request: HttpRequest, holder_id: int) -> HttpResponse:
    """Issue a certificate to a holder."""
    holders = CertificateHolder.objects.visible_to(request.user).select_related("client")
    holder = get_object_or_404(holders, pk=holder_id)
    form = IssueForm(request.POST or None, client=holder.client)
    return _ask(
        request,
        form,
        f"Certificate for {holder}",
        holder.client,
        lambda **asked: services.issue_certificate(holder=holder, **asked),
    )


@requires("policies.view")
def certificate_page(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """An issued copy as it went out."""
    copies = Certificate.objects.visible_to(request.user)
    copies = copies.select_related("client", "issued_by", "void__by")
    certificate = get_object_or_404(copies, pk=certificate_id)
    return render(request, "certificates/page.html", {"certificate": certificate})


@requires("clients.write")
def certificate_void(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Make an issued copy void."""
    copies = Certificate.objects.visible_to(request.user).select_related("client")
    copy = get_object_or_404(copies, pk=certificate_id)
    return _ask(
        request,
        VoidForm(request.POST or None),
        f"Make certificate {copy.number} void",
        copy.client,
        lambda **asked: services.void_certificate(certificate=copy, **asked),
    )


@requires("clients.write")
def claim_value(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Add a valuation to a claim."""
    claims = Claim.objects.visible_to(request.user).select_related("client")
    claim = get_object_or_404(claims, pk=claim_id)
    return _ask(
        request,
        ValuationForm(request.POST or None),
        f"Valuation of {claim}",
        claim.client,
        lambda **asked: services.value_claim(claim=claim, **asked),
    )
