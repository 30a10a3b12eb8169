"""What became of expiring terms: read from their transactions, else from what was recorded."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat
from django.db.models.lookups import EndsWith, StartsWith

from accounts.clients.querysets import OfClientQuerySet
from renewals.dispositions.outcomes import Outcome

if TYPE_CHECKING:
    from accounts.policies.querysets import PolicyTermQuerySet


class DispositionQuerySet(OfClientQuerySet):
    client_path = "term__client"


def _transactions() -> models.QuerySet:
    return apps.get_model("accounts", "PolicyTransaction").objects.order_by()


def _said(*kinds: str, begins: str, ends: str = "") -> Any:
    """Whether the last transaction of `kinds` reads so as "kind:asked by:reason"."""
    last = _transactions().filter(term=OuterRef("pk"), kind__in=kinds)
    words = Concat(
        F("kind"), Value(":"), F("asked_by"), Value(":"), Coalesce(F("reason__code"), Value("")),
        output_field=CharField(),
    )  # fmt: skip
    said = Coalesce(
        Subquery(last.order_by("-effective_on", "-pk").values(said=words)[:1]), Value("")
    )
    return Q(StartsWith(said, Value(begins))) & Q(EndsWith(said, Value(ends)))


def _taken() -> Any:
    """Of terms: that they came into force, being not cancelled from their first day."""
    moves = _transactions().filter(term=OuterRef("pk"), effective_on__lte=OuterRef("effective_on"))
    return ~Q(Exists(moves.filter(kind="CAN"))) | Q(Exists(moves.filter(kind="REI")))


def successors() -> "PolicyTermQuerySet":
    """For an outer PolicyTerm: terms of its policy that begin when it ends, and were taken."""
    terms = apps.get_model("accounts", "PolicyTerm").objects
    return terms.filter(
        _taken(), policy=OuterRef("policy"), effective_on__gte=OuterRef("expires_on")
    )


def replacements() -> "PolicyTermQuerySet":
    """For an outer PolicyTerm: terms of the policies written in the place of its policy."""
    terms = apps.get_model("accounts", "PolicyTerm").objects
    return terms.filter(
        _taken(), policy__replaces=OuterRef("policy"), effective_on__gt=OuterRef("effective_on")
    )


def with_disposition(terms: "PolicyTermQuerySet") -> "PolicyTermQuerySet":
    """Annotate `outcome`: what became of each term, null while that is open.

    Transactions say so first: the last cancellation, a term that follows, a non-renewal; then
    what a person recorded. A term that is followed by a recorded extension is extended.
    """
    # Nested, so that the database asks for a term only what it has to.
    return terms.annotate(
        outcome=_case(
            When(_said("CAN", "REI", begins="CAN"), then=_cancelled()),
            When(
                Exists(successors()),
                then=_case(
                    _when(Q(disposition__outcome=Outcome.EXTENDED), Outcome.EXTENDED),
                    default=Value(Outcome.RENEWED.value),
                ),
            ),
            _when(Exists(replacements()), Outcome.REWRITTEN),
            When(_said("NRN", begins="NRN"), then=_refused()),
            default=F("disposition__outcome"),
        )
    )


def _cancelled() -> Case:
    return _case(
        _when(Exists(replacements()), Outcome.REWRITTEN),
        _when(_said("CAN", "REI", begins="CAN", ends=":bor"), Outcome.BOR_LOST),
        default=Value(Outcome.CANCELLED.value),
    )


def _refused() -> Case:
    return _case(
        _when(_said("NRN", begins="NRN", ends=":bor"), Outcome.BOR_LOST),
        _when(_said("NRN", begins="NRN:carrier"), Outcome.NON_RENEWED),
        _when(_said("NRN", begins="NRN", ends=":carrier-non-renewal"), Outcome.NON_RENEWED),
        default=Value(Outcome.LOST.value),
    )


def _case(*whens: When, default: Any) -> Case:
    return Case(*whens, default=default, output_field=CharField(null=True))


def _when(condition: Any, outcome: Outcome) -> When:
    return When(condition, then=Value(outcome.value))
