"""Forms of people and teams."""

from typing import Any

from django import forms

from teams.people.models import Team, User
from teams.people.querysets import teams_seen_by
from teams.people.services import FIELDS, TEAM_FIELDS


class PersonForm(forms.ModelForm):
    """Who somebody is, what they may do, and whose clients they see."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    teams = forms.ModelMultipleChoiceField(
        queryset=Team.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = User
        fields = FIELDS
        labels = {"email": "E-mail", "is_active": "Works here"}
        help_texts = {
            "role": "What it may do stands in the table under Teams.",
            "code": "As the agency system writes it in its exports.",
            "is_active": "Only who works here signs in, is given work and is sent reports.",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        if self.instance.pk:
            self.fields["teams"].initial = self.instance.teams.all()
        self.order_fields(["name", "email", "role", "phone", "code", "teams", "is_active"])


class TeamForm(forms.ModelForm):
    """A team and the department it stands in."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    class Meta:
        model = Team
        fields = TEAM_FIELDS
        help_texts = {"department": "A department’s manager sees the clients of all its teams."}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version


def offer_teams(field: forms.ModelChoiceField, user: User) -> None:
    """Let the teams whose clients `user` sees be chosen; where there is none, say who adds one."""
    seen = teams_seen_by(user)
    field.queryset = Team.objects.all() if seen is None else seen.distinct()
    if not field.queryset.exists():
        field.help_text = (
            "There is no team to choose yet. A system administrator or the principal adds it, "
            "under Teams."
        )
