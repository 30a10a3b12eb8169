"""Forms of documents: asking for one, delivering it, and the letterhead."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.clients.models import Tier
from config.lib.dates import parse_month
from config.lib.errors import DomainError
from config.lib.forms import DayInput
from reports.documents.batches import CHOICES
from reports.documents.colors import READABLE, on_white
from reports.documents.logo import small_picture
from reports.documents.models import COLOR, Channel, Letterhead
from reports.documents.narratives import LONGEST
from reports.documents.registry import Kind, Option
from reports.documents.subjects import MONTH
from teams.history.forms import EditForm
from teams.people.models import User


class AskForm(forms.Form):
    """As of when, about which record, with which options. Asked by GET for the preview too."""

    as_of = forms.DateField(label="As of", widget=DayInput(), required=False)

    def __init__(self, *args: Any, kind: Kind, client: Any, by: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.client = client
        self.fields["as_of"].initial = timezone.localdate()
        if client is not None and kind.about.choices:
            found = kind.about.choices(client)
            self.fields["subject"] = forms.ChoiceField(label=kind.about.label, choices=found)
            self.fields["subject"].initial = found[0][0] if found else None
        elif kind.about is MONTH:
            self.fields["subject"] = forms.CharField(
                label="Month",
                initial=f"{timezone.localdate():%Y-%m}",
                widget=forms.TextInput(attrs={"type": "month"}),
            )
        self.options = [o for o in kind.options if not o.rule or by.may(o.rule)]
        for option in self.options:
            self.fields[option.name] = option_field(option)

    @property
    def nothing(self) -> bool:
        """Whether the client has nothing yet that such a document is about."""
        subject = self.fields.get("subject")
        return isinstance(subject, forms.ChoiceField) and not subject.choices

    def first_subject(self) -> str:
        """The key of what the document is about while nothing was chosen."""
        if "subject" in self.fields:
            return self.fields["subject"].initial or ""
        return str(self.client.pk) if self.client else ""

    def asked(self) -> dict[str, Any]:
        """What `request_document` takes, from a valid form."""
        found = dict(self.cleaned_data)
        return {
            "as_of": found.pop("as_of", None),
            "subject": found.pop("subject", None),
            "params": {o.name: option_value(o, found[o.name]) for o in self.options},
        }


def option_field(option: Option) -> forms.Field:
    """The form field of an option, never required."""
    shared: dict[str, Any] = {
        "label": option.label,
        "initial": option.default,
        "help_text": option.help,
        "required": False,
    }
    if option.choices:
        return forms.ChoiceField(choices=option.choices, **shared)
    if isinstance(option.default, bool):
        return forms.BooleanField(**shared)
    if isinstance(option.default, int):
        return forms.IntegerField(min_value=0, max_value=10**9, **shared)
    return forms.CharField(max_length=1000, **shared)


def option_value(option: Option, value: Any) -> Any:
    """What was chosen in its field, or the default where nothing was."""
    return option.default if value in (None, "") and not isinstance(option.default, bool) else value


class DeliverForm(forms.Form):
    """To whom, how and when; for an e-mail what it says."""

    channel = forms.ChoiceField(label="How", choices=Channel.choices)
    recipient = forms.CharField(label="To (name)", max_length=160)
    address = forms.CharField(
        label="E-mail or postal address", max_length=300, required=False,
        help_text="By post the client's address on file, unless another is said.",
    )  # fmt: skip
    delivered_on = forms.DateField(
        label="Given or posted on", widget=DayInput(), required=False,
        help_text="Not for e-mail: that leaves at once.",
    )  # fmt: skip
    subject = forms.CharField(label="Subject of the e-mail", max_length=200, required=False)
    message = forms.CharField(
        label="Message of the e-mail", required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Your name and the license numbers are put under it.",
    )  # fmt: skip
    note = forms.CharField(max_length=300, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, postal: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.postal = postal
        if not postal:
            self.fields["address"].help_text = ""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        suggested = found.get("address") in ("", self.initial.get("address"))
        if found.get("channel") == Channel.POST and suggested:
            found["address"] = self.postal
        if found.get("channel") == Channel.EMAIL and found.get("address"):
            try:
                found["address"] = forms.EmailField().clean(found["address"])
            except forms.ValidationError:
                self.add_error("address", "This is no e-mail address.")
        return found


class NarrativeForm(forms.Form):
    """The words of every section of a kind, each with the version it was opened with."""

    def __init__(self, *args: Any, kind: Kind, client: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.sections = [name for name, _ in kind.sections]
        kept = {row.section: row for row in client.narratives.filter(kind=kind.name)}
        for name, label in kind.sections:
            row = kept.get(name)
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=LONGEST,
                initial=row.text if row else "", widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip
            self.fields[f"version-{name}"] = forms.IntegerField(
                initial=row.version if row else 0, widget=forms.HiddenInput
            )

    def texts(self) -> dict[str, tuple[str, int]]:
        """What `write_narratives` takes, from a valid form."""
        found = self.cleaned_data
        return {name: (found[name], found[f"version-{name}"]) for name in self.sections}

    def take_versions(self, client: Any, kind: Kind) -> None:
        """Know the present versions, so that saving again is a decision with both in sight."""
        self.data = self.data.copy()
        for row in client.narratives.filter(kind=kind.name):
            self.data[f"version-{row.section}"] = str(row.version)


class BounceForm(forms.Form):
    """What a returned e-mail says."""

    reason = forms.CharField(label="What the returned e-mail says", max_length=300)
    lasting = forms.BooleanField(
        label="Nothing more goes to this address until it is cleared", required=False, initial=True
    )


class LetterheadForm(EditForm):
    """Who we are on paper."""

    logo = forms.FileField(
        required=False, help_text="PNG or JPEG, up to 2 MB; it is made small enough for paper.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )  # fmt: skip

    class Meta:
        model = Letterhead
        fields = [
            "name", "license", "address", "remit_to", "phone", "email", "website", "brand",
            "accent", "footnote", "logo",
        ]  # fmt: skip
        widgets = {
            "brand": forms.TextInput(attrs={"type": "color"}),
            "accent": forms.TextInput(attrs={"type": "color"}),
        }

    def clean_license(self) -> str:
        found = self.cleaned_data["license"].strip()
        if not found:
            raise forms.ValidationError("The law asks for it on every document (CIC 1725.5).")
        return found

    def clean_brand(self) -> str:
        color = self.cleaned_data["brand"]
        if COLOR.regex.match(color) and on_white(color) < READABLE:
            raise forms.ValidationError(
                "This color is too light: headings in it could not be read on white paper."
            )
        return color

    def clean_logo(self) -> Any:
        upload = self.files.get("logo")
        if upload is None:
            return self.instance.logo.name
        try:
            return default_storage.save("letterhead/logo.png", small_picture(upload))
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class BatchForm(forms.Form):
    """For whom many documents are made, and as what."""

    choice = forms.ChoiceField(
        label="What", choices=[(choice.name, choice.label) for choice in CHOICES.values()]
    )
    month = forms.CharField(
        label="Renewing in", required=False, widget=forms.TextInput(attrs={"type": "month"}),
        help_text="Not for statements.",
    )  # fmt: skip
    tier = forms.ModelChoiceField(Tier.objects.all(), required=False, empty_label="Every tier")
    together = forms.ChoiceField(
        label="As", choices=[("pdf", "one PDF of all"), ("zip", "a zip with one PDF each")]
    )
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_month(self) -> date:
        try:
            given = self.cleaned_data["month"]
            return parse_month(given) if given else timezone.localdate()
        except ValueError as error:
            raise forms.ValidationError(f"{error}; write it as 2026-10.") from error


class BatchDeliverForm(forms.Form):
    """What the e-mails of a batch say."""

    message = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    nonce = forms.CharField(widget=forms.HiddenInput, max_length=40)


class WordTemplateForm(forms.Form):
    """A Word file to use from now on."""

    file = forms.FileField(label="Word template (.docx)")
