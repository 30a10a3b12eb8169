"""What a specification freezes: the sheet, the schedules, losses and the expiring program."""

from datetime import date
from typing import Any

from accounts.certificates.models import Claim
from accounts.certificates.querysets import valuations_as_of
from accounts.loss_runs.models import LossRunRule
from accounts.policies.models import Coverage
from accounts.schedules.checking import Standing
from accounts.schedules.kinds import BY_SLUG
from config.lib.templatetags.steward import money_plain, us_date
from renewals.placements.models import Placement
from renewals.underwriting.loss_runs import terms_of
from renewals.underwriting.sheet import Item, Sheet, sheet_of
from renewals.underwriting.states import QuestionKind

MOST_CLAIMS = 200
MOST_ROWS = 2000


def content_of(placement: Placement, on: date) -> tuple[Sheet, dict[str, Any]]:
    """The sheet and its content as of `on`, as plain text for JSON; a fixed number of queries."""
    sheet = sheet_of(placement, on)
    return sheet, {
        "client": placement.client.name,
        "kind": placement.get_kind_display(),
        "target_on": us_date(placement.target_on),
        "as_of": on.isoformat(),
        "lines": [line.name for line in sheet.lines],
        "expiring": _expiring(placement),
        "topics": [
            {"title": topic, "rows": [_row(item) for item in items if item.shown]}
            for topic, items, _ in sheet.topics
        ],
        "schedules": [
            _schedule(placement, item)
            for item in sheet.items
            if item.question.kind == QuestionKind.SCHEDULE and item.known.value
        ],
        "loss_runs": [
            [run.line.name, run.carrier.name, us_date(run.valued_on), run.problem or "current"]
            for run in sheet.loss_runs
        ],
        "losses": _losses(placement, sheet, on),
        "missing": [item.question.text for item in sheet.open_items]
        + [f"Loss runs {run.name}: {run.problem}" for run in sheet.open_runs],
    }


def _row(item: Item) -> dict[str, str]:
    change = ""
    if item.changed:
        change = "changed" if item.change is None else f"{item.change:+} %"
    last = item.last_shown if item.changed else ""
    state = "" if item.complete else item.label.lower()
    return {
        "question": item.question.text, "value": item.shown, "last": last, "change": change,
        "source": item.source, "state": state,
    }  # fmt: skip


def _expiring(placement: Placement) -> list[dict[str, Any]]:
    terms = terms_of(placement)
    parts = Coverage.objects.filter(term__in=[t.pk for t in terms]).select_related("line")
    limits: dict[int, list[str]] = {}
    for part in parts.prefetch_related("details__field").order_by("pk"):
        limits.setdefault(part.term_id, []).append(_limits(part))
    return [
        {
            "line": term.policy.line.name,
            "company": str(term.policy.writing_company),
            "number": term.number,
            "expires": us_date(term.expires_on),
            "premium": money_plain(term.annual_premium),
            "limits": [words for words in limits.get(term.pk, []) if words],
        }
        for term in terms
    ]


def _limits(part: Coverage) -> str:
    """Limits and deductible of one line in words; "" where the file has none."""
    said = [
        f"{detail.field.label} {detail.shown}" for detail in part.details.all() if detail.shown
    ]  # fmt: skip
    if not said:
        said = [part.limits, f"deductible {part.deductible}" if part.deductible else ""]
    words = "; ".join(filter(None, said))
    return f"{part.line}: {words}" if words else ""


def _schedule(placement: Placement, item: Item) -> dict[str, Any]:
    schedule = BY_SLUG[item.question.fact.removeprefix("schedule_")]
    standing = Standing(placement.client, schedule)
    rows = [standing.cells(row) for row in standing.rows.values()][:MOST_ROWS]
    # Columns in which no row says anything would only make the others narrow.
    used = [n for n in range(len(schedule.columns)) if any(cells[n] for cells in rows)]
    return {
        "title": schedule.label,
        "summary": item.known.value,
        "heads": [schedule.columns[n].heading for n in used],
        "numeric": [place for place, n in enumerate(used) if schedule.columns[n].is_number],
        "rows": [[cells[n] for n in used] for cells in rows],
    }


def _losses(placement: Placement, sheet: Sheet, on: date) -> list[list[str]]:
    """Each claim of the lines within the years that markets want, as last valued."""
    rule: Any = LossRunRule.objects.of_day(on)
    since = on.replace(year=on.year - (rule.years if rule else 5), day=1)
    claims = Claim.objects.filter(
        client=placement.client, line__in=[line.pk for line in sheet.lines], loss_on__gte=since,
        loss_on__lte=on,
    )  # fmt: skip
    rows = list(claims.select_related("line").order_by("line__name", "-loss_on", "-pk"))
    rows = rows[:MOST_CLAIMS]
    figures = valuations_as_of([claim.pk for claim in rows], on)
    found = []
    for claim in rows:
        value = figures.get(claim.pk)
        amounts = [money_plain(x) for x in (value.paid, value.reserved, value.incurred)] if (
            value
        ) else ["", "", "not valued"]  # fmt: skip
        found.append(
            [claim.line.name, us_date(claim.loss_on), claim.description[:200],
             claim.get_status_display(), *amounts]
        )  # fmt: skip
    return found
