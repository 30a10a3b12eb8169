"""What the page of one statement shows."""

from typing import Any

from accounts.commissions.finding import register
from accounts.commissions.models import CommissionStatement, StatementRow
from config.lib.money import ZERO

SHOWN = 200


def page_of(statement: CommissionStatement) -> dict[str, Any]:
    """The context of the statement's page; a fixed number of queries."""
    rows = list(statement.rows.select_related("term__client", "answered_by"))
    waiting = [row for row in rows if not row.settled]
    answered = [row for row in rows if row.answer]
    apart = sum((r.commission for r in rows if r.answer == StatementRow.Answer.APART), ZERO)
    total = sum((row.commission for row in rows), ZERO)
    _attach_candidates(statement, waiting)
    return {
        "statement": statement,
        "waiting": waiting[:SHOWN],
        "waiting_count": len(waiting),
        "answered": answered[:SHOWN],
        "fitting": [row for row in rows if row.finding == "fits" and not row.answer][:SHOWN],
        "count": len(rows),
        "total": total,
        "apart": apart,
        "booked": total - apart,
        "expected": sum((row.expected for row in rows), ZERO),
        "ties": statement.stated_total is None or statement.stated_total == total,
        "answers": StatementRow.Answer.choices,
    }


def _attach_candidates(statement: CommissionStatement, rows: list[StatementRow]) -> None:
    """Give each ambiguous row the policies it may be about."""
    unclear = [row for row in rows if row.finding == StatementRow.Finding.AMBIGUOUS]
    if not unclear:
        return
    found = register(statement.carrier_id)
    for row in unclear:
        day = row.effective_on or statement.paid_on
        row.candidates = found.find(row.number, row.insured, day)  # type: ignore[attr-defined]
