"""The monthly production report (DOMAIN §6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as date_format

from accounts.policies.models import TransactionKind
from config.lib.exports import Sheet
from reports.budgets.comparison import Forecast, Line, against_budget, year_forecast
from reports.budgets.rules import Variance
from reports.documents.registry import Ask, Kind, register
from reports.documents.subjects import MONTH
from reports.production.charts import Chart, draw
from reports.production.figures import COLUMNS, DIMENSION_LABELS, SPANS, Figures, Row, figures
from reports.production.fresh import FRESH
from reports.production.models import ProductionFact, ProductionShare
from reports.production.querysets import counted
from reports.production.renewed import HOW
from reports.production.rows import transactions
from reports.production.rules import FORMULAS, Sums
from teams.people.models import User


@dataclass(frozen=True)
class ProductionReport:
    """The report of one month as one person may see it: data only."""

    figures: Figures
    as_of: date
    made_at: datetime
    budget_lines: tuple[Line, ...] = ()
    forecast: Forecast | None = None
    formulas: tuple[tuple[str, str], ...] = FORMULAS

    @property
    def title(self) -> str:
        return self.figures.title

    @property
    def period(self) -> str:
        found = self.figures
        state = "closed" if found.closed_at else "open month, figures may still change"
        return f"{found.month:%B %Y} ({state})"

    @property
    def stand(self) -> str:
        """Since when the figures stand: the close, or for an open month the moment of asking.

        A closed month names no other moment, so that its paper comes out the same again.
        """
        closed_at = self.figures.closed_at
        word, at = ("closed", closed_at) if closed_at else ("made", self.made_at)
        return f"{word} {date_format(timezone.localtime(at), 'm/d/Y g:i a')}"

    @property
    def built_from(self) -> dict[str, Any]:
        """What the figures rest on: how many transactions, whose clients, frozen or open."""
        found = self.figures
        return {
            "month": f"{found.month:%Y-%m}",
            "transactions": found.total.month["total"].count,
            "premium": str(found.total.month["total"].premium),
            "commission": str(found.total.month["total"].commission),
            "ending_book": str(found.identity.ending),
            "gap": str(found.identity.gap),
            "clients": found.scope,
            "closed": found.closed_at.isoformat() if found.closed_at else None,
        }


def build(ask: Ask) -> ProductionReport:
    """The report of the month asked about, as the one who asks sees it."""
    found = figures(ask.by, ask.about)
    lines = against_budget(ask.by, found)
    return ProductionReport(
        found,
        found.last_day if found.closed_at else ask.as_of,
        timezone.now(),
        budget_lines=tuple(lines),
        forecast=year_forecast(ask.by, found, lines) if lines else None,
    )


def context(report: ProductionReport) -> dict[str, Any]:
    """What the template prints beside the content: charts, and the tables row by row."""
    found = report.figures
    charts: dict[str, Chart] = draw(found)
    return {
        "found": found,
        "charts": charts,
        "spans": _spans(found),
        "columns": [label for name, label in COLUMNS.items() if name != "lost"],
        "beside": list(BESIDE.values()),
        "glance": [
            {
                "label": label,
                "strong": column in ("total", "lost"),
                "sums": [getattr(found.total, span)[column] for span in SPANS],
            }
            for column, label in COLUMNS.items()
        ],
        "fresh": [(FRESH[what], spans) for what, spans in found.measures.fresh.items()],
        "how": [(HOW[how], sums) for how, sums in found.measures.how.items() if sums.count],
        "kinds": [{"label": label, "sums": parts} for _, label, *parts in found.kinds],
        "all_kinds": [getattr(found.total, span)["total"] for span in SPANS],
        "dimensions": [
            {
                "label": label,
                "chart": charts.get(name),
                "rows": _printed(found, name),
                "beside": _beside(found, name),
            }
            for name, label in DIMENSION_LABELS.items()
        ],
    }


def _printed(found: Figures, dimension: str) -> list[dict[str, Any]]:
    """The month by a dimension, every column; the workbook has the same of all spans."""
    return [
        {
            "name": row.name,
            "strong": row is found.total,
            "sums": [sums for column, sums in row.month.items() if column != "lost"],
            "commission": row.month["total"].commission,
        }
        for row in [*found.dimensions[dimension], found.total]
        if row is found.total or any(sums.count for sums in row.month.values())
    ]


BESIDE = {"new": "New", "renewed": "Renewed", "lost": "Lost", "total": "All production"}


def _beside(found: Figures, dimension: str) -> list[dict[str, Any]]:
    """The year to date and the month a year ago by a dimension, what matters of them."""
    return [
        {
            "name": row.name,
            "strong": row is found.total,
            "spans": [
                ([sums[column].premium for column in BESIDE], sums["total"].commission)
                for sums in (row.ytd, row.prior_year)
            ],
        }
        for row in [*found.dimensions[dimension], found.total]
    ]


def _spans(found: Figures) -> dict[str, str]:
    return {
        "month": f"{found.month:%B %Y}",
        "ytd": f"{found.month.year} to date",
        "prior_year": f"{found.year_ago:%B %Y}",
    }


def sheets(report: ProductionReport, user: User) -> Iterator[Sheet]:
    """The workbook: summary, kinds, one sheet per dimension, identity, rows, about."""
    found, spans = report.figures, _spans(report.figures)
    yield Sheet(
        "Summary",
        ["Span", "Figure", "Count", "Premium", "Commission"],
        [
            (spans[span], label, *_plain(getattr(found.total, span)[column]))
            for span in SPANS
            for column, label in COLUMNS.items()
        ],
    )
    yield Sheet(
        "By kind",
        ["Kind", *_heads(spans.values())],
        [(label, *(v for sums in parts for v in _plain(sums))) for _, label, *parts in found.kinds],
    )
    for name, label in DIMENSION_LABELS.items():
        yield Sheet(
            f"By {label.lower()}",
            [label, "Span", *_heads(COLUMNS.values())],
            [
                (row.name, spans[span], *_columns(row, span))
                for span in SPANS
                for row in found.dimensions[name]
            ],
        )
    yield _identity(found)
    yield from _book_cuts(found)
    yield from _measures(found)
    yield from _ends(found)
    yield _budget(report)
    yield Sheet("Rows", _ROW_HEADS, _rows(found, user), None)
    yield Sheet("About", ["What", "Value"], _about(report))


def _plain(sums: Sums) -> tuple[Any, ...]:
    return sums.count, sums.premium, sums.commission


def _columns(row: Row, span: str) -> list[Any]:
    return [value for column in COLUMNS for value in _plain(getattr(row, span)[column])]


def _heads(labels: Any) -> list[str]:
    return [f"{label}: {part}" for label in labels for part in ("count", "premium", "commission")]


def _identity(found: Figures) -> Sheet:
    book = found.identity
    rows: list[tuple[Any, ...]] = [("Beginning book", book.beginning_count, book.beginning)]
    if book.corrected:
        rows.append(("Corrected or moved since the month before was closed", None, book.corrected))
    rows += [(line.label, line.count, line.premium) for line in book.lines]
    rows += [
        ("Ending book", book.ending_count, book.ending),
        ("Gap, must be 0.00", book.count_gap, book.gap),
        (book.outside.label, book.outside.count, book.outside.booked),
    ]
    return Sheet("Identity", ["Line", "Count", "Premium"], rows)


def _book_cuts(found: Figures) -> Iterator[Sheet]:
    """The book's way through the month, one sheet for each dimension."""
    for name, label in DIMENSION_LABELS.items():
        yield Sheet(
            f"Book by {label.lower()}",
            [label, "Beginning: count", "Beginning", "Given over", "Entered", "Changed", "Left",
             "Ending: count", "Ending", "Gap, must be 0.00"],
            [
                (cut.name, cut.started_count, cut.started, cut.given, cut.entered, cut.changed,
                 -cut.left, cut.ending_count, cut.ending, cut.gap)
                for cut in found.cuts[name]
            ],
        )  # fmt: skip


