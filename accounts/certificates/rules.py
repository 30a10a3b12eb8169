"""What binders, claims and loss runs are on a day; pure."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.loss_runs.rules import is_stale

RUNNING_OUT = 14  # days
LONGEST_BINDER = timedelta(days=90)
LARGE_BINDER = Decimal(1_000_000)  # dollars of insurance from which CIC 382.5 does not apply


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


def long_binder(
    *, executed_on: date, expires_on: date, amount: Decimal, admitted: bool, state: str
) -> tuple[str, str]:
    """(field, sentence) for a binder over 90 days; ("", "") for one within them (CIC 382.5).

    At `expires_on` it is refused: an admitted company's, in California, for less than
    $1,000,000. Any other is warned of at `reason`: the statute does not bind it, the file says why.
    """
    if expires_on <= executed_on + LONGEST_BINDER:
        return "", ""
    if amount < LARGE_BINDER and admitted and state in ("", "CA"):
        return "expires_on", (
            "A binder of an admitted company for less than $1,000,000 runs at most 90 days from "
            f"execution, until {executed_on + LONGEST_BINDER:%m/%d/%Y} (CIC 382.5)."
        )
    return "reason", (
        "This binder runs longer than 90 days. CIC 382.5 does not forbid it here, but say why; "
        "the reason is kept with the binder."
    )


def loss_run_state(
    *, received_on: date | None, valued_on: date | None, stale_days: int | None, on: date
) -> tuple[str, str]:
    """(words, tone) of a loss-run request on `on`; a valuation is stale after `stale_days`."""
    if received_on is None:
        return "Requested", "info"
    if valued_on is None:
        return "No valuation date", "warn"
    if is_stale(valued_on, stale_days, on):
        return "Stale", "bad"
    return "Current", "good"
