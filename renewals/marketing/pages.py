"""What the pages of marketing show."""

from typing import Any, cast

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from renewals.marketing.expiring import expiring_of, lines_of
from renewals.marketing.models import MarketRule, Submission
from renewals.marketing.querysets import Standing
from renewals.marketing.suggesting import suggest
from renewals.quotes.models import Quote
from renewals.quotes.pages import QUOTE_TONES
from renewals.surplus.checking import search_open, surplus_problems
from teams.calendar.querysets import office_calendar
from teams.people.models import User

TONES = {
    Standing.DRAFT: "quiet", Standing.SENT: "info", Standing.ACKNOWLEDGED: "info",
    Standing.ASKED: "warn", Standing.QUOTED: "good", Standing.DECLINED: "bad",
    Standing.WITHDRAWN: "quiet",
}  # fmt: skip


def visible_submission(request: HttpRequest, submission_id: int) -> Any:
    """The submission of the address if the user sees it, else 404."""
    rows: Any = Submission.objects.visible_to(cast(User, request.user))
    related = rows.with_standing().select_related(
        "placement__client__tier", "placement__line", "company__carrier", "intermediary",
        "underwriter", "created_by",
    )  # fmt: skip
    return get_object_or_404(related, pk=submission_id)


def markets_of(placement: Any) -> dict[str, Any]:
    """The market list of a placement and whom else to ask; a fixed number of queries."""
    today = timezone.localdate()
    rows: Any = placement.submissions.with_standing()
    submissions = list(
        rows.select_related("company", "intermediary", "underwriter")
        .prefetch_related("lines__line", "events__reason")
        .order_by("pk")
    )
    quotes: Any = Quote.objects.filter(submission__in=submissions)
    quotes = list(
        quotes.with_totals().with_standing(today).select_related("company")
        .prefetch_related("lines__line").order_by("submission", "option", "pk")
    )  # fmt: skip
    problems = surplus_problems(quotes, placement, today)
    rule = MarketRule.objects.in_force(today).get("no_answer")
    calendar = office_calendar()
    for submission in submissions:
        submission.tone = TONES[Standing(submission.standing)]
        submission.words = Standing(submission.standing).label
        submission.of_it = [q for q in quotes if q.submission_id == submission.pk]
        steps = list(submission.events.all())
        submission.last = steps[-1] if steps else None
        submission.silent = bool(
            rule and submission.last
            and submission.standing in (Standing.SENT, Standing.ACKNOWLEDGED, Standing.ASKED)
            and calendar.business_days_between(submission.last.on, today) > rule.value
        )  # fmt: skip
    for quote in quotes:
        quote.tone, quote.problem = QUOTE_TONES[quote.standing], problems.get(quote.pk, "")
    expiring = expiring_of(placement)
    lines = {line.pk for line in lines_of(placement, expiring)}
    return {
        "today": today,
        "submissions": submissions,
        "quotes": quotes,
        "asked": sum(s.sent_on is not None for s in submissions),
        "quoted": sum(bool(s.of_it) for s in submissions),
        "declined": sum(s.standing == Standing.DECLINED for s in submissions),
        "suggestions": suggest(placement, expiring, search_open(placement, lines, today), today),
    }
