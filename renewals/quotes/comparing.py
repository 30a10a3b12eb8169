"""Quotes side by side with what expires: rows of words, with every difference marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.coverages.models import CoverageField
from config.lib.exports import Sheet
from config.lib.money import ZERO
from renewals.marketing.expiring import Expiring, expiring_of, grades_of
from renewals.quotes.cells import (
    BETTER,
    Cell,
    Group,
    Row,
    changed_cell,
    coverage_cell,
    money_cell,
    percent_words,
    rate_words,
    yes_or_no,
)
from renewals.quotes.models import Quote, QuoteDetail, QuoteLine
from renewals.quotes.querysets import QuoteStanding
from renewals.quotes.rules import share, split_change


@dataclass
class Comparison:
    """The columns are expiring, then the quotes."""

    quotes: list[Any]
    groups: list[Group]
    expiring_companies: list[str] = field(default_factory=list)


def compare(placement: Any, on: date, only: Iterable[int] | None = None) -> Comparison:
    """The quotes of `placement` that were not withdrawn, or `only` those; fixed queries."""
    expiring = expiring_of(placement)
    quotes = quotes_of(placement, on, only)
    companies = {q.company_id for q in quotes} | {e.company.pk for e in expiring.values()}
    grades = grades_of(companies, on)
    rows = {(line.quote_id, line.line_id): line for q in quotes for line in q.lines.all()}
    lines = {e.line.pk: e.line for e in expiring.values()}
    lines |= {line.line_id: line.line for line in rows.values()}
    fields = _fields(lines)
    groups = [
        Group(
            line.name,
            _line_rows(
                expiring.get(key), [rows.get((q.pk, key)) for q in quotes], fields.get(key, [])
            ),
        )
        for key, line in sorted(lines.items(), key=lambda item: item[1].name)
    ]
    groups.append(Group("The whole quote", _whole(expiring, quotes, rows, grades)))
    names = list(dict.fromkeys(str(e.company) for e in expiring.values()))
    return Comparison(quotes, groups, names)


def quotes_of(placement: Any, on: date, only: Iterable[int] | None = None) -> list[Any]:
    """The quotes with totals, standing, lines, details and subjectivities."""
    rows: Any = Quote.objects.filter(submission__placement=placement)
    rows = rows.with_totals().with_standing(on).exclude(standing=QuoteStanding.WITHDRAWN)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    rows = rows.select_related("company__carrier", "submission__intermediary")
    return list(
        rows.prefetch_related("lines__line", "lines__details__field", "subjectivities").order_by(
            "company__name", "option", "pk"
        )
    )


def _fields(lines: dict[int, Any]) -> dict[int, list[CoverageField]]:
    found: dict[int, list[CoverageField]] = {}
    for row in CoverageField.objects.filter(line__in=lines).order_by("line", "order", "pk"):
        found.setdefault(row.line_id, []).append(row)
    return found


def _line_rows(
    old: Expiring | None, quoted: Sequence[QuoteLine | None], fields: Sequence[CoverageField]
) -> list[Row]:
    before = old.premium if old else None
    rows = [
        Row("Premium", [money_cell(before)] + [
            changed_cell(before, line.premium) if line else Cell("not quoted") for line in quoted
        ], numeric=True, strong=True)
    ]  # fmt: skip
    rows += _change_rows(before, quoted)
    for name, label in (
        ("terrorism", "Terrorism, if bought"), ("taxes", "Taxes"), ("fees", "Carrier’s fees"),
    ):  # fmt: skip
        amounts = [getattr(line, name) if line else None for line in quoted]
        if any(amounts):
            rows.append(Row(label, [Cell("–")] + [money_cell(a) for a in amounts], numeric=True))
    for of in fields:
        said = [_detail(line, of.pk) for line in quoted]
        has = old.values.get(of.pk) if old else None
        if has is None and not any(said):
            continue
        rows.append(
            Row(of.label, [Cell(has.shown if has else "–")] + [
                coverage_cell(of, has, detail) if line else Cell("")
                for line, detail in zip(quoted, said, strict=True)
            ], numeric=of.kind in BETTER)
        )  # fmt: skip
    return rows


def _change_rows(before: Decimal | None, quoted: Sequence[QuoteLine | None]) -> list[Row]:
    """The change in percent, and what exposure and rate have to do with it."""
    if before is None or not any(quoted):
        return []
    rows = [Row("Change", [Cell()] + [
        Cell(percent_words(share(line.premium, before))) if line else Cell() for line in quoted
    ], numeric=True)]  # fmt: skip
    splits = [
        split_change(before, line.premium, line.expiring_exposure, line.exposure) if line else None
        for line in quoted
    ]
    if not any(splits):
        return rows
    rows.append(Row("Exposure", [_exposure_before(quoted)] + [
        Cell(f"{line.exposure:,.0f} {line.exposure_basis}".strip())
        if line and line.exposure else Cell("not known" if line else "")
        for line in quoted
    ], numeric=True))  # fmt: skip
    rows.append(_effect("of it exposure", [s.exposure if s else None for s in splits]))
    rows.append(_effect("of it rate", [s.rate if s else None for s in splits]))
    rows.append(Row("Rate change", [Cell()] + [
        Cell(percent_words(s.rate_percent)) if s else Cell() for s in splits
    ], numeric=True))  # fmt: skip
    return rows


def _exposure_before(quoted: Sequence[QuoteLine | None]) -> Cell:
    known = {line.expiring_exposure for line in quoted if line and line.expiring_exposure}
    return Cell(" or ".join(f"{amount:,.0f}" for amount in sorted(known)))


def _effect(label: str, amounts: Sequence[Decimal | None]) -> Row:
    cells = [Cell("" if a is None else f"{a:+,.2f}", amount=a) for a in amounts]
    return Row(label, [Cell(), *cells], numeric=True)


def _detail(line: QuoteLine | None, of: int) -> QuoteDetail | None:
    if line is None:
        return None
    return next((d for d in line.details.all() if d.field_id == of), None)


def _whole(
    expiring: dict[int, Expiring], quotes: Sequence[Any], rows: dict[tuple[int, int], QuoteLine],
    grades: dict[int, str],
) -> list[Row]:  # fmt: skip
    old = list({e.company.pk: e for e in expiring.values()}.values())
    total = sum((e.premium for e in expiring.values()), ZERO) if expiring else None
    found = [
        Row("Premium of its lines", [money_cell(total)] + [
            changed_cell(_same_lines(expiring, quote), quote.premium) for quote in quotes
        ], numeric=True),
        Row("Taxes and fees", [Cell("–")] + [
            money_cell(q.taxes + q.fees + q.broker_fee) for q in quotes
        ], numeric=True),
        Row("Total", [Cell()] + [money_cell(q.total) for q in quotes], numeric=True, strong=True),
        Row("Rating (AM Best)",
            [Cell(", ".join(dict.fromkeys(grades.get(e.company.pk) or "none" for e in old)))]
            + [Cell(grades.get(q.company_id, "") or "none on file") for q in quotes]),
        Row("Admitted", [Cell(yes_or_no(all(e.company.admitted for e in old)) if old else "")] + [
            Cell(yes_or_no(q.company.admitted), "" if q.company.admitted else "differs",
                 None if q.company.admitted else False)
            for q in quotes
        ]),
        Row("Key exclusions", [Cell("see the policy" if old else "")]
            + [Cell(q.key_exclusions) for q in quotes]),
        Row("Subjectivities", [Cell("–" if old else "")] + [
            Cell("\n".join(s.text for s in q.subjectivities.all()) or "none") for q in quotes
        ]),
        Row("Other terms", [Cell()] + [Cell(q.terms or "–") for q in quotes]),
        Row("Payment", [Cell()] + [Cell(q.payment_options or "–") for q in quotes]),
        Row("Minimum earned", [Cell()] + [
            Cell("–" if q.minimum_earned is None else f"{q.minimum_earned.normalize():f} %")
            for q in quotes
        ], numeric=True),
        Row("Commission",
            [Cell(", ".join(dict.fromkeys(rate_words(e.commission_rate) for e in old)))]
            + [Cell(rate_words(q.commission_rate)) for q in quotes], numeric=True),
        Row("Can be bound until", [Cell()] + [
            Cell(f"{q.valid_until:%m/%d/%Y}",
                 "differs" if q.standing == QuoteStanding.EXPIRED else "", False) for q in quotes
        ]),
    ]  # fmt: skip
    return found


def _same_lines(expiring: dict[int, Expiring], quote: Any) -> Decimal | None:
    """What the lines of the quote cost now; None when one of them is new."""
    lines = [row.line_id for row in quote.lines.all()]
    if not lines or any(line not in expiring for line in lines):
        return None
    return sum((expiring[line].premium for line in lines), ZERO)


def sheets(found: Comparison, placement: Any, on: date) -> Iterable[Sheet]:
    """The comparison as a workbook."""
    heads = ["", "Expiring", *(str(q) for q in found.quotes)]
    body: list[tuple[Any, ...]] = []
    for group in found.groups:
        body.append((group.title, *[""] * (len(heads) - 1)))
        for row in group.rows:
            body.append((row.label, *(_value(cell) for cell in row.cells)))
    yield Sheet("Comparison", heads, body)
    yield Sheet("About", ["What", "Value"], [
        ("Client", placement.client.name), ("As of", on),
        ("Marks", "higher, lower, differs, not stated, new: against expiring"),
        ("Rate and exposure", "Exposure: expiring premium × change of exposure. Rate: the rest."),
    ])  # fmt: skip


def _value(cell: Cell) -> Any:
    if cell.amount is not None:
        return cell.amount
    return f"{cell.text} ({cell.mark})" if cell.mark else cell.text
