"""Delivering a checked policy, and what follows from it for the client and the next renewal."""

from datetime import date
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.coverages.models import Coverage, CoverageDetail
from accounts.follow_ups.services import add_follow_up
from accounts.orders.models import OrderType
from accounts.orders.services import give_order
from config.lib.errors import DomainError
from config.lib.money import parse_money
from renewals.placements.orders import ref_of
from renewals.policy_checks.models import PolicyCheck, PolicyDelivery
from renewals.policy_checks.services import listed, locked
from renewals.policy_checks.states import Channel, Closure
from teams.people.models import User


def why_not_deliverable(check: PolicyCheck) -> str:
    """What stands between the policy and the client, as a sentence; empty when nothing does."""
    if check.received_on is None:
        return "The policy has not come yet."
    if check.overridden_on:
        return ""
    left = list(check.items.filter(answer="").values_list("label", flat=True))
    if left:
        return f"Not checked yet: {listed(left)}."
    if check.finished_on is None:
        return "The check is answered but not finished; press “Finish the check”."
    wrong = list(check.items.discrepancies().values_list("label", flat=True))
    if wrong:
        return f"To be corrected first: {listed(wrong)}."
    if check.needs_second and check.second_on is None:
        return "A second person reads this check before the policy goes out."
    return ""


@transaction.atomic
def deliver_policy(
    *, check: PolicyCheck, by: User, channel: str, recipient: str, delivered_on: date, key: str,
    note: str = "", url: str = "",
) -> PolicyDelivery:  # fmt: skip
    """Note that the policy went to `recipient`; refused while its check is not clear.

    The first delivery asks for the insurance summary to be issued again. The same `key` gives
    the delivery it made before. Raises DomainError (with what is missing) for a policy that is
    not clear, a day to come or before it came, and without a recipient.
    """
    if made := PolicyDelivery.objects.filter(key=key).first():
        return made
    now = locked(check, by, rule="documents.make")
    if why := why_not_deliverable(now):
        raise DomainError(why)
    if channel not in Channel.values:
        raise DomainError("How was it delivered?", "channel")
    if not recipient.strip():
        raise DomainError("Say who received it.", "recipient")
    if delivered_on > timezone.localdate():
        raise DomainError("This day lies in the future.", "delivered_on")
    if now.received_on and delivered_on < now.received_on:
        raise DomainError("It cannot go out before it came.", "delivered_on")
    made = PolicyDelivery.objects.create(
        check_of=now, channel=channel, recipient=recipient.strip()[:200], note=note.strip()[:300],
        delivered_on=delivered_on, url=url, key=key, by=by,
    )  # fmt: skip
    if now.delivered_on is None:
        now.delivered_on = delivered_on
        now.save_version(now.version, ["delivered_on"])
        ask_for_summary(now, by)
    log_event(client=now.client, term=now.term, by=by, link=url or now.get_absolute_url(),
              subject=f"Policy {now.term.number} delivered to {made.recipient}, "
              f"{Channel(channel).label.lower()}")  # fmt: skip
    return made


def ask_for_summary(check: PolicyCheck, by: User) -> None:
    """Order the summary of insurance anew; who may not give orders remembers it instead."""
    key, today = uuid5(NAMESPACE_URL, f"summary-after-policy:{check.pk}"), timezone.localdate()
    words = f"Policy {check.term.number} is delivered; the summary of insurance is stale."
    if by.may("orders.write"):
        kind = OrderType.objects.get(code="summary")
        if kind.active:
            give_order(client=check.client, type=kind, by=by, form_key=key, term=check.term,
                       instructions=words, facts={"as_of": today.isoformat()},
                       part_of=ref_of(check.placement) if check.placement else "")  # fmt: skip
    elif by.may("follow_ups.write"):
        add_follow_up(client=check.client, subject="Issue the summary of insurance again",
                      note=words, due_on=today, by=by, term=check.term, kind="action",
                      key=f"summary-after-policy:{check.pk}")  # fmt: skip


@transaction.atomic
def update_base(*, check: PolicyCheck, by: User, version: int) -> PolicyCheck:
    """Write to the policy what was accepted as issued, so that the next renewal starts from it.

    Limits, deductibles and words of the coverages take what was found; premium and days are
    changed by a transaction of the policy. Raises DomainError before delivery, and for an amount
    that cannot be read.
    """
    now = locked(check, by, version)
    if now.delivered_on is None:
        raise DomainError("Deliver the policy first.")
    covers = {c.line_id: c for c in now.term.coverages.all()}
    accepted = now.items.filter(closed_as=Closure.ACCEPTED, detail__isnull=False)
    for item in accepted.select_related("detail"):
        cover = covers.get(item.detail.line_id)  # type: ignore[union-attr]
        if cover is not None:
            _write(cover, item)
    now.base_on, now.base_by = timezone.localdate(), by
    now.save_version(now.version, ["base_on", "base_by"])
    log_event(client=now.client, term=now.term, by=by, link=now.get_absolute_url(),
              subject=f"Renewal base of {now.term.number} is what was issued")  # fmt: skip
    return now


def _write(cover: Coverage, item: object) -> None:
    detail, found = item.detail, item.found  # type: ignore[attr-defined]
    values: dict[str, object] = {"amount": None, "day": None, "text": found[:200]}
    if detail.kind in ("limit", "deductible", "retention"):
        try:
            values = {"amount": parse_money(found), "day": None, "text": ""}
        except ValueError as error:
            raise DomainError(
                f"{detail.label}: “{found}” is no amount; correct the coverage by hand."
            ) from error
    CoverageDetail.objects.update_or_create(coverage=cover, field=detail, defaults=values)
    cover.save_version(cover.version, [])
