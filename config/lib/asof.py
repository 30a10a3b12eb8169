"""The date that a page is asked for."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from config.lib.dates import parse_date
from config.lib.errors import DomainError


def as_of(request: HttpRequest) -> date:
    """`?as_of=` of the request, or today. Raises DomainError when it is not a date."""
    text = request.GET.get("as_of", "")
    if not text:
        return timezone.localdate()
    try:
        return parse_date(text)
    except ValueError as error:
        raise DomainError(f"As of: {error}.", "as_of") from error
