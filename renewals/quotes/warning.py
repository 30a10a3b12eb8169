"""The early warning of a rise: told to the sales executive once for a placement and line."""

from typing import Any

from django.utils import timezone

from accounts.activities.services import log_event
from config.lib.money import ZERO
from renewals.marketing.expiring import expiring_of
from renewals.marketing.models import MarketRule
from renewals.quotes.models import Quote, QuoteLine
from renewals.quotes.rules import share
from teams.access.roles import Role
from teams.notifications.models import Notification
from teams.notifications.services import notify

TOLD = (Role.SALES_EXECUTIVE, Role.ACCOUNT_EXECUTIVE)


def warn_of_rises(quote: Quote) -> list[str]:
    """Tell of each line whose price rose above the threshold; gives what was told.

    What counts is the incumbent's quote, or the lowest open one where another carrier quotes.
    """
    today = timezone.localdate()
    rule = MarketRule.objects.in_force(today).get("warning")
    placement: Any = quote.submission.placement
    expiring = expiring_of(placement)
    if rule is None or not expiring:
        return []
    said = []
    for row in quote.lines.select_related("line"):
        old = expiring.get(row.line_id)
        if old is None or not old.premium:
            continue
        incumbent = old.company.carrier_id == quote.company.carrier_id
        if not incumbent and row.premium > _lowest(placement, row.line_id):
            continue
        rise = share(row.premium, old.premium)
        if rise is not None and rise > rule.value:
            said.append(_tell(placement, quote, row, old.premium, f"{rise:+}"))
    return said


def _lowest(placement: Any, line: int) -> Any:
    open_quotes = Quote.objects.filter(submission__placement=placement).open(timezone.localdate())
    rows = QuoteLine.objects.filter(quote__in=open_quotes.order_by().values("pk"), line=line)
    return min(rows.values_list("premium", flat=True), default=ZERO)


def _tell(placement: Any, quote: Quote, row: QuoteLine, old: Any, rise: str) -> str:
    client = placement.client
    text = (
        f"{client}: {row.line} quoted at ${row.premium:,.0f} by {quote.company}, "
        f"{rise} % against ${old:,.0f} expiring"
    )
    key = f"renewal-warning:{placement.pk}:{row.line_id}"
    serving = client.assignments.current().filter(role__in=TOLD)
    people = list(serving.order_by().values_list("user", flat=True))
    if not Notification.objects.filter(user__in=people, key=key).exists():
        url = f"{placement.get_absolute_url()}compare/"
        notify(people, key=key, text=text, url=url, about=client.name)
        log_event(
            client=client, by=None, subject="Early warning: premium rises", text=text, link=url
        )
    return text
