"""How and when notices reach somebody by e-mail."""

from typing import Any

from django import forms

from teams.notifications.catalogue import KINDS, Delivery
from teams.notifications.models import NoticePreference, NoticeSettings
from teams.people.models import User

CLOCK = forms.TimeInput({"type": "time"}, format="%H:%M")


class NoticeForm(forms.Form):
    """A delivery for each kind, the quiet hours, and the hour of the daily digest."""

    daily_at = forms.TimeField(label="The daily digest leaves at", widget=CLOCK)
    quiet_from = forms.TimeField(label="No e-mail from", required=False, widget=CLOCK)
    quiet_until = forms.TimeField(
        label="until", required=False, widget=CLOCK,
        help_text="May run over midnight. What comes up meanwhile leaves afterwards.",
    )  # fmt: skip
    closed_days = forms.BooleanField(
        label="Also on days on which the office is closed", required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        own = NoticeSettings.objects.filter(user=user).first() or NoticeSettings(user=user)
        kwargs["initial"] = {name: getattr(own, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        wishes = dict(NoticePreference.objects.filter(user=user).values_list("kind", "delivery"))
        for name, kind in KINDS.items():
            self.fields[f"kind-{name}"] = forms.ChoiceField(
                label=kind.label, choices=Delivery, initial=wishes.get(name, kind.usual)
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("quiet_from")) != bool(found.get("quiet_until")):
            self.add_error("quiet_until", "Quiet hours need a beginning and an end.")
        return found

    def deliveries(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"kind-{name}"] for name in KINDS}

    def quiet(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.base_fields}
