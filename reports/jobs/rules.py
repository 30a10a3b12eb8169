"""Arithmetic of jobs: pauses between attempts, and durations in words."""

from datetime import timedelta

LONGEST_PAUSE = timedelta(minutes=10)


def pause_after(attempt: int, first: timedelta) -> timedelta:
    """How long to wait after failed attempt number `attempt` (1, 2, …): four times longer each."""
    return min(first * 4 ** (attempt - 1), LONGEST_PAUSE)


def in_words(duration: timedelta) -> str:
    """A duration for people: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `4 days`."""
    seconds = max(duration.total_seconds(), 0)
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes == 0:
        return f"{rest} s"
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours < 48 else f"{hours // 24} days"
