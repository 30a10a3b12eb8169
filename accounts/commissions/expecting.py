"""Commission that carriers who bill themselves owe: expected when booked, open until stated."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.commissions.models import ExpectedCommission
from accounts.commissions.querysets import not_expected
from accounts.ledger.models import JournalEntry
from accounts.ledger.services import Event, Leg, post
from accounts.policies.models import PolicyTransaction

if TYPE_CHECKING:
    from teams.people.models import User

CHUNK = 1000
LATELY = timedelta(days=90)


@transaction.atomic
def expect_commissions(
    transactions: Sequence[PolicyTransaction], *, by: "User | None"
) -> list[ExpectedCommission]:
    """Post the commission of direct-billed transactions as estimated, on the day of their entry.

    No cash moves, and nothing touches the trust account. Each transaction is expected once; a
    second time is an IntegrityError.
    """
    days = [timezone.localdate(each.entered_at) for each in transactions]
    entries = post(
        [
            Event(
                JournalEntry.Kind.COMMISSION,
                day,
                [
                    Leg("carrier_receivable", each.commission, each.term.client_id),
                    Leg("commission_estimated", -each.commission, each.term.client_id),
                ],
                memo=f"Expected on {each.term.number}"[:200],
            )
            for each, day in zip(transactions, days, strict=True)
        ],
        by=by,
    )
    return ExpectedCommission.objects.bulk_create(
        [
            ExpectedCommission(
                transaction=each,
                term=each.term,
                client_id=each.term.client_id,
                carrier_id=each.term.policy.writing_company.carrier_id,
                premium=each.premium,
                amount=each.commission,
                expected_on=entry.posted_on,
                entry=entry,
            )
            for each, entry in zip(transactions, entries, strict=True)
        ],
        batch_size=CHUNK,
    )


def expect_what_is_new(*, by: "User | None" = None) -> int:
    """Put what was booked lately and the carrier bills on the books; how many transactions.

    What was booked longer ago than the job could have missed was settled elsewhere.
    """
    since, done = timezone.localdate() - LATELY, 0
    while new := list(not_expected(since)[:CHUNK]):
        try:
            done += len(expect_commissions(new, by=by))
        except IntegrityError:
            break  # somebody else is at it
    return done


def open_by_term(terms: Sequence[int]) -> dict[int, list[tuple[int, Decimal]]]:
    """Term id → (expected commission's id, dollars open), the oldest first."""
    found: dict[int, list[tuple[int, Decimal]]] = defaultdict(list)
    rows = ExpectedCommission.objects.filter(term__in=set(terms)).with_open().exclude(open=0)
    for pk, term, left in rows.order_by("expected_on", "pk").values_list("pk", "term", "open"):
        found[term].append((pk, left))
    return found
