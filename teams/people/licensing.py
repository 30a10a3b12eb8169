"""Whether somebody may be given licensed work (DOMAIN §13): the one place that decides."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from config.lib.errors import DomainError
from teams.house.querysets import setting

if TYPE_CHECKING:
    from teams.people.models import User


def license_on(on: date) -> Q:
    """The condition on licenses that are in force on `on`; the last day still counts."""
    begun = Q(issued_on=None) | Q(issued_on__lte=on)
    runs = Q(expires_on=None) | Q(expires_on__gte=on)
    return begun & runs & (Q(inactive_on=None) | Q(inactive_on__gt=on))


def is_licensed(user: "User", on: date) -> bool:
    """Whether this person holds an insurance license that is in force on `on`."""
    return user.licenses.filter(license_on(on)).exists()


def why_not_licensed(user: "User", on: date) -> str:
    """Why this person may not do licensed work on `on`, as a sentence; empty when it may."""
    if is_licensed(user, on):
        return ""
    last = user.licenses.filter(expires_on__lt=on).order_by("-expires_on").first()
    if last is not None and last.inactive_on is None:
        ended = f"{last.expires_on:%m/%d/%Y}"
        return f"The license of {user} ({last}) expired on {ended}."
    if user.licenses.exists():
        return f"The license of {user} is not active."
    return f"{user} holds no insurance license."


def check_licensed(*, user: "User", what: str, on: date) -> str:
    """Let `user` be given `what`, which is licensed work, on `on`.

    Gives "" for a licensed person, else the sentence to warn with where the house only warns.
    Raises DomainError where the house blocks it.
    """
    sentence = why_not_licensed(user, on)
    if sentence and setting("license.rule") == "block":
        raise DomainError(
            f"“{what}” is licensed work. {sentence} "
            "Give it to a licensed colleague, or have the license entered."
        )
    return sentence


def days_left(expires_on: date, on: date) -> int:
    """Whole days from `on` to the last day; negative when it is past."""
    return (expires_on - on) // timedelta(days=1)
