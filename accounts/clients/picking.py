"""Choosing a client in a form: found while typing, by code, name or a part of the name."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.clients.models import Client

if TYPE_CHECKING:
    from teams.people.models import User


def choice_of(client: Client) -> str:
    """How a client stands in the list: its name, and its code behind it."""
    return f"{client.name} · {client.code}" if client.code else client.name


class ClientInput(forms.TextInput):
    """An input with the browser's own list, filled while one types."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        listed = f"{(attrs or {}).get('id', name)}-list"
        more = {
            "list": listed, "autocomplete": "off", "hx-get": reverse_lazy("client-names"),
            "hx-trigger": "input changed delay:200ms", "hx-target": f"#{listed}",
            "hx-params": name,
        }  # fmt: skip
        return super().get_context(name, value, {**(attrs or {}), **more})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listed = f"{(attrs or {}).get('id', name)}-list"
        field = super().render(name, value, attrs, renderer)
        return format_html('{}<datalist id="{}"></datalist>', field, listed)


class ClientField(forms.CharField):
    """A client that `user` sees, which the form sets; empty gives None where it may be left."""

    widget = ClientInput
    user: "User"

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("help_text", "Type a part of the name, or the code.")
        super().__init__(max_length=300, **kwargs)

    def clean(self, value: Any) -> Any:
        words = str(super().clean(value) or "").strip()
        if not words:
            return None
        clients: Any = Client.objects.visible_to(self.user)
        found = clients.filter(code__iexact=words.rpartition("·")[2].strip()).first()
        near = [found] if found else list(clients.filter(name__icontains=words)[:3])
        if len(near) == 1:
            return near[0]
        if not near:
            raise ValidationError(f"You see no client “{words}”.")
        names = ", ".join(choice_of(client) for client in near)
        raise ValidationError(f"More than one client fits: {names}. Choose one of them.")
