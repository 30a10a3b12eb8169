"""By the clock: once an hour clients who have not answered are reminded."""

from django.utils import timezone

from renewals.client_links.chasing import due_reminders, remind
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue

KIND = "remind-clients"


@on_tick
def ask_for_reminders() -> None:
    """One job for each hour of the office's clock, when anybody is to be reminded."""
    now = timezone.localtime()
    if due_reminders(now.date()):
        key = f"{KIND}:{now:%Y-%m-%d}:{now:%H}"
        enqueue(
            KIND, title="Remind clients of questions", params={}, by=None, key=key, queue="mail"
        )


@job(KIND)
def remind_clients(work: Work) -> JobResult:
    """Send what is due today, each once."""
    today = timezone.localdate()
    sent = [remind(request_id=r.pk, rule=rule, on=today) for r, rule in due_reminders(today)]
    count = sum(chaser is not None for chaser in sent)
    return JobResult(result={"reminders": count}, message=f"{count:,} clients reminded")
