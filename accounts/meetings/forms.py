"""What is said about a meeting: when, where, who; its agenda, minutes and what follows."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from accounts.clients.models import Client
from accounts.clients.picking import ClientField
from accounts.clients.querysets import people_who_see
from accounts.contacts.models import Contact
from accounts.meetings.models import Meeting, MeetingKind
from accounts.meetings.services import Guest
from config.lib.forms import DayInput
from teams.history.records import RecordForm
from teams.people.models import User

MOMENT = {"type": "datetime-local"}


class MomentField(forms.DateTimeField):
    """A moment of the office's clock, chosen in the browser's own calendar."""

    def __init__(self, **kwargs: Any):
        widget = forms.DateTimeInput(MOMENT, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)


class MeetingForm(forms.Form):
    """A meeting about `client`, or about none."""

    kind = forms.ModelChoiceField(queryset=MeetingKind.objects.filter(active=True), label="Kind")
    starts_at = MomentField(label="Begins")
    ends_at = MomentField(label="Ends", required=False, help_text="Empty: the kind’s usual length.")
    place = forms.CharField(max_length=200, required=False)
    travel = forms.CharField(
        max_length=300, required=False, help_text="How one gets there, nights away."
    )
    goal = forms.CharField(max_length=300, required=False, label="What it is to reach")
    colleagues = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    contacts = forms.ModelMultipleChoiceField(
        queryset=Contact.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        label="Contacts of the client",
    )  # fmt: skip
    others = forms.CharField(
        required=False, max_length=2000, label="Others from outside",
        widget=forms.Textarea({"rows": 2}), help_text="A line each: Name <address>.",
    )  # fmt: skip

    def __init__(self, *args: Any, client: Client | None, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].queryset = MeetingKind.objects.filter(
            active=True, with_client=client is not None
        )
        people = people_who_see(client) if client else User.objects.active()
        fields["colleagues"].queryset = people.exclude(pk=user.pk).order_by("name")
        if client is None:
            del fields["contacts"]
        else:
            fields["contacts"].queryset = client.contacts.all()

    def clean_others(self) -> list[Guest]:
        guests = []
        for line in self.cleaned_data["others"].splitlines():
            name, _, address = line.strip().partition("<")
            address = address.strip().rstrip(">").strip()
            if address:
                try:
                    validate_email(address)
                except ValidationError:
                    raise ValidationError(f"“{address}” is no e-mail address.") from None
            if name.strip():
                guests.append(Guest(name.strip(), address))
            elif address:
                raise ValidationError(f"Write the name before “{address}”.")
        return guests

    def values(self) -> dict[str, Any]:
        """What the services take."""
        data = self.cleaned_data
        kind, starts_at = data.get("kind"), data["starts_at"]
        length = timedelta(minutes=kind.minutes if kind else 60)
        contacts = [Guest(c.name, c.email, c) for c in data.get("contacts", ())]
        return {
            "starts_at": starts_at, "ends_at": data["ends_at"] or starts_at + length,
            "place": data["place"], "travel": data["travel"], "goal": data["goal"],
            "colleagues": data["colleagues"], "guests": [*contacts, *data["others"]],
        }  # fmt: skip


class ChangeForm(MeetingForm):
    """A planned meeting at other times, or with other people."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, meeting: Meeting, user: User, **kwargs: Any):
        asked = list(meeting.attendees.all())
        outside = [a for a in asked if a.user_id is None and a.contact_id is None]
        kwargs["initial"] = {
            "starts_at": timezone.localtime(meeting.starts_at),
            "ends_at": timezone.localtime(meeting.ends_at), "place": meeting.place,
            "travel": meeting.travel, "goal": meeting.goal, "version": meeting.version,
            "colleagues": [a.user_id for a in asked if a.user_id],
            "contacts": [a.contact_id for a in asked if a.contact_id],
            "others": "\n".join(f"{a.name} <{a.email}>" if a.email else a.name for a in outside),
        }  # fmt: skip
        super().__init__(*args, client=meeting.client, user=meeting.organizer, **kwargs)
        del self.fields["kind"]


class CancelForm(forms.Form):
    why = forms.CharField(max_length=300, label="Why it does not take place")


class AgendaForm(forms.Form):
    """The whole agenda as text: a point begins with “# ”, what stands below it belongs to it."""

    agenda = forms.CharField(
        max_length=20000, widget=forms.Textarea({"rows": 24, "class": "code"}),
        help_text="A point begins with “# ”; what stands below it belongs to it.",
    )  # fmt: skip

    def points(self) -> list[tuple[str, str]]:
        """(heading, text) of each point."""
        found: list[tuple[str, list[str]]] = []
        for line in self.cleaned_data["agenda"].splitlines():
            if line.startswith("#"):
                found.append((line.lstrip("#").strip(), []))
            elif found:
                found[-1][1].append(line)
            elif line.strip():
                found.append((line.strip(), []))
        return [(heading, "\n".join(lines).strip()) for heading, lines in found]

    @staticmethod
    def text_of(meeting: Meeting) -> str:
        """The agenda as it is edited."""
        return "\n\n".join(f"# {i.heading}\n{i.text}".rstrip() for i in meeting.agenda.all())


class MinutesForm(forms.Form):
    minutes = forms.CharField(
        max_length=20000, widget=forms.Textarea({"rows": 10}),
        help_text="@Name tells a colleague who may see the client.",
    )  # fmt: skip
    came = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Who came"
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any):
        asked = list(meeting.attendees.all())
        kwargs["initial"] = {
            "minutes": meeting.minutes,
            "came": [str(a.pk) for a in asked if a.came is not False],
        }
        super().__init__(*args, **kwargs)
        self.fields["came"].choices = [(str(a.pk), a.name) for a in asked]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    text = forms.CharField(max_length=500, label="What was decided")


class ActionForm(forms.Form):
    subject = forms.CharField(max_length=200, label="What is to be done")
    owner = forms.ModelChoiceField(queryset=User.objects.none(), label="By whom")
    due_on = forms.DateField(label="Until", widget=DayInput)

    def __init__(self, *args: Any, meeting: Meeting, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        people = people_who_see(meeting.client) if meeting.client else User.objects.active()
        fields["owner"].queryset = people.order_by("name")
        if meeting.client is None:
            fields["client"] = ClientField(label="About which client")
            fields["client"].user = user


class KindForm(RecordForm):
    """A kind of meeting and its agenda."""

    class Meta:
        model = MeetingKind
        fields = ["code", "name", "deliverable", "internal", "with_client", "travel", "minutes",
                  "agenda", "active"]  # fmt: skip
        widgets = {"agenda": forms.Textarea({"rows": 12})}
