"""What the lists behind the production figures can be asked."""

from datetime import date
from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from accounts.carriers.models import Carrier, WritingCompany
from accounts.clients.models import Tier
from accounts.policies.models import (
    ChangeReason,
    LineOfBusiness,
    PolicyTerm,
    PolicyTransaction,
    TransactionKind,
)
from config.lib.dates import parse_month
from config.lib.errors import DomainError
from reports.production import book
from reports.production.ends import reasons_of
from reports.production.figures import COLUMNS
from reports.production.fresh import FRESH, fresh_ids
from reports.production.models import MonthClose
from reports.production.querysets import DIMENSIONS, Sight, counted
from reports.production.rows import kept_due, kept_moves, terms, transactions
from reports.production.rules import GROUPS, PARTS
from teams.people.models import Team, User

NOBODY = {"null_label": "None named", "null_value": "none", "empty_label": "All"}
KINDS = [*((g, label) for g, (label, _) in GROUPS.items()), *TransactionKind.choices]


def is_month(text: str) -> None:
    """Refuse what is not a month. Raises ValidationError."""
    try:
        parse_month(text)
    except ValueError:
        raise ValidationError(f"“{text[:20]}” is not a month; write it as 2026-10.") from None


def month_filter(label: str) -> filters.CharFilter:
    """A month as YYYY-MM; the filter set itself turns the pair into a span."""
    return filters.CharFilter(label=label, method="spanned", validators=[is_month], max_length=20)


def departments() -> list[tuple[str, str]]:
    """The departments there are, for a filter's choices."""
    found = Team.objects.order_by("department").values_list("department", flat=True).distinct()
    return [(name, name) for name in found]


def closed_months() -> list[tuple[str, str]]:
    """The closed months, for a filter's choices."""
    months = MonthClose.objects.values_list("month", flat=True)
    return [(f"{month:%Y-%m}", f"{month:%B %Y}") for month in months]


class ClosedFilter(filters.FilterSet):
    """Rows as of today, or those that the figures of a closed month were made of."""

    close = filters.ChoiceFilter(
        label="As closed with", choices=closed_months, empty_label="As of today", method="spanned"
    )

    def spanned(self, queryset, name, value):
        return queryset

    @cached_property
    def closed(self) -> MonthClose | None:
        """The close that is asked for, which knows nothing of later months. Raises DomainError."""
        asked = self.form.cleaned_data.get("close")
        if not asked:
            return None
        close = MonthClose.objects.get(month=parse_month(asked))
        if any(month and month > close.month for month in self.span):
            raise DomainError(f"{close} was closed before that; choose an earlier month.")
        return close

    @property
    def span(self) -> tuple[date | None, date | None]:
        """First and last month asked for; None where open."""
        asked = self.form.cleaned_data
        month = parse_month(asked["month"]) if asked.get("month") else None
        return month, month

    @property
    def is_kept(self) -> bool:
        """Whether the span is the closed month itself, whose rows were kept one by one."""
        return self.closed is not None and self.span == (self.closed.month, self.closed.month)

    @property
    def asked_today(self) -> bool:
        """Whether rows of a closed month are asked as of today, since they were not kept."""
        return self.closed is not None and not self.is_kept

    @property
    def sight(self) -> Sight:
        """Whose clients are asked for."""
        return Sight(self.request.user, close=self.closed)

    def moves(self, month: date, parts: list[str]) -> dict[int, dict[str, Any]]:
        """The terms behind `parts` of the book's way through `month`, with their premium."""
        if self.closed and month == self.closed.month:
            return kept_moves(self.request.user, self.closed, parts)
        found = book.moved_terms(self.sight, month, closed_at(month), parts)
        return {term: {**row, "premium": book.moves(row)} for term, row in found.items()}

    def behind(self, queryset, found: dict[int, dict[str, Any]]):
        """The terms that were found, which the list shows with what was found of them."""
        self.request.production = found
        rows = terms(PolicyTerm.objects.all()) if self.closed else queryset
        return rows.filter(pk__in=list(found))


class SpanFilter(ClosedFilter):
    """From `month` through `through` (the same month when it is empty)."""

    month = month_filter("Month")
    through = month_filter("Through")

    @property
    def span(self) -> tuple[date | None, date | None]:
        """First and last month asked for; None where open."""
        asked = self.form.cleaned_data
        first = parse_month(asked["month"]) if asked.get("month") else None
        last = parse_month(asked["through"]) if asked.get("through") else first
        return first, last


