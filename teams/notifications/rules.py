"""Arithmetic of e-mail: which answers are final, and when to try again."""

import smtplib
from datetime import timedelta

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
