"""What the pages of quotes show."""

from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from renewals.marketing.forms import files_of
from renewals.quotes.forms import ClearForm, OwedForm, TakeBackForm
from renewals.quotes.models import Quote
from teams.people.models import User

QUOTE_TONES = {"open": "good", "expired": "bad", "withdrawn": "quiet"}


def visible_quote(request: HttpRequest, quote_id: int) -> Any:
    """The quote of the address if the user sees it, else 404."""
    rows: Any = Quote.objects.visible_to(cast(User, request.user))
    related = rows.with_totals().with_standing(timezone.localdate()).select_related(
        "submission__placement__client", "submission__placement__line", "submission__company",
        "submission__intermediary", "company", "attachment", "created_by",
    )  # fmt: skip
    return get_object_or_404(
        related.prefetch_related(
            "lines__line",
            "lines__details__field",
            "subjectivities__attachment",
            "subjectivities__cleared_by",
        ),
        pk=quote_id,
    )


def owed_of(quote: Any, sent: OwedForm | None = None) -> list[tuple[Any, OwedForm]]:
    """The subjectivities of a quote with the form that clears each, or takes its clearing back.

    `sent` is one that was refused; it keeps what was typed.
    """
    client, rows = quote.submission.placement.client, list(quote.subjectivities.all())
    wanted = sent and sent.data.get("subjectivity")
    files = [("", "No file"), *((f.pk, str(f)) for f in files_of(client))] if rows else []
    found: list[tuple[Any, OwedForm]] = []
    for row in rows:
        kind = TakeBackForm if row.cleared_on else ClearForm
        form = sent if sent and str(row.pk) == wanted else kind(row=row, client=client)
        if "attachment" in form.fields:
            form.fields["attachment"].choices = files  # type: ignore[attr-defined]
        found.append((row, form))
    return found
