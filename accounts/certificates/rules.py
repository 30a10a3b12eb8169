"""What binders, claims and loss runs are on a day; pure."""

from datetime import date, timedelta

RUNNING_OUT = 14  # days
CURRENTLY_VALUED = 90  # days (DOMAIN §9.3)


def binder_state(
    *, effective_on: date, expires_on: date, issued_on: date | None, on: date
) -> tuple[str, str]:
    """(words, tone) of a binder on `on`; the policy's issue ends it (CIC 382.5)."""
    if issued_on is not None and issued_on <= on:
        return "Replaced by policy", "quiet"
    if expires_on <= on:
        return "Expired without policy", "bad"
    if effective_on > on:
        return "Not yet effective", "info"
    if expires_on - on <= timedelta(days=RUNNING_OUT):
        return "Running out", "warn"
    return "In force", "good"


def loss_run_state(
    *, received_on: date | None, valued_on: date | None, on: date
) -> tuple[str, str]:
    """(words, tone) of a loss-run request on `on`."""
    if received_on is None:
        return "Requested", "info"
    if valued_on is None:
        return "No valuation date", "warn"
    if on - valued_on > timedelta(days=CURRENTLY_VALUED):
        return "Stale", "bad"
    return "Current", "good"
