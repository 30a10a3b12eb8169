"""Closing a month: its figures are frozen, and later corrections book into an open one."""

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from accounts.ledger.services import close_ledger
from config.lib.dates import add_months, month_start
from config.lib.errors import DomainError
from reports.production.figures import figures, freeze
from reports.production.models import MonthClose
from reports.production.querysets import first_open_month, months_with_production
from teams.access.roles import Scope
from teams.people.models import User

_FREEZE = """
INSERT INTO reports_productionfact (close_id, transaction_id, kind, premium, commission, client_id,
                                    line_id, writing_company_id, executive_id, sales_executive_id,
                                    team_id, tier_id, department)
SELECT %(close)s, booked.id, booked.kind, booked.premium, booked.commission, term.client_id,
       policy.line_id, policy.writing_company_id, booked.executive_id, booked.sales_executive_id,
       client.team_id, client.tier_id, team.department
  FROM accounts_policytransaction booked
  JOIN accounts_policyterm term ON term.id = booked.term_id
  JOIN accounts_policy policy ON policy.id = term.policy_id
  JOIN accounts_client client ON client.id = term.client_id
  JOIN teams_team team ON team.id = client.team_id
 WHERE booked.month <= %(month)s
   AND NOT EXISTS (SELECT FROM reports_productionfact fact WHERE fact.transaction_id = booked.id)
"""


@transaction.atomic
def close_month(*, month: date, by: User) -> list[MonthClose]:
    """Close `month` (its first day) and every open month before it, oldest first.

    Raises DomainError when the month is not over, has nothing booked, is closed already, or
    its identity leaves a gap; then nothing is closed.
    """
    if by.scope != Scope.ALL or not by.may("months.close"):
        raise DomainError("Only those who see every client close months.")
    # One closing at a time, and no booking while the facts are copied.
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE reports_monthclose IN EXCLUSIVE MODE")
        cursor.execute("LOCK TABLE accounts_policytransaction IN SHARE MODE")
    month = month_start(month)
    if MonthClose.objects.filter(month=month).exists():
        raise DomainError(f"{month:%B %Y} is closed already.")
    if month >= month_start(timezone.localdate()):
        raise DomainError(f"{month:%B %Y} is not over yet; close it after its last day.")
    span = months_with_production(by)
    start = first_open_month() or (span[0] if span else None)
    if start is None or start > month:
        raise DomainError(
            f"Nothing is booked in {month:%B %Y} or before; there is nothing to close."
        )
    close_ledger(month=month, by=by)
    closed = []
    while start <= month:
        closed.append(_close(start, by))
        start = add_months(start, 1)
    return closed


def _close(month: date, by: User) -> MonthClose:
    found = figures(by, month)
    if not found.identity.holds:
        raise DomainError(
            f"{month:%B %Y} cannot be closed: beginning and changes differ from the ending book "
            f"by ${found.identity.gap:,.2f}. Nothing was closed."
        )
    close = MonthClose.objects.create(month=month, closed_by=by, figures=freeze(found))
    with connection.cursor() as cursor:
        cursor.execute(_FREEZE, {"close": close.pk, "month": month})
    return close
