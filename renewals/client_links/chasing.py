"""Reminding clients who have not answered: by dated rules, each once."""

from datetime import date
from typing import Any

from django.db import transaction

from accounts.activities.services import log_event
from config.lib.templatetags.steward import us_date
from renewals.client_links.asking import new_link
from renewals.client_links.models import Chaser, ChaserRule, ClientRequest
from renewals.client_links.rules import reminder_day
from teams.notifications.models import Bounce


def due_reminders(on: date) -> list[tuple[ClientRequest, ChaserRule]]:
    """Requests with the reminder that is due on `on` and was not sent; two queries.

    Of several that have come due the last counts: one passed over is not made up for.
    """
    rules: list[ChaserRule] = list(ChaserRule.objects.in_force(on))
    waiting = ClientRequest.objects.waiting().filter(placement__closed_on=None)
    rows: Any = waiting.prefetch_related("chasers").order_by("pk")
    found = []
    for request in rows:
        days = [
            (reminder_day(r.basis, r.days, request.asked_on, request.due_on), r.pk, r)
            for r in rules
        ]
        come = [entry for entry in days if request.asked_on < entry[0] <= on]
        told = {chaser.rule_id for chaser in request.chasers.all()}
        if come and max(come)[1] not in told:
            found.append((request, max(come)[2]))
    return found


@transaction.atomic
def remind(*, request_id: int, rule: ChaserRule, on: date) -> Chaser | None:
    """Send the reminder with a link of its own, unless it was sent or nothing is wanted any more.

    An address from which mail came back is not written to. Safe to repeat and to run twice at
    once: the request is locked and looked at again.
    """
    rows: Any = ClientRequest.objects.waiting().select_for_update(of=("self",))
    related = rows.select_related("placement__client", "contact", "asked_by")
    request = related.filter(pk=request_id).first()
    if request is None or request.chasers.filter(rule=rule).exists():
        return None
    if Bounce.objects.blocking(request.email).exists():
        return None
    words = (
        f"Dear {request.contact.name},\n\nwe still need some facts from you by "
        f"{us_date(request.due_on)}. What you have typed is kept; you can go on here:"
    )
    subject = f"Reminder, information for your insurance: {request.client}"
    _, email = new_link(request, subject, words, request.asked_by)
    chaser = Chaser.objects.create(request=request, rule=rule, sent_on=on, email=email)
    log_event(
        client=request.client, by=None, link=request.get_absolute_url(),
        subject=f"{rule} sent to {request.contact.name}",
    )  # fmt: skip
    return chaser
