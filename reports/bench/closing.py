"""Closing a month against the bare copying of its transactions."""

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import PolicyTerm, PolicyTransaction
from config.lib.dates import add_months, month_start
from reports.bench.timing import Pair, Table, measure, undone
from reports.models import MonthClose
from reports.production.services import close_month
from teams.models import User

MEANING = (
    "Closing the last month: its figures on every cut added up, compared and frozen, and the "
    "ledger closed with it; against copying its transactions in one INSERT."
)


def table(repeat: int) -> Table:
    """Measure the closing of the last month, those before it being closed; nothing stays."""
    director = User.objects.get(email="director@steward.example")
    month = add_months(month_start(timezone.localdate()), -1)
    with transaction.atomic():
        if not MonthClose.objects.filter(month=add_months(month, -1)).exists():
            close_month(month=add_months(month, -1), by=director)
        booked = PolicyTransaction.objects.filter(fact=None, month__lte=month).count()
        pair = Pair(
            f"Closing {month:%B %Y}",
            undone(lambda: close_month(month=month, by=director)),
            undone(lambda: _copied(month)),
            f"{PolicyTerm.objects.count():,} policies, {booked:,} transactions to freeze",
        )
        rows = measure([pair], repeat)
        transaction.set_rollback(True)
    return Table("Closing", MEANING, rows)


_COPY = """
INSERT INTO reports_productionfact (close_id, month, transaction_id, kind, premium, commission,
                                    client_id, client_name, number, line_id, writing_company_id,
                                    fresh)
SELECT %s, booked.month, booked.id, booked.kind, booked.premium, booked.commission, term.client_id,
       client.name, term.number, policy.line_id, policy.writing_company_id, ''
  FROM accounts_policytransaction booked
  JOIN accounts_policyterm term ON term.id = booked.term_id
  JOIN accounts_client client ON client.id = term.client_id
  JOIN accounts_policy policy ON policy.id = term.policy_id
  LEFT JOIN reports_productionfact fact ON fact.transaction_id = booked.id
 WHERE booked.month <= %s AND fact.id IS NULL
"""


def _copied(month: date) -> None:
    close = MonthClose.objects.create(month=month)
    with connection.cursor() as cursor:
        cursor.execute(_COPY, [close.pk, month])
