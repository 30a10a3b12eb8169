"""The demo's issued policies: to come, late, being checked, to be corrected, delivered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from accounts.models import PolicyTerm
from renewals.models import (
    CarrierRequest,
    CheckItem,
    Placement,
    PolicyCheck,
    PolicyDelivery,
)
from renewals.placements.states import RANK, Stage

ITEMS = (
    ("Writing company", "company"),
    ("Policy number", "number"),
    ("Named insureds complete", "insured"),
    ("Effective and expiration", "period"),
    ("Premium, taxes and fees", "premium"),
    ("Forms and endorsements", "forms"),
)


def load_issued(
    placed: Sequence[tuple[Placement, list[PolicyTerm]]], rows: Iterable[PolicyTerm],
    owners: Mapping[int, Any], today: date,
) -> None:  # fmt: skip
    """Write how far the policies that follow bound placements are."""
    later: dict[int, list[PolicyTerm]] = defaultdict(list)
    for row in rows:
        later[row.policy_id].append(row)
    made = []
    for placement, terms in placed:
        if RANK.get(placement.stage, -1) < RANK[Stage.BOUND]:
            continue
        for term in terms:
            following = [t for t in later[term.policy_id] if t.effective_on == term.expires_on]
            made += [_check(placement, t, owners[placement.client_id], today) for t in following]
    PolicyCheck.objects.bulk_create(made, batch_size=2000)
    asked = _requests(made, owners, today)
    _items([c for c in made if c.received_on and not c.delivered_on], owners, asked)
    _deliveries([c for c in made if c.delivered_on], owners)


def _check(placement: Placement, term: PolicyTerm, owner: Any, today: date) -> PolicyCheck:
    """How far the policy is: at least as its placement's stage says, some of them farther."""
    rank, starts = RANK[placement.stage], term.effective_on
    days, lot = (today - starts).days, sum(map(ord, term.number)) % 5
    check = PolicyCheck(
        client_id=term.client_id, term=term, placement=placement, counts_from=starts
    )
    if rank < RANK[Stage.POLICY_RECEIVED] and not (days >= 10 and lot < 3):
        check.chased_days = 30 if days >= 30 else 0
        return check
    check.received_on = min(today, starts + timedelta(days=min(days, 28) // 2))
    check.received_by = owner.administrator
    check.needs_second = lot == 1
    if rank < RANK[Stage.CHECKED] and lot not in (1, 2):
        return check
    check.finished_on = min(today, check.received_on + timedelta(days=3))
    check.finished_by = owner.administrator
    if rank >= RANK[Stage.DELIVERED]:
        if check.needs_second:
            check.second_on, check.second_by = check.finished_on, owner.executive
        check.delivered_on = min(today, check.finished_on + timedelta(days=9))
        check.base_on, check.base_by = check.delivered_on, owner.executive
    elif lot == 2:
        check.asked_on = max(check.finished_on, today - timedelta(days=6))
    return check


def _items(
    checks: Sequence[PolicyCheck], owners: Mapping[int, Any], asked: Mapping[int, CarrierRequest]
) -> None:
    items = []
    for check in checks:
        by = owners[check.client_id].administrator
        for rank, (label, reads) in enumerate(ITEMS):
            item = CheckItem(check_of=check, rank=rank, label=label, reads=reads,
                             expected=_expected(check, reads))  # fmt: skip
            if check.finished_on or rank < 2:
                item.answer, item.answered_by, item.answered_at = "match", by, _noon(check)
            if check.asked_on and reads == "premium":
                item.answer, item.request = "discrepancy", asked[check.pk]
                item.found = f"${check.term.annual_premium * 11 / 10:,.2f}"
            items.append(item)
    CheckItem.objects.bulk_create(items, batch_size=2000)


def _noon(check: PolicyCheck) -> datetime:
    day = check.finished_on or check.received_on or check.counts_from
    return _at_noon(day)


def _at_noon(day: date | None) -> datetime:
    return timezone.make_aware(datetime.combine(day or date.min, time(12)))


def _expected(check: PolicyCheck, reads: str) -> dict[str, str]:
    term = check.term
    ends = f"{term.expires_on:%m/%d/%Y}" if term.expires_on else "continuous"
    said = {
        "company": str(term.policy.writing_company),
        "number": term.number,
        "premium": f"${term.annual_premium:,.2f}",
        "period": f"{term.effective_on:%m/%d/%Y} – {ends}",
    }
    if reads == "insured":
        return {"application": str(term.client)}
    return {"binder": said[reads]} if reads in said else {}


def _requests(
    checks: Sequence[PolicyCheck], owners: Mapping[int, Any], today: date
) -> dict[int, CarrierRequest]:
    """Check id → what the carrier was asked."""
    rows = CarrierRequest.objects.bulk_create(
        CarrierRequest(
            check_of=check, purpose="correction" if check.received_on else "chase",
            through="portal", whom="Underwriting desk", due_on=today + timedelta(days=5),
            message="Please correct the premium." if check.received_on else "Please send it.",
            form_key=uuid5(NAMESPACE_URL, f"demo-request:{check.pk}"),
            by=owners[check.client_id].administrator,
        )
        for check in checks
        if check.asked_on or (not check.received_on and (today - check.counts_from).days >= 30)
    )  # fmt: skip
    return {row.check_of_id: row for row in rows}


def _deliveries(checks: Sequence[PolicyCheck], owners: Mapping[int, Any]) -> None:
    PolicyDelivery.objects.bulk_create(
        PolicyDelivery(
            check_of=check, channel=("email", "hand", "post")[check.term_id % 3],
            recipient="The insured", delivered_on=check.delivered_on, key=f"demo:{check.pk}",
            by=owners[check.client_id].executive, at=_at_noon(check.delivered_on),
        )
        for check in checks
    )  # fmt: skip
