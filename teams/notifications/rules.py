"""Arithmetic of e-mail: which answers are final, when to try again, when a digest leaves."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DAILY_AT = time(7, 30)

LONGEST_PAUSE = timedelta(hours=4)
# One minute doubling up to four hours adds up to a little over a day.
MOST_ATTEMPTS = 13


def one_line(text: str) -> str:
    """`text` without line breaks, which would start a new header (TRUST §3.5)."""
    return " ".join(text.split())


def pause_after(attempt: int) -> timedelta:
    """How long to wait after attempt number `attempt` (1, 2, …) was put off."""
    return min(timedelta(minutes=2 ** (attempt - 1)), LONGEST_PAUSE)


def answer_code(problem: smtplib.SMTPException) -> int | None:
    """The three digits of the mail server's answer; None when it gave none."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return next(iter(problem.recipients.values()))[0]
    if isinstance(problem, smtplib.SMTPResponseException):
        return problem.smtp_code
    return None


def may_pass_later(code: int) -> bool:
    """4xx answers are temporary, 5xx are final (RFC 5321 §4.2.1)."""
    return 400 <= code < 500


@dataclass(frozen=True)
class Quiet:
    """When somebody wants no e-mail; `closed_days` says whether days off are quiet as a whole."""

    begins: time | None = None
    ends: time | None = None
    closed_days: bool = False
    daily_at: time = DAILY_AT

    def covers(self, clock: time) -> bool:
        """Whether `clock` lies in the quiet hours, which may run over midnight."""
        if self.begins is None or self.ends is None or self.begins == self.ends:
            return False
        if self.begins < self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends


def mail_moment(
    created: datetime, delivery: str, quiet: Quiet, is_open: Callable[[date], bool]
) -> datetime | None:
    """When a notice of `created` (aware, in the office's zone) may leave; None: never by e-mail.

    At once, at the next full hour, or at the next daily time; later when that falls into quiet
    hours or on a quiet day. Clock times that a change to daylight saving skips become the moment
    an hour later; of a time that comes twice the first is meant.
    """
    if delivery == "off":
        return None
    if delivery == "hourly":
        # In UTC, so that the hour which comes twice in November is two hours.
        whole = created.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        moment = (whole + timedelta(hours=1)).astimezone(created.tzinfo)
    elif delivery == "daily":
        moment = _at(created.date(), quiet.daily_at, created)
        if moment <= created:
            moment = _at(created.date() + timedelta(days=1), quiet.daily_at, created)
    else:
        moment = created
    return _after_quiet(moment, quiet, is_open)


def _after_quiet(moment: datetime, quiet: Quiet, is_open: Callable[[date], bool]) -> datetime:
    for _ in range(60):
        day, clock = moment.date(), moment.time()
        if quiet.closed_days and not is_open(day):
            moment = _at(day + timedelta(days=1), time(0), moment)
        elif quiet.covers(clock) and quiet.ends is not None:
            later = day if clock < quiet.ends else day + timedelta(days=1)
            moment = _at(later, quiet.ends, moment)
        else:
            break
    return moment


def _at(day: date, clock: time, like: datetime) -> datetime:
    """`clock` on `day` in the zone of `like`, as a moment that exists there."""
    moment = datetime.combine(day, clock, tzinfo=like.tzinfo)
    return moment.astimezone(UTC).astimezone(like.tzinfo)
