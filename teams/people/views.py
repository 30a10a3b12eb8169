"""Signing in and out, appearance, teams, and the pages for when something is refused."""

from django.contrib import messages
from django.contrib.auth import views as auth
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from config.lib.forms import carried_out
from config.lib.http import safe_next
from teams.access.roles import GRANTS, RULES, Role
from teams.access.views import public, requires
from teams.people.forms import PersonForm, TeamForm
from teams.people.models import Team, User
from teams.people.services import invite, save_person, save_team

login = public("people sign in here")(auth.LoginView.as_view(redirect_authenticated_user=True))
logout = public("signing out needs no right")(auth.LogoutView.as_view(next_page="login"))

password_set = public("people choose their password by the link that was sent to them")(
    auth.PasswordResetConfirmView.as_view(
        template_name="registration/password_set.html", success_url=reverse_lazy("login")
    )
)
password_change = requires("home.view")(
    auth.PasswordChangeView.as_view(
        template_name="registration/password_change.html", success_url=reverse_lazy("home")
    )
)


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
    left = User.objects.filter(is_active=False).prefetch_related("licenses")
    context = {
        "teams": teams, "roles": table, "rules": RULES, "without": without,
        "left": left if request.user.may("people.appoint") else [],
    }  # fmt: skip
    return render(request, "teams/list.html", context)


@requires("people.appoint")
def team_edit(request: HttpRequest, team_id: int | None = None) -> HttpResponse:
    """Add a team, or rename one."""
    teams = Team.objects.visible_to(request.user)
    team = get_object_or_404(teams, pk=team_id) if team_id else Team()
    name = str(team)
    form = TeamForm(request.POST or None, instance=team)
    if request.method == "POST" and carried_out(
        form, lambda: save_team(team=team, opened_with=form.cleaned_data["version"])
    ):
        messages.success(request, f"{team} is kept.")
        return redirect("team-list")
    return _form_page(request, form, name or "New team", reverse("team-list"))


@requires("people.appoint")
def person_edit(request: HttpRequest, person_id: int | None = None) -> HttpResponse:
    """Add a person, or change who somebody is here."""
    person = _person(request, person_id) if person_id else User()
    name, back = str(person), person_url(person) if person_id else reverse("team-list")
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and carried_out(
        form,
        lambda: save_person(
            person=person,
            teams=form.cleaned_data["teams"],
            by=request.user,
            opened_with=form.cleaned_data["version"],
        ),
    ):
        told = "" if person_id or not person.is_active else " A link to choose a password is sent."
        messages.success(request, f"{person} is kept.{told}")
        return redirect(person_url(person))
    return _form_page(request, form, name or "New person", back)


@require_POST
@requires("people.appoint")
def person_invite(request: HttpRequest, person_id: int) -> HttpResponse:
    """Send somebody a new link to choose a password with."""
    person = _person(request, person_id)
    invite(person=person, by=request.user)
    messages.success(request, f"A link to choose a password is on its way to {person.email}.")
    return redirect(person_url(person))


def _person(request: HttpRequest, person_id: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=person_id)


def person_url(person: User) -> str:
    """The address of somebody's profile."""
    return reverse("person-page", args=[person.pk])


def _form_page(request: HttpRequest, form: ModelForm, title: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "edits/page.html", context, status=422 if form.errors else 200)


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
