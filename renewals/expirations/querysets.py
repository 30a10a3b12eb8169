"""Questions about coming expirations and who was told of them."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.clients.models import ServiceAssignment
from accounts.clients.querysets import OfClientQuerySet
from accounts.policies.models import PolicyTerm
from config.lib.models import HouseQuerySet
from renewals.dispositions.querysets import replacements, successors, with_disposition
from teams.access.roles import Role
from teams.people.models import User

if TYPE_CHECKING:
    from accounts.policies.querysets import PolicyTermQuerySet

ALARM_DAYS = 366


class AlertRuleQuerySet(HouseQuerySet):
    def days_in_force(self, on: date) -> list[int]:
        """How many days before expiration executives are told, by the rules of `on`; ascending."""
        rules = self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
        return sorted(set(rules.values_list("days_before", flat=True)))


class ExpirationAlertQuerySet(OfClientQuerySet):
    client_path = "term__client"


def expiring_terms(terms: "PolicyTermQuerySet", on: date, days: int, back: int = 0) -> Any:
    """Terms that expire within `days` days after `on` or did within `back` days before it, each
    with what became of it as far as is known today (`outcome`, null while open)."""
    first, last = on - timedelta(days=back), on + timedelta(days=days)
    # A term that has not begun is not in force yet; it comes up once it has.
    ending = terms.filter(effective_on__lte=on, expires_on__gt=first, expires_on__lte=last)
    return with_disposition(ending.with_annual(on))


def still_open(terms: "PolicyTermQuerySet") -> "PolicyTermQuerySet":
    """Terms of which nothing says what became of them: `outcome` is null, without asking which."""
    moves = apps.get_model("accounts", "PolicyTransaction").objects.filter(term=OuterRef("pk"))
    end = moves.filter(kind__in=["CAN", "REI"]).order_by("-effective_on", "-pk").values("kind")
    said = apps.get_model("renewals", "Disposition").objects.filter(term=OuterRef("pk"))
    return terms.annotate(last_move=Coalesce(Subquery(end[:1]), Value(""))).filter(
        ~Q(last_move="CAN"),
        ~Exists(successors()),
        ~Exists(replacements()),
        ~Exists(moves.filter(kind="NRN")),
        ~Exists(said),
    )


def expired_open(terms: "PolicyTermQuerySet", on: date) -> "PolicyTermQuerySet":
    """Terms that expired by `on`, within a year, and that nobody gave a disposition (DOMAIN §7)."""
    first = on - timedelta(days=ALARM_DAYS)
    return still_open(terms.filter(expires_on__gt=first, expires_on__lte=on))


def to_tell(on: date) -> "PolicyTermQuerySet":
    """Terms somebody must be told of on `on`, and was not yet (DOMAIN §7, DESIGN §4.6).

    In force, open, and expiring within the days of a rule in force. Annotated are
    `rule_days`, the nearest rule that is due, and `told_to`, the id of the person to tell: the
    client's account executive, else its sales executive, else a manager of its department, else
    null. A term that was told by the nearest rule, or a nearer one, is not told by a farther one;
    one whose expiration moved since is told again.
    """
    days = apps.get_model("renewals", "AlertRule").objects.days_in_force(on)
    nearest = Case(
        *(When(expires_on__lte=on + timedelta(days=n), then=Value(n)) for n in days),
        default=Value(0),
        output_field=models.IntegerField(),
    )
    told = apps.get_model("renewals", "ExpirationAlert").objects.filter(
        term=OuterRef("pk"),
        expires_on=OuterRef("expires_on"),
        days_before__lte=OuterRef("rule_days"),
    )
    return (
        still_open(PolicyTerm.objects.expiring(on, max(days, default=0)))
        .annotate(rule_days=nearest)
        .filter(~Exists(told))
        .annotate(told_to=_person_to_tell())
    )


def _person_to_tell() -> Coalesce:
    def serving(role: str) -> Subquery:
        current = ServiceAssignment.objects.current().filter(
            client=OuterRef("client"), role=role, user__is_active=True
        )
        return Subquery(current.order_by("pk").values("user")[:1])

    managers = User.objects.active().filter(
        role=Role.MANAGER, teams__department=OuterRef("client__team__department")
    )
    return Coalesce(
        serving(Role.ACCOUNT_EXECUTIVE),
        serving(Role.SALES_EXECUTIVE),
        Subquery(managers.order_by("pk").values("pk")[:1]),
        output_field=models.BigIntegerField(),
    )
