"""Global search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.search.querysets import search as find
from teams.access.views import requires


@requires("home.view")
def search(request: HttpRequest) -> HttpResponse:
    """Hits for ?q=: a fragment under the search box, or a page of its own."""
    text = request.GET.get("q", "")[:80]
    template = "search/found.html" if request.htmx else "search/page.html"
    found = find(request.user, text, limit=6 if request.htmx else 25)
    return render(request, template, {"q": text, "found": found})
