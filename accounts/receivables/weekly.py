"""The aging that each executive gets by e-mail once a week (DOMAIN §8.1)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.receivables.aging import Aging, aging
from accounts.receivables.models import AgingDefault
from accounts.receivables.rules import AgingRow
from config.lib.templatetags.steward import money_plain, us_date
from teams.notifications.models import OutboundEmail
from teams.notifications.services import notify, queue_email
from teams.people.models import User

if TYPE_CHECKING:
    from collections.abc import Iterator


def week_of(today: date) -> tuple[str, date]:
    """The name of the week of a day, and the Sunday before it, whose end its aging shows."""
    year, week, weekday = today.isocalendar()
    return f"{year}-W{week:02d}", today - timedelta(days=weekday)


@transaction.atomic
def mail_agings(today: date) -> int:
    """Put this week's aging into the outbox for every executive with something open.

    Once for each person and week, however often it is called: the e-mail's key names both, and
    a late call says the same as a punctual one. Returns how many were new.
    """
    week, on = week_of(today)
    report = aging(None, on, AgingDefault.objects.basis(on), "executive")
    told = 0
    for person, row in _recipients(report):
        key = f"aging:{week}:{person.pk}"
        if OutboundEmail.objects.filter(key=key).exists():
            continue
        url = f"{reverse('receivables')}?by=client&executive={person.pk}&as_of={on}"
        subject = f"Your weekly aging as of {us_date(on)}"
        queue_email(key=key, to=person.email, subject=subject, body=_body(person, row, on, url))
        notify([person], key=key, text=f"Aging of your clients as of {us_date(on)}", url=url)
        told += 1
    return told


def _recipients(report: Aging) -> "Iterator[tuple[User, AgingRow]]":
    people = User.objects.active().exclude(email="").in_bulk([r.key for r in report.rows if r.key])
    for row in report.rows:
        if row.key in people:
            yield people[row.key], row


def _body(person: User, row: AgingRow, on: date, url: str) -> str:
    lines = [f"{person.name},", "", f"what your clients owed at the end of {us_date(on)}:", ""]
    lines += [f"{label:<14}{money_plain(amount):>16}" for label, amount in row.buckets.items()]
    lines += [
        f"{'Credits':<14}{money_plain(row.credits):>16}",
        f"{'Total':<14}{money_plain(row.total):>16}",
        f"{'Unapplied':<14}{money_plain(row.unapplied):>16}",
        "",
        "Have credits applied, ask for refunds, and work what is more than 30 days late.",
        "",
        f"Client by client: {settings.SITE_ADDRESS}{url}",
    ]
    return "\n".join(lines)
