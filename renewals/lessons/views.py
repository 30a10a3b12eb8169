"""The lessons of a placement."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.carriers.models import Carrier
from config.lib.forms import carried_out
from renewals.lessons.experience import experience_with, notes_about
from renewals.lessons.models import CarrierNote, Lesson
from renewals.lessons.services import carriers_of, write_lessons
from renewals.placements.frame import placement_part, placement_section
from teams.access.views import requires

EARLIER = 12


class LessonForm(forms.Form):
    """What decided it, what was learned, and how each carrier did."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    because = forms.ChoiceField(choices=Lesson.Because, label="What decided it")
    lessons = forms.CharField(
        max_length=2000, widget=forms.Textarea({"rows": 4}),
        label="What to do again, and what otherwise",
    )  # fmt: skip

    def __init__(self, *args: Any, carriers: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.carriers = carriers
        for carrier in carriers:
            grades = [("", "–"), *CarrierNote.Grade.choices]
            self.fields[f"grade_{carrier.pk}"] = forms.ChoiceField(
                choices=grades, required=False, label=str(carrier)
            )
            self.fields[f"text_{carrier.pk}"] = forms.CharField(
                max_length=500, required=False, label=f"About {carrier}"
            )

    def notes(self) -> dict[int, tuple[str, str]]:
        """Carrier id → grade and words, from a valid form."""
        said = self.cleaned_data
        return {c.pk: (said[f"grade_{c.pk}"], said[f"text_{c.pk}"]) for c in self.carriers}


def _beginning(placement: Any) -> dict[str, Any]:
    lesson = Lesson.objects.filter(placement=placement).first()
    first = {"version": placement.version, "lessons": placement.lessons}
    if lesson:
        first["because"] = lesson.because
    for note in placement.carrier_notes.all():
        first |= {f"grade_{note.carrier_id}": note.grade, f"text_{note.carrier_id}": note.text}
    return first


@requires("policies.view")
def carrier_experience(request: HttpRequest, carrier_id: int) -> HttpResponse:
    """How the house fared with a carrier by line; a part of the carrier's page."""
    user: Any = request.user
    carrier = get_object_or_404(Carrier.objects.visible_to(user), pk=carrier_id)  # type: ignore[attr-defined]
    context = {
        "carrier": carrier, "lines": experience_with(carrier, user),
        "notes": notes_about(carrier, user),
    }  # fmt: skip
    template = "lessons/carrier.html" if request.htmx else "lessons/carrier_page.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@placement_section("Lessons", url_name="placement-lessons", rule="policies.view", order=90)
def placement_lessons(request: HttpRequest, placement: Any) -> HttpResponse:
    """What the placement taught, and what was noted of its carriers before."""
    user: Any = request.user
    carriers = carriers_of(placement)
    form = LessonForm(request.POST or None, carriers=carriers, initial=_beginning(placement))

    def act() -> None:
        said = {name: form.cleaned_data[name] for name in ("version", "because", "lessons")}
        write_lessons(placement=placement, by=user, notes=form.notes(), **said)

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, "Lessons kept.")
        return redirect("placement-lessons", placement.pk)
    earlier = CarrierNote.objects.visible_to(user).filter(carrier__in=carriers)
    rows = earlier.exclude(placement=placement).select_related("carrier", "placement__client")
    context = {
        "form": form,
        "pairs": [(c, form[f"grade_{c.pk}"], form[f"text_{c.pk}"]) for c in carriers],
        "earlier": rows[:EARLIER],
    }
    status = 422 if form.is_bound else 200
    return placement_part(request, placement, "lessons/section.html", context, status=status)
