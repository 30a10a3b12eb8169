"""What the lists behind the production figures can be asked."""

from datetime import date
from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError

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
from reports.production import book
from reports.production.ends import reasons_of
from reports.production.figures import COLUMNS
from reports.production.fresh import FRESH, fresh_ids
from reports.production.models import MonthClose
from reports.production.querysets import DIMENSIONS, Sight
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


class SpanFilter(filters.FilterSet):
    """From `month` through `through` (the same month when it is empty)."""

    month = month_filter("Month")
    through = month_filter("Through")

    def spanned(self, queryset, name, value):
        return queryset

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

    def filter_queryset(self, queryset):
        rows = super().filter_queryset(queryset)
        first, last = self.span
        if first:
            rows = rows.filter(counted_in__gte=first)
        if last:
            rows = rows.filter(counted_in__lte=last)
        if (fresh := self.form.cleaned_data.get("fresh")) and first and last:
            rows = rows.filter(pk__in=fresh_ids(self.request.user, first, last, fresh))
        if (part := self.form.cleaned_data.get("part")) and first:
            gone = ["cancelled", "expired_renewed", "expired_lost"]
            parts = ["stayed"] if part == "stayed" else ["outside", *gone]
            terms = book.moved_terms(self.request.user, first, closed_at(first), parts)
            rows = rows.filter(term__in=list(terms))
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
        found = book.cohort_terms(Sight(self.request.user), first, last, lost, **who)
        if reason := asked.get("reason"):
            said, wanted = reasons_of(list(found)), None if reason == "none" else reason.pk
            found = {term: row for term, row in found.items() if said.get(term) == wanted}
        self.request.production = found
        return queryset.filter(pk__in=list(self.request.production))


class MoveFilter(filters.FilterSet):
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

    def spanned(self, queryset, name, value):
        return queryset

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        if not asked.get("month"):
            return queryset.none()
        month = parse_month(asked["month"])
        parts = [asked["part"]] if asked.get("part") else [p for p, (_, s) in PARTS.items() if s]
        found = book.moved_terms(self.request.user, month, closed_at(month), parts)
        for row in found.values():
            row["premium"] = row["now"] if PARTS[row["part"]][1] > 0 else -row["before"]
        self.request.production = found
        return queryset.filter(pk__in=list(found))


def closed_at(month: date):
    """When `month` was closed; None while it is open."""
    return MonthClose.objects.filter(month=month).values_list("closed_at", flat=True).first()