def _measures(found: Figures) -> Iterator[Sheet]:
    """Retention by four formulas, what is new, and why renewals cost what they do."""
    renewal, measured = found.renewal, found.measures
    yield Sheet(
        "Retention",
        ["Formula", "Of", "Policies %", "Premium %", "Commission %"],
        [
            ("Up for renewal in the month", f"{renewal.up.count:,} terms", renewal.policies,
             renewal.premium, renewal.commission),
            *((r.label, r.of, r.policies, r.premium, r.commission) for r in measured.retained),
        ],
    )  # fmt: skip
    yield Sheet(
        "New and rounding",
        ["New as", *_heads(_spans(found).values())],
        [
            (FRESH[what], *(v for span in SPANS for v in _plain(spans[span])))
            for what, spans in measured.fresh.items()
        ],
    )
    changed, (now, then) = measured.renewed, measured.organic
    yield Sheet(
        "Growth and rate",
        ["Measure", "Count", "Before", "After", "%"],
        [
            *((HOW[how], s.count, s.premium, None, None) for how, s in measured.how.items()),
            ("Average premium change", changed.count, changed.old, changed.new, changed.percent),
            ("of it exposure, where known", changed.known, changed.known_old,
             changed.known_old + changed.exposure, changed.exposure_percent),
            ("of it rate, where known", changed.known, changed.known_old,
             changed.known_old + changed.rate, changed.rate_percent),
            ("Organic growth, commission to date", None, then, now, measured.organic_percent),
        ],
    )  # fmt: skip


