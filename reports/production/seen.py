"""Which transactions somebody sees: today, or as a month was closed."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from accounts.clients.models import Client
from accounts.clients.querysets import absent_ids_covered_by
from accounts.policies.models import PolicyTransaction
from teams.access.roles import Scope

if TYPE_CHECKING:
    from reports.production.models import MonthClose
    from teams.people.models import User


def seen_transactions(user: "User", close: "MonthClose | None") -> QuerySet[PolicyTransaction]:
    """The transactions of the clients of `user`: those one stands in for are a colleague's still.

    With `close`, what counted by that month, of the clients in the shares of the house that
    `user` sees of it: the rows that its figures were made of, wherever a client is now.
    """
    if close is None:
        rows = PolicyTransaction.objects.visible_to(user).order_by()
        if absent_ids_covered_by(user):
            rows = rows.filter(term__client__in=Client.objects.own_of(user).order_by().values("pk"))
        return rows
    rows = PolicyTransaction.objects.filter(fact__close__month__lte=close.month).order_by()
    if user.scope == Scope.ALL:
        return rows
    shares = close.shares.visible_to(user)
    earlier = Q(fact__close__month__lt=close.month, term__client__in=shares.their_clients())
    return rows.filter(Q(fact__share__in=shares) | earlier)
