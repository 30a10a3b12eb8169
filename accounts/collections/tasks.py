"""By the clock: broken promises are told. By request: notices in bulk."""

from django.utils import timezone

from accounts.collections.bulk import send_run
from accounts.collections.models import CollectionContact, How, ReminderRun
from accounts.collections.services import tell_broken
from config.lib.errors import DomainError
from reports.documents.services import request_document
from reports.jobs.models import Job
from reports.jobs.registry import JobResult, Work, job, on_tick
from reports.jobs.services import enqueue
from teams.people.models import User

PROMISES, NOTICES = "broken-promises", "collection-notices"
# The document that a step sent as a letter, or asked of the carrier, prints.
PAPERS = {
    "reminder": "reminder",
    "second": "second_notice",
    "ten_day": "ten_day_notice",
    "cancel": "cancellation_request",
}


@on_tick
def ask_for_broken_promises() -> None:
    """One job a day; a missed day is made up for by the next, which tells all that is due."""
    today = timezone.localdate()
    enqueue(
        PROMISES, title="Tell of promises not kept", params={}, by=None,
        key=f"{PROMISES}:{today}", queue="mail",
    )  # fmt: skip


@job(PROMISES)
def tell_of_broken_promises(work: Work) -> JobResult:
    """Tell of every promise whose day is over and that was not kept."""
    told = tell_broken(timezone.localdate())
    return JobResult(result={"told": told}, message=f"{told:,} broken promises told")


def ask_to_send(run: ReminderRun, *, by: User) -> Job:
    """Ask for the notices of a run; the same run gives the same job."""
    return enqueue(
        NOTICES, title=str(run), params={"run": run.pk}, by=by, key=f"{NOTICES}:{run.pk}",
        queue="mail",
    )  # fmt: skip


def ask_for_letter(contact: CollectionContact, *, by: User) -> str:
    """Have a letter printed for the client's file, once; why not, if it could not be.

    A request to carriers is a letter to each company.
    """
    step = contact.step
    on_paper = contact.how in (How.LETTER, How.CARRIER)
    kind = PAPERS.get(step.code) if step and on_paper else None
    if kind is None:
        return ""
    problems = []
    for place, numbers in enumerate(_letters(contact)):
        try:
            request_document(
                kind=kind, client=contact.client, by=by, nonce=f"contact-{contact.pk}-{place}",
                params={"invoices": ", ".join(numbers)},
            )  # fmt: skip
        except DomainError as error:
            problems.append(error.message)
    return " ".join(problems)


def _letters(contact: CollectionContact) -> list[list[str]]:
    """The invoice numbers of each letter: all in one to a client, one letter to each company."""
    rows = contact.items.order_by("pk").values_list(
        "invoice__number", "invoice__term__policy__writing_company"
    )
    letters: dict[int | None, list[str]] = {}
    for number, company in rows:
        letters.setdefault(company if contact.how == How.CARRIER else None, []).append(number)
    return list(letters.values())


def job_of(run: ReminderRun, user: User) -> Job | None:
    """The job that sends a run, if the user may see it."""
    return Job.objects.visible_to(user).filter(key=f"{NOTICES}:{run.pk}").first()


@job(NOTICES)
def send_notices(work: Work) -> JobResult:
    """Do the next notice for each row of the run."""
    run = ReminderRun.objects.get(pk=work.params["run"])
    sent, left = send_run(run, work.progress)
    for contact in CollectionContact.objects.filter(pk__in=run.rows.values("contact")):
        ask_for_letter(contact, by=run.by)
    message = f"{sent:,} invoices in notices" + (f"; {left:,} left out" if left else "")
    return JobResult(result={"sent": sent}, url=run.get_absolute_url(), message=message)
