"""What of a client's file may show that a commitment was met."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.activities.models import Activity, ActivityKind
from accounts.service_plans.models import Commitment, Evidence
from accounts.service_plans.services import meet, show_by_hand
from config.lib.errors import DomainError
from config.lib.templatetags.steward import us_date

if TYPE_CHECKING:
    from teams.people.models import User

SHOWN = 12
EARLIER = timedelta(days=120)


def candidates(commitment: Commitment) -> list[tuple[str, str]]:
    """(name, words) of what was done for the client around that time, the latest first."""
    since = commitment.counts_from - EARLIER
    client, today = commitment.client, timezone.localdate()
    done = Evidence.objects.filter(client=client, on__range=(since, today))
    found = [(f"evidence:{e.pk}", f"{us_date(e.on)} · {e.label}") for e in done[:SHOWN]]
    entries = Activity.objects.filter(
        client=client, happened_at__date__gte=since, answers=None
    ).exclude(kind=ActivityKind.SYSTEM)
    found += [
        (f"entry:{e.pk}", f"{us_date(_day(e))} · {e.get_kind_display()}: {e.subject}")
        for e in entries[:SHOWN]
    ]
    files = client.attachments.kept().filter(received_on__gte=since).order_by("-received_on", "-pk")
    found += [(f"file:{f.pk}", f"{us_date(f.received_on)} · File: {f}") for f in files[:SHOWN]]
    return found


def meet_with(*, commitment: Commitment, name: str, by: "User") -> Commitment:
    """Meet the commitment with the candidate called `name`.

    Raises DomainError when the client's file has no such thing.
    """
    kind, _, number = name.partition(":")
    pk, client = int(number) if number.isdecimal() else 0, commitment.client
    if kind == "evidence" and (item := client.evidence.filter(pk=pk).first()):
        return meet(commitment=commitment, evidence=item, by=by)
    if kind == "entry" and (entry := client.activities.filter(pk=pk).first()):
        return show_by_hand(
            commitment=commitment, on=_day(entry), label=entry.subject,
            url=entry.get_absolute_url(), key=f"entry:{pk}", by=by,
        )  # fmt: skip
    if kind == "file" and (file := client.attachments.kept().filter(pk=pk).first()):
        return show_by_hand(
            commitment=commitment, on=file.received_on, label=f"File: {file}",
            url=file.get_absolute_url(), key=f"file:{pk}", by=by,
        )  # fmt: skip
    raise DomainError("Choose something of this client’s file.", "evidence")


def _day(entry: Activity) -> date:
    return timezone.localdate(entry.happened_at)