class TransactionFilter(SpanFilter):
    """The transactions behind a figure; expects a queryset made by `counted`."""

    kind = filters.ChoiceFilter(label="Kind", choices=KINDS, empty_label="All", method="of_kind")
    executive = filters.ModelChoiceFilter(
        queryset=User.objects.all(), label="Account executive", **NOBODY
    )
    sales_executive = filters.ModelChoiceFilter(
        queryset=User.objects.all(), label="Sales executive", **NOBODY
    )
    line = filters.ModelChoiceFilter(
        queryset=LineOfBusiness.objects.all(), label="Line", empty_label="All", method="on_line"
    )
    carrier = filters.ModelChoiceFilter(
        queryset=Carrier.objects.all(), label="Carrier", empty_label="All", method="with_carrier"
    )
    team = filters.ModelChoiceFilter(
        queryset=Team.objects.all(), label="Team", empty_label="All", field_name="team_of"
    )
    tier = filters.ModelChoiceFilter(
        queryset=Tier.objects.all(), label="Tier", method="of_tier", **NOBODY
    )
    department = filters.ChoiceFilter(
        choices=departments, label="Department", empty_label="All", field_name="department_of"
    )
    fresh = filters.ChoiceFilter(
        label="New as", choices=list(FRESH.items()), empty_label="All", method="unchanged"
    )
    reason = filters.ModelChoiceFilter(
        queryset=ChangeReason.objects.all(),
        label="Reason",
        null_label="Not said",
        null_value="none",
        empty_label="All",
    )
    part = filters.ChoiceFilter(
        label="Part of the book",
        choices=[("stayed", "Terms that stayed"), ("outside", "Terms not in the book")],
        empty_label="All",
        method="unchanged",
    )

    class Meta:
        model = PolicyTransaction
        fields: list[str] = []

    @property
    def asked_today(self) -> bool:
        """Of transactions only which are new as what, and on which terms of the book they are."""
        asked = self.form.cleaned_data
        return super().asked_today and bool(asked.get("fresh") or asked.get("part"))

    def filter_queryset(self, queryset):
        if self.closed:
            queryset = transactions(counted(self.request.user, self.closed), self.closed)
        rows = super().filter_queryset(queryset)
        first, last = self.span
        if first:
            rows = rows.filter(counted_in__gte=first)
        if last:
            rows = rows.filter(counted_in__lte=last)
        if (fresh := self.form.cleaned_data.get("fresh")) and self.is_kept:
            rows = rows.filter(fact__fresh=fresh)
        elif fresh and first and last:
            rows = rows.filter(pk__in=fresh_ids(self.sight, first, last, fresh))
        if (part := self.form.cleaned_data.get("part")) and first:
            gone = ["cancelled", "expired_renewed", "expired_lost"]
            parts = ["stayed"] if part == "stayed" else ["outside", *gone]
            rows = rows.filter(term__in=list(self.moves(first, parts)))
        return rows

    def unchanged(self, queryset, name, value):
        return queryset

    def of_kind(self, queryset, name, value):
        kinds = GROUPS[value][1] if value in GROUPS else (value,)
        return queryset.filter(kind__in=kinds)

    def of_tier(self, queryset, name, tier):
        return queryset.filter(tier_of=None if tier == "none" else tier.pk)

    def on_line(self, queryset, name, line):
        return queryset.filter(line_of=line.pk)

    def with_carrier(self, queryset, name, carrier):
        return queryset.filter(company_of__in=WritingCompany.objects.filter(carrier=carrier))


class RenewalFilter(SpanFilter):
    """The terms that came up for renewal, in a month or through another."""

    outcome = filters.ChoiceFilter(
        label="Outcome",
        choices=[("lost", COLUMNS["expired"]), ("renewed", "Renewed")],
        empty_label="All",
        method="unchanged",
    )
    reason = filters.ModelChoiceFilter(
        queryset=ChangeReason.objects.all(),
        label="Reason",
        null_label="Not said",
        null_value="none",
        empty_label="All",
        method="unchanged",
    )
    executive = filters.ModelChoiceFilter(
        queryset=User.objects.all(), label="Account executive", method="unchanged", **NOBODY
    )
    sales_executive = filters.ModelChoiceFilter(
        queryset=User.objects.all(), label="Sales executive", method="unchanged", **NOBODY
    )
    line = filters.ModelChoiceFilter(
        queryset=LineOfBusiness.objects.all(), label="Line", empty_label="All", method="unchanged"
    )
    carrier = filters.ModelChoiceFilter(
        queryset=Carrier.objects.all(), label="Carrier", empty_label="All", method="unchanged"
    )
    team = filters.ModelChoiceFilter(
        queryset=Team.objects.all(), label="Team", empty_label="All", method="unchanged"
    )
    tier = filters.ModelChoiceFilter(
        queryset=Tier.objects.all(), label="Tier", method="unchanged", **NOBODY
    )
    department = filters.ChoiceFilter(
        choices=departments, label="Department", empty_label="All", method="unchanged"
    )

    class Meta:
        model = PolicyTerm
        fields: list[str] = []

    def unchanged(self, queryset, name, value):
        return queryset

    def filter_queryset(self, queryset):
        first, last = self.span
        if first is None or last is None:
            return queryset.none()
        asked = self.form.cleaned_data
        who: dict[str, Any] = {
            name: None if asked[name] == "none" else getattr(asked[name], "pk", asked[name])
            for name in DIMENSIONS
            if asked.get(name)
        }
        lost = {"lost": True, "renewed": False}.get(asked.get("outcome") or "")
        if self.is_kept and self.closed:
            found = kept_due(self.request.user, self.closed, lost, who)
            said = {term: row["reason_id"] for term, row in found.items()}
        else:
            found = book.cohort_terms(self.sight, first, last, lost, **who)
            said = reasons_of(list(found)) if asked.get("reason") else {}
        if reason := asked.get("reason"):
            wanted = None if reason == "none" else reason.pk
            found = {term: row for term, row in found.items() if said.get(term) == wanted}
        return self.behind(queryset, found)


class MoveFilter(ClosedFilter):
    """The terms behind one line of the identity."""

    month = month_filter("Month")
    part = filters.ChoiceFilter(
        label="What moved",
        choices=[(part, label) for part, (label, sign) in PARTS.items() if sign],
        empty_label="Everything that entered or left",
        method="spanned",
    )

    class Meta:
        model = PolicyTerm
        fields: list[str] = []

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        if not asked.get("month"):
            return queryset.none()
        parts = [asked["part"]] if asked.get("part") else [p for p, (_, s) in PARTS.items() if s]
        return self.behind(queryset, self.moves(parse_month(asked["month"]), parts))


def closed_at(month: date):
    """When `month` was closed; None while it is open."""
    return MonthClose.objects.filter(month=month).values_list("closed_at", flat=True).first()
