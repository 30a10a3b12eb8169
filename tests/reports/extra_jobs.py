"""Job kinds for tests only; real workers load them through STEWARD_EXTRA_TASKS."""

import time
import uuid

from config.lib.errors import DomainError
from reports.jobs.models import Job
from reports.jobs.registry import JobResult, Work, job, on_tick
from teams.models import Notification, Team

ticks: list[str] = []
hook_fails = False


def effects(of: Job) -> int:
    """How often the job's effect is there."""
    return Notification.objects.filter(text=f"effect of {of.pk}").count()


@job("test-effect")
def effect(work: Work) -> JobResult:
    """Leave one effect, then take `steps` tenths of a second; fail as the parameters say."""
    Notification.objects.create(user=work.by, key=uuid.uuid4().hex, text=f"effect of {work.job.pk}")
    Team.objects.filter(pk=work.params.get("team")).update(name="Renamed by a job")
    steps = work.params.get("steps", 0)
    for step in range(steps):
        work.progress(step, steps, f"Step {step}")
        time.sleep(0.1)
    if work.params.get("refuse"):
        raise DomainError("The month is closed.")
    if work.job.attempts <= work.params.get("failures", 0):
        raise ZeroDivisionError("a secret inside")
    return JobResult({"steps": steps}, url="/notices/", message="All steps taken.")


@on_tick
def hook() -> None:
    ticks.append("tick")
    if hook_fails:
        raise ZeroDivisionError
