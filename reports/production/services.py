"""Closing a month: its figures are frozen, and later corrections book into an open one."""

from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from accounts.ledger.services import close_ledger
from config.lib.dates import add_months, month_start
from config.lib.errors import DomainError
from reports.budgets.models import BudgetAmount
from reports.production.asking import names_in, tallies
from reports.production.figures import closing
from reports.production.frozen import figures_to_keep, shared_out
from reports.production.models import MonthClose, ProductionShare
from reports.production.querysets import Sight, first_open_month, months_with_production
from reports.production.tally import freeze, together
from teams.access.roles import Scope
from teams.people.models import User

# What is to be frozen is told before the first row is written: asked row by row, the empty table
# would be read again and again while it grows.
_FREEZE = """
WITH unfrozen AS MATERIALIZED (
    SELECT array_agg(made.id) AS ids FROM accounts_policytransaction made
     WHERE made.month <= %(month)s
       AND NOT EXISTS (SELECT FROM reports_productionfact fact WHERE fact.transaction_id = made.id))
INSERT INTO reports_productionfact (close_id, share_id, transaction_id, kind, premium, commission,
                                    client_id, client_name, number, line_id, writing_company_id,
                                    carrier_id, executive_id, sales_executive_id, team_id, tier_id,
                                    department)
SELECT %(close)s, shared.share, booked.id, booked.kind, booked.premium, booked.commission,
       term.client_id, client.name, term.number, policy.line_id, policy.writing_company_id,
       company.carrier_id, booked.executive_id, booked.sales_executive_id, client.team_id,
       client.tier_id, team.department
  FROM accounts_policytransaction booked
  JOIN accounts_policyterm term ON term.id = booked.term_id
  JOIN accounts_policy policy ON policy.id = term.policy_id
  JOIN accounts_client client ON client.id = term.client_id
  JOIN accounts_writingcompany company ON company.id = policy.writing_company_id
  JOIN teams_team team ON team.id = client.team_id
  JOIN unnest(%(clients)s::bigint[], %(shares)s::bigint[]) AS shared (client, share)
    ON shared.client = client.id
 WHERE booked.id IN (SELECT unnest(ids) FROM unfrozen)
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
    shares = shared_out()
    of_client = {client: number for number, part in enumerate(shares.values()) for client in part}
    by_share = tallies(Sight(by, of_client), month)
    house = together(by_share.values())
    names = names_in(*by_share.values())
    found = closing(by, month, house, names)
    if not found.identity.holds:
        raise DomainError(
            f"{month:%B %Y} cannot be closed: beginning and changes differ from the ending book "
            f"by ${found.identity.gap:,.2f}. Nothing was closed."
        )
    plans = BudgetAmount.objects.filter(month__year=month.year).order_by("pk")
    figures = figures_to_keep(
        month, house, names, plans.values_list("budget", "month", "measure", "amount")
    )
    close = MonthClose.objects.create(month=month, closed_by=by, figures=figures)
    kept = ProductionShare.objects.bulk_create(
        ProductionShare(
            close=close, team_id=team, people=list(people), tally=freeze(by_share.get(number, {}))
        )
        for number, (team, people) in enumerate(shares)
    )
    rows = [(client, share.pk) for share, part in zip(kept, shares.values(), strict=True)
            for client in part]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            _FREEZE,
            {"close": close.pk, "month": month, "clients": [client for client, _ in rows],
             "shares": [share for _, share in rows]},
        )  # fmt: skip
    return close
