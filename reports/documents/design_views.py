"""What documents look like: the letterhead and the Word templates."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from config.lib.errors import DomainError
from reports.documents.downloads import DOCX
from reports.documents.forms import LetterheadForm, WordTemplateForm
from reports.documents.models import Letterhead, WordTemplate
from reports.documents.registry import Kind, kinds_for
from reports.documents.views import kind_of
from reports.documents.word import template_of
from reports.documents.word_templates import fields_of, replace_template, restore_template
from teams.access.views import requires
from teams.history.editing import edit_record


@requires("documents.design")
def letterhead_edit(request: HttpRequest) -> HttpResponse:
    """Who we are on paper: name, license, colors, logo."""
    head = get_object_or_404(Letterhead)
    form = LetterheadForm(request.POST or None, request.FILES or None, instance=head)
    return edit_record(request, form, title="Letterhead", back=reverse("word-templates"))


@requires("documents.design")
def word_templates(request: HttpRequest) -> HttpResponse:
    """The Word templates in use, and the letterhead."""
    own: dict[str, Any] = {}
    for row in WordTemplate.objects.select_related("by").order_by("pk"):
        own[row.kind] = row
    kinds = [k for k in kinds_for(request.user, of_client=True) if k.word]
    context = {
        "kinds": [(kind, own.get(kind.name)) for kind in kinds],
        "head": Letterhead.objects.first(),
    }
    return render(request, "documents/templates.html", context)


@requires("documents.design")
def word_template(request: HttpRequest, letter: str) -> HttpResponse:
    """Put another Word template into use for a kind."""
    found = _word_kind(request, letter)
    form = WordTemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            replace_template(kind=found, upload=form.cleaned_data["file"], by=request.user)
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            messages.success(request, f"The template of {found.label.lower()} is in use.")
            return redirect("word-templates")
    own = WordTemplate.objects.filter(kind=found.name).select_related("by").first()
    context = {"kind": found, "form": form, "own": own, "fields": fields_of(found)}
    return render(request, "documents/template.html", context, status=422 if form.errors else 200)


@require_POST
@requires("documents.design")
def word_template_restore(request: HttpRequest, letter: str) -> HttpResponse:
    """Use the house's own template of a kind again."""
    found = _word_kind(request, letter)
    restore_template(kind=found, by=request.user)
    messages.success(request, f"The house’s own template of {found.label.lower()} is in use.")
    return redirect("word-templates")


@requires("documents.design")
def word_template_file(request: HttpRequest, letter: str) -> HttpResponse:
    """The template in use, to be changed in Word."""
    found = _word_kind(request, letter)
    response = HttpResponse(template_of(found), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{found.name}-template.docx"'
    return response


def _word_kind(request: HttpRequest, name: str) -> Kind:
    kind = kind_of(request, name, of_client=True)
    if kind.word is None:
        raise Http404
    return kind
