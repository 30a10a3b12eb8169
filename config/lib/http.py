"""Small pieces of request handling that every page shares."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from config.lib.errors import DomainError


class PrivatePagesMiddleware:
    """Signed-in pages are never kept by a browser or a proxy (ASVS 14.3.2)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store, private"
        return response


class DomainErrorMiddleware:
    """A DomainError that a view did not place at a field becomes a plain sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if getattr(request, "htmx", False):
            return HttpResponse(error.message, status=422, content_type="text/plain; charset=utf-8")
        back = request.META.get("HTTP_REFERER", "")
        if request.method == "POST" and url_has_allowed_host_and_scheme(
            back, {request.get_host()}, require_https=request.is_secure()
        ):
            messages.error(request, error.message)
            return HttpResponseRedirect(back)
        return render(request, "errors/refused.html", {"sentence": error.message}, status=422)


def undoable(request: HttpRequest, words: str, url: str) -> None:
    """Say what was done, with a button that posts to `url` and takes it back."""
    messages.success(request, words, extra_tags=f"undo:{url}")


def safe_next(request: HttpRequest, default: str) -> str:
    """The address the form asked to return to, if it is one of ours, else `default`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        return target
    return default
