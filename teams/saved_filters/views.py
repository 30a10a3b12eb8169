"""Keeping a list's filter and forgetting it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from teams.access.views import requires
from teams.saved_filters.models import SavedFilter
from teams.saved_filters.services import forget_filter, keep_filter


@require_POST
@requires("home.view")
def filter_keep(request: HttpRequest) -> HttpResponse:
    """Keep the filter that is shown."""
    row = keep_filter(
        place=request.POST.get("place", ""), name=request.POST.get("name", ""),
        query=request.POST.get("query", ""), shared="shared" in request.POST, by=request.user,
    )  # fmt: skip
    messages.success(request, f"“{row}” is kept above the list.")
    return redirect(f"{reverse(row.place)}?{row.query}")


@require_POST
@requires("home.view")
def filter_forget(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Forget a filter of one's own."""
    row = get_object_or_404(SavedFilter.objects.visible_to(request.user), pk=saved_id)
    place = row.place
    forget_filter(saved=row, by=request.user)
    messages.success(request, "The filter is forgotten.")
    return redirect(place)
