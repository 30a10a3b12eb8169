"""What became of the demo's expired policies, and the notices their carriers gave."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from accounts.models import ChangeReason, PolicyTerm
from renewals.models import CarrierNotice, Disposition
from reports.demo.plan import PolicyPlan, TermPlan

UNDECIDED = 12  # days after expiration within which some are still open
WHY = (
    ("price", "E-mail of the client: the other broker was a fifth cheaper"),
    ("sold-closed", "Call with the owner: the business was sold"),
    ("service", "Letter of the client, in the file"),
    ("moved-direct", "E-mail of the client: buys from the carrier from now on"),
    ("bor", "Broker of record letter, in the file"),
    ("coverage", "Call with the client: wanted terms we could not find"),
)


Written = tuple[Any, PolicyPlan, TermPlan, PolicyTerm]


def load_endings(written: Iterable[Written], today: date) -> list[Written]:
    """Record what became of policies that simply ended, and the notices of non-renewals.

    Gives back the other rows: what needed no record and was not moved elsewhere.
    """
    reasons = {reason.code: reason for reason in ChangeReason.objects.all()}
    endings, notices = [], []
    replaced = set()
    rows = list(written)
    for _, policy, _, _ in rows:
        if policy.terms and policy.replaces is not None:
            replaced.add(id(policy.replaces))
    for owner, policy, term, row in rows:
        told = [d for d in term.deeds if d.kind == "NRN"]
        for deed in told:
            notices.append(
                CarrierNotice(
                    term=row, event="non_renewal", given_on=deed.entered_on,
                    says="Loss experience; the company leaves the class", by=owner.administrator,
                )
            )  # fmt: skip
        if told or id(policy) in replaced or not _ended(policy, term, today):
            continue
        code, evidence = WHY[(owner.plan.index + len(policy.line)) % len(WHY)]
        endings.append(
            Disposition(
                term=row, outcome="bor_lost" if code == "bor" else "lost",
                reason=reasons[code], evidence=evidence, by=owner.executive,
            )
        )  # fmt: skip
    Disposition.objects.bulk_create(endings, batch_size=2000)
    CarrierNotice.objects.bulk_create(notices, batch_size=2000)
    over = {ending.term_id for ending in endings}
    return [row for row in rows if row[3].pk not in over and id(row[1]) not in replaced]


def _ended(policy: PolicyPlan, term: TermPlan, today: date) -> bool:
    """Whether the term is the last of its policy, ran out some while ago and was not cancelled."""
    last = max(policy.terms, key=lambda t: t.effective_on)
    moves = [d.kind for d in term.deeds if d.kind in ("CAN", "REI")]
    return (
        term is last
        and term.expires_on is not None
        and term.expires_on <= today - timedelta(days=UNDECIDED)
        and moves[-1:] != ["CAN"]
    )
