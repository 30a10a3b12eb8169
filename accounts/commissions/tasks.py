"""By the clock: what carriers bill themselves is put on the books as expected commission."""

from django.utils import timezone

from accounts.commissions.expecting import expect_what_is_new
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "expected-commission"


@on_tick
def ask_for_expectations() -> None:
    """One job for each hour of the office's clock; any run catches up with all before it."""
    now = timezone.localtime()
    key = f"{KIND}:{now:%Y-%m-%d}:{now:%H}"
    enqueue(KIND, title="Expect commission of carriers", params={}, by=None, key=key)


@job(KIND)
def expect(work: Work) -> JobResult:
    """Put every new direct-billed transaction on the books."""
    done = expect_what_is_new()
    return JobResult(result={"expected": done}, message=f"{done:,} put on the books")
