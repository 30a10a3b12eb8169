"""Profiles of people, what runs out, and the feed the team learns from."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from config.lib.errors import DomainError
from teams.access.views import requires
from teams.development.credentials import credentials, educations
from teams.development.forms import (
    BulletinForm,
    CourseForm,
    DesignationForm,
    DrivingForm,
    EducationRuleForm,
    LicenseForm,
)
from teams.development.models import (
    Bulletin,
    Course,
    Designation,
    DrivingLicense,
    EducationRule,
)
from teams.development.services import mark_bulletin_read, post_bulletin
from teams.history.editing import edit_record
from teams.people.licensing import why_not_licensed
from teams.people.models import License, User

KINDS: dict[str, tuple[type[models.Model], Any, str]] = {
    "license": (License, LicenseForm, "License"),
    "course": (Course, CourseForm, "Course"),
    "designation": (Designation, DesignationForm, "Designation"),
    "driving": (DrivingLicense, DrivingForm, "Driver’s license"),
}
SHOWN = 60


def _person(request: HttpRequest, person_id: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=person_id)


@requires("people.view")
def person_page(request: HttpRequest, person_id: int) -> HttpResponse:
    """A colleague: teams and licenses; education and papers for oneself and those who keep them."""
    person, today = _person(request, person_id), timezone.localdate()
    keeps = User.objects.managed_by(request.user).filter(pk=person.pk).exists()
    private = person == request.user or keeps
    licenses = list(person.licenses.order_by("state", "kind"))
    for license in licenses:
        license.now = license.status(today)
    context: dict[str, Any] = {
        "person": person, "today": today, "licenses": licenses, "private": private, "keeps": keeps,
        "unlicensed": why_not_licensed(person, today) if person.may("clients.write") else "",
        "teams": person.teams.all(),
    }  # fmt: skip
    if private:
        context |= {
            "learned": [found for _, _, found in educations([person.pk], today)],
            "courses": person.courses.all()[:SHOWN],
            "designations": person.designations.select_related("kind"),
            "driving": DrivingLicense.objects.filter(user=person).first(),
            "ends": credentials([person], today),
        }
    return render(request, "development/person.html", context)


@requires("people.manage")
def credential_new(request: HttpRequest, person_id: int, held: str) -> HttpResponse:
    """Enter a license, course, designation or driver's license of somebody."""
    person = _person(request, person_id)
    _check_keeper(request.user, person)
    model, form, label = _kind(held)
    draft: Any = model(user=person)
    bound = form(request.POST or None, instance=draft)
    title = f"{label} of {person}"
    return edit_record(request, bound, title=title, back=f"/teams/people/{person_id}/")


@requires("home.view")
def course_new(request: HttpRequest) -> HttpResponse:
    """Enter a course one has completed oneself."""
    form = CourseForm(request.POST or None, instance=Course(user=request.user))
    return edit_record(
        request, form, title="A course I completed", back=f"/teams/people/{request.user.pk}/"
    )


@requires("people.manage")
def credential_edit(request: HttpRequest, held: str, held_id: int) -> HttpResponse:
    """Change what is on file."""
    model, form, label = _kind(held)
    row: Any = get_object_or_404(
        model._default_manager.visible_to(request.user).select_related("user"), pk=held_id
    )
    _check_keeper(request.user, row.user)
    bound = form(request.POST or None, instance=row)
    title = f"{label} of {row.user}"
    return edit_record(request, bound, title=title, back=f"/teams/people/{row.user_id}/")


def _check_keeper(user: User, person: User) -> None:
    if not User.objects.managed_by(user).filter(pk=person.pk).exists():
        raise DomainError(f"{person} is not in your departments; who manages theirs keeps this.")


def _kind(held: str) -> tuple[type[models.Model], Any, str]:
    if held not in KINDS:
        raise Http404
    return KINDS[held]


@requires("people.manage")
def credential_list(request: HttpRequest) -> HttpResponse:
    """What runs out next for everybody, and who may not do licensed work today."""
    today = timezone.localdate()
    people = list(User.objects.active().managed_by(request.user).prefetch_related("licenses"))
    names = {person.pk: person for person in people}
    rows = [
        {"person": names[c.user], "words": c.words, "on": c.ends_on,
         "left": (c.ends_on - today).days}
        for c in credentials(people, today)
    ]  # fmt: skip
    without = [person for person in people if not _licensed(person, today)]
    context = {
        "rows": rows, "today": today, "without": without,
        "rules": EducationRule.objects.visible_to(request.user),
    }  # fmt: skip
    return render(request, "development/credentials.html", context)


def _licensed(person: User, on: date) -> bool:
    """From the licenses fetched already: whether one of them is active."""
    return any(license.status(on) == "Active" for license in person.licenses.all())


@requires("house.manage")
def education_rule(request: HttpRequest, education_id: int | None = None) -> HttpResponse:
    """Enter or change what a kind of license asks for."""
    rules = EducationRule.objects.visible_to(request.user)
    rule = get_object_or_404(rules, pk=education_id) if education_id else EducationRule()
    form = EducationRuleForm(request.POST or None, instance=rule)
    return edit_record(request, form, title="Continuing education", back="/teams/credentials/")


@requires("people.view")
def feed(request: HttpRequest) -> HttpResponse:
    """Bulletins for one's teams and for everybody, the latest first."""
    found = Bulletin.objects.visible_to(request.user).with_read(request.user)
    topic = request.GET.get("topic", "")
    if topic:
        found = found.filter(topic=topic)
    context = {
        "bulletins": found.select_related("posted_by", "team")[:SHOWN],
        "topics": Bulletin.Topic.choices, "topic": topic,
    }  # fmt: skip
    return render(request, "development/feed.html", context)


@requires("people.manage")
def bulletin_new(request: HttpRequest) -> HttpResponse:
    """Post something the team should know."""
    form = BulletinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        post_bulletin(bulletin=form.save(commit=False), by=request.user)
        messages.success(request, "Posted.")
        return redirect("team-feed")
    context = {
        "form": form, "title": "New bulletin", "back": "/teams/feed/",
        "action": request.get_full_path(),
    }  # fmt: skip
    return render(request, "edits/page.html", context, status=422 if form.is_bound else 200)


@require_POST
@requires("people.view")
def bulletin_read(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Say that one has read it."""
    bulletin = get_object_or_404(Bulletin.objects.visible_to(request.user), pk=bulletin_id)
    mark_bulletin_read(bulletin=bulletin, by=request.user)
    return redirect(f"/teams/feed/#bulletin-{bulletin.pk}")


@requires("people.view")
def bulletin_readers(request: HttpRequest, bulletin_id: int) -> HttpResponse:
    """Who has read a bulletin, and who has not."""
    bulletin = get_object_or_404(Bulletin.objects.visible_to(request.user), pk=bulletin_id)
    people = User.objects.active()
    if bulletin.team_id:
        people = people.filter(memberships__team=bulletin.team_id)
    reads = list(bulletin.reads.select_related("user"))
    done = {read.user_id for read in reads}
    context = {
        "bulletin": bulletin, "reads": reads, "open": [p for p in people if p.pk not in done],
    }  # fmt: skip
    return render(request, "development/readers.html", context)
