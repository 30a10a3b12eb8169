"""Signing in and out, appearance, teams, and the pages for when something is refused."""

from django.contrib import messages
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from config.lib.http import safe_next
from teams.access.roles import GRANTS, RULES, Role
from teams.access.views import public, requires
from teams.people.models import Team, User

login = public("people sign in here")(auth.LoginView.as_view(redirect_authenticated_user=True))
logout = public("signing out needs no right")(auth.LogoutView.as_view(next_page="login"))


@require_POST
@requires("home.view")
def appearance(request: HttpRequest) -> HttpResponse:
    """Remember how this person wants the pages to look and the keys to work."""
    user: User = request.user
    theme, shortcuts = request.POST.get("theme"), request.POST.get("shortcuts")
    if theme in ("auto", "light", "dark"):
        user.theme = theme
    if shortcuts in ("on", "off"):
        user.shortcuts = shortcuts == "on"
    user.save(update_fields=["theme", "shortcuts"])
    messages.success(request, "Saved.")
    return redirect(safe_next(request, "home"))


@requires("people.view")
def team_list(request: HttpRequest) -> HttpResponse:
    """Teams, their people, and the table of roles."""
    teams = Team.objects.prefetch_related("people__licenses")
    table = [
        {"role": role.label, "scope": GRANTS[role].scope, "rules": sorted(GRANTS[role].rules)}
        for role in Role
    ]
    without = User.objects.active().filter(memberships=None).prefetch_related("licenses")
    context = {"teams": teams, "roles": table, "rules": RULES, "without": without}
    return render(request, "teams/list.html", context)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but not allowed."""
    sentence = str(exception) or "Your role may not open this page."
    return render(request, "errors/refused.html", {"sentence": sentence}, status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this person to know of."""
    return render(request, "errors/missing.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault, said without a database."""
    return HttpResponse(
        "<!doctype html><title>Steward</title><p>Steward could not do this. Nothing was saved. "
        f"Please try again; the request id is {getattr(request, 'id', 'not known')}.</p>",
        status=500,
    )
