"""Expirations told in the past, so that the next tick has only the last days to tell."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import PolicyTerm
from renewals.expirations.models import AlertRule, ExpirationAlert
from teams.models import Notification

LEFT_TO_TELL = 4  # days before today that were not told yet
NOTICE_DAYS = 12


class Teller:
    """Writes the tellings of the past, and a notice a day to whom they went."""

    def __init__(self, today: date):
        self.today = today
        self.days = AlertRule.objects.days_in_force(today)
        self.told: Counter[tuple[date, int]] = Counter()

    def tell(self, terms: Iterable[tuple[PolicyTerm, int]]) -> None:
        """Tell (term, user id) of expirations as the ticks of the past would have.

        The terms must run today and have no renewal.
        """
        alerts = []
        last = self.today - timedelta(days=LEFT_TO_TELL)
        for term, user in terms:
            for days in self.days:
                on = term.expires_on - timedelta(days=days)
                if term.effective_on < on <= last:
                    alerts.append(
                        ExpirationAlert(
                            term=term,
                            expires_on=term.expires_on,
                            days_before=days,
                            user_id=user,
                            told_at=_morning(on),
                        )
                    )
                    if on > self.today - timedelta(days=NOTICE_DAYS):
                        self.told[on, user] += 1
        ExpirationAlert.objects.bulk_create(alerts, batch_size=2000)

    def write_notices(self) -> None:
        """One notice for each person and day; those older than six days were read."""
        Notification.objects.bulk_create(
            [
                Notification(
                    user_id=user,
                    key=f"expirations:{on}:{user}:demo",
                    text=f"{count:,} {'policy needs' if count == 1 else 'policies need'} attention",
                    url=f"/expirations/?days={self.days[-1]}",
                    created_at=_morning(on),
                    read_at=_morning(on + timedelta(days=1))
                    if on < self.today - timedelta(days=6)
                    else None,
                )
                for (on, user), count in sorted(self.told.items())
            ],
            batch_size=2000,
        )


def _morning(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(6, 5)))
