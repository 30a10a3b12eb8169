"""Days by which a carrier must have given notice, with no database (DOMAIN §9.4)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Standing(StrEnum):
    """Where a notice clock stands on a day."""

    EARLY = "early"  # the window in which notice counts has not opened
    RUNNING = "running"
    GIVEN = "given"
    LATE = "late"  # given after the last day
    MISSED = "missed"  # the last day is past and nothing is recorded
    SETTLED = "settled"  # the policy ended in another way, so nobody waits for a notice


@dataclass(frozen=True)
class Reading:
    """A clock on a day: notice counts from `earliest_on` to `latest_on`.

    `continues_until` is the day until which cover may go on because notice came late, or would
    if it came that day.
    """

    earliest_on: date
    latest_on: date
    standing: Standing
    continues_until: date | None = None

    @property
    def is_alarm(self) -> bool:
        """Whether the carrier's notice is late and coverage may continue."""
        return self.standing in (Standing.LATE, Standing.MISSED)


def read_clock(
    *, expires_on: date, earliest_days: int, latest_days: int, continues_days: int, on: date,
    noticed_on: date | None, settled: bool,
) -> Reading:  # fmt: skip
    """The clock of a policy that expires on `expires_on`, as it stands on `on`.

    Notice counts when given `latest_days` to `earliest_days` before expiration (CIC 678.1: 60 to
    120). Late notice lets cover continue `continues_days` from the notice, never to a day before
    the expiration. A notice before the window opens is as good as none once the window is there.
    """
    earliest, latest = (expires_on - timedelta(days=n) for n in (earliest_days, latest_days))
    if noticed_on is not None and noticed_on > latest:
        until = max(noticed_on + timedelta(days=continues_days), expires_on)
        return Reading(earliest, latest, Standing.LATE, until)
    if noticed_on is not None and noticed_on >= earliest:
        return Reading(earliest, latest, Standing.GIVEN)
    if settled:
        return Reading(earliest, latest, Standing.SETTLED)
    if on > latest:
        until = max(on + timedelta(days=continues_days), expires_on)
        return Reading(earliest, latest, Standing.MISSED, until)
    return Reading(earliest, latest, Standing.RUNNING if on >= earliest else Standing.EARLY)
