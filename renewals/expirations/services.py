"""Telling executives of coming expirations: once, and late rather than never."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from config.lib.templatetags.steward import money_plain, us_date
from renewals.expirations.models import AlertRule, ExpirationAlert
from renewals.expirations.querysets import to_tell
from teams.notifications.services import notify, queue_email
from teams.people.models import User

CHUNK = 2000
LINES_IN_A_DIGEST = 200

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Telling:
    """One term in somebody's digest; `premium` is the annual premium in dollars."""

    alert: int
    client: str
    number: str
    line: str
    expires_on: date
    premium: Decimal
    days_before: int


@transaction.atomic
def tell_due(on: date, progress: Progress | None = None) -> int:
    """Tell the people in charge of every expiration that is due for telling on `on`.

    Each term is told once per rule: a row of ExpirationAlert is the telling, and who inserts it
    sends the notice, so runs side by side tell once. Where several rules are due at first sight
    only the nearest is told, and the passed ones are written down with it. A person gets one
    notice and one e-mail per run, which is one a day unless new policies come in between.
    Terms without anybody to tell stay due. Returns how many terms were told.
    """
    days = AlertRule.objects.days_in_force(on)
    # Read in one go: a cursor makes PostgreSQL plan for the first rows and crawl through the rest.
    due = list(
        to_tell(on)
        .with_annual(on)
        .filter(told_to__isnull=False)
        .order_by("pk")
        .values_list(
            "pk",
            "told_to",
            "rule_days",
            "client__name",
            "number",
            "policy__line__name",
            "expires_on",
            "annual",
        )
    )
    told: dict[int, list[Telling]] = defaultdict(list)
    for start in range(0, len(due), CHUNK):
        chunk = due[start : start + CHUNK]
        for user, telling in _write_down(chunk, days):
            told[user].append(telling)
        if progress:
            done = start + len(chunk)
            progress(done, len(due), f"{done:,} policies looked at")
    for person in User.objects.filter(pk__in=told):
        _send(person, sorted(told[person.pk], key=lambda t: (t.expires_on, t.client)), on)
    return sum(map(len, told.values()))


def _write_down(chunk: list[tuple], days: list[int]) -> Iterator[tuple[int, Telling]]:
    """Insert the tellings of a chunk; yield those that were not there, with their person."""
    wanted = [
        (term, expires_on, passed, user)
        for term, user, nearest, _client, _number, _line, expires_on, _premium in chunk
        for passed in days
        if passed >= nearest
    ]
    table = connection.ops.quote_name(ExpirationAlert._meta.db_table)
    with connection.cursor() as cursor:
        # In the order of the unique key, so that runs side by side wait for each other
        # instead of locking each other out; who comes second gets no rows back.
        cursor.execute(
            f"""
            INSERT INTO {table} (term_id, expires_on, days_before, user_id, told_at)
            SELECT term, expires_on, days, person, %s
            FROM unnest(%s::bigint[], %s::date[], %s::int[], %s::bigint[])
              AS wanted (term, expires_on, days, person)
            ORDER BY term, expires_on, days
            ON CONFLICT (term_id, expires_on, days_before) DO NOTHING
            RETURNING id, term_id, days_before
            """,  # noqa: S608
            [timezone.now(), *(list(column) for column in zip(*wanted, strict=True))],
        )
        inserted = {(term, days_before): pk for pk, term, days_before in cursor.fetchall()}
    for term, user, nearest, client, number, line, expires_on, premium in chunk:
        if alert := inserted.get((term, nearest)):
            yield user, Telling(alert, client, number, line, expires_on, premium, nearest)


def _send(user: User, tellings: list[Telling], on: date) -> None:
    """One notice and one e-mail about `tellings`, under keys of their own."""
    key = f"expirations:{on}:{user.pk}:{tellings[0].alert}"
    url = f"{reverse('expiration-list')}?days={max(t.days_before for t in tellings)}"
    notify([user], key=key, text=_summary(tellings), url=url)
    queue_email(
        key=key,
        to=user.email,
        subject=f"Expirations on {us_date(on)}: {_policies(len(tellings))}",
        body=_digest(user, tellings, on, url),
    )


def _policies(count: int) -> str:
    return f"{count:,} {'policy' if count == 1 else 'policies'}"


def _summary(tellings: list[Telling]) -> str:
    """How many need attention, and how many of them within each rule's days."""
    counts: dict[int, int] = defaultdict(int)
    for telling in tellings:
        counts[telling.days_before] += 1
    parts = ", ".join(f"{counts[n]:,} within {n} days" for n in sorted(counts))
    verb = "needs" if len(tellings) == 1 else "need"
    return f"{_policies(len(tellings))} {verb} attention: {parts}"[:300]


def _digest(user: User, tellings: list[Telling], on: date, url: str) -> str:
    """The e-mail: a line per policy, the nearest expiration first."""
    lines = [f"{user.name},", "", f"{_summary(tellings)}.", ""]
    lines += [
        f"{us_date(t.expires_on)} ({_days((t.expires_on - on).days)})  "
        f"{t.client} · {t.line} · {t.number} · premium {money_plain(t.premium)}"
        for t in tellings[:LINES_IN_A_DIGEST]
    ]
    if len(tellings) > LINES_IN_A_DIGEST:
        lines.append(f"… and {len(tellings) - LINES_IN_A_DIGEST:,} more in the list.")
    lines += ["", f"The list: {settings.SITE_ADDRESS}{url}"]
    return "\n".join(lines)


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