def _ends(found: Figures) -> Iterator[Sheet]:
    """Why business was lost, and with whom most was won and lost."""
    yield Sheet(
        "Lost by reason",
        ["Reason", *_heads(("Cancelled", "Expired, not renewed", "Lost"))],
        [(w.name, *_plain(w.cancelled), *_plain(w.expired), *_plain(w.lost))
         for w in found.ends.reasons],
    )  # fmt: skip
    yield Sheet(
        "Wins and losses",
        ["Client", "Which", "Count", "Premium"],
        [
            (m.name, which, m.count, m.premium)
            for which, rows in (("won", found.ends.wins), ("lost", found.ends.losses))
            for m in rows
        ],
    )


def _budget(report: ProductionReport) -> Sheet:
    spans = list(_spans(report.figures).values())[:2]
    heads = [f"{span}: {what}" for span in spans for what in ("booked", "budget", "variance", "%")]
    return Sheet(
        "Budget",
        ["For", "Measure", *heads, "Budget of the year"],
        [
            (line.budget.whose, line.label, *_variance(line.month), *_variance(line.ytd), line.year)
            for line in report.budget_lines
        ],
    )


def _variance(found: Variance) -> tuple[Any, ...]:
    return found.actual, found.budget, found.amount, found.percent


_ROW_HEADS = [
    "Client", "Policy", "Line", "Carrier", "Kind", "Effective", "Accounting month",
    "Account executive", "Sales executive", "Premium", "Commission",
]  # fmt: skip


def _rows(found: Figures, user: User) -> Iterator[tuple[Any, ...]]:
    if found.kept:
        yield from _kept_rows(found, user)
        return
    rows = transactions(counted(user).filter(counted_in=found.month))
    for row in rows.order_by("term__client__name", "pk").iterator(chunk_size=2000):
        yield (
            row.shown_client,
            row.shown_number,
            row.shown_line,
            row.shown_carrier,
            row.get_kind_display(),
            row.effective_on,
            f"{row.month:%Y-%m}",
            row.executive.name if row.executive else "",
            row.sales_executive.name if row.sales_executive else "",
            row.premium,
            row.commission,
        )


def _kept_rows(found: Figures, user: User) -> Iterator[tuple[Any, ...]]:
    """The rows of a closed month in the words they had then."""
    names, kinds = found.names, dict(TransactionKind.choices)
    shares = ProductionShare.objects.filter(close__month=found.month).visible_to(user)
    rows = ProductionFact.objects.filter(share__in=shares, month=found.month)
    for fact in rows.select_related("transaction").order_by("client_name", "transaction"):
        yield (
            fact.client_name,
            fact.number,
            names["line"].get(fact.line_id, ""),
            names["carrier"].get(fact.carrier_id, ""),
            str(kinds[fact.kind]),
            fact.transaction.effective_on,
            f"{fact.transaction.month:%Y-%m}",
            names["executive"].get(fact.executive_id, ""),
            names["executive"].get(fact.sales_executive_id, ""),
            fact.premium,
            fact.commission,
        )


def _about(report: ProductionReport) -> Iterator[tuple[str, Any]]:
    found = report.figures
    yield "Report", report.title
    yield "Period", report.period
    yield "As of", report.as_of
    yield "Made for", found.seen_by
    if not found.closed_at:
        yield "Made at", report.made_at
    yield "Clients", found.scope
    for exclusion in found.exclusions:
        yield exclusion.reason, exclusion.count
    yield from report.formulas


register(
    Kind(
        name="production",
        label="Monthly production report",
        rule="production.view",
        template="documents/production.html",
        about=MONTH,
        description="Production, retention, the book from month to month, by every dimension.",
        build=build,
        context=context,
        sheets=sheets,
    )
)
