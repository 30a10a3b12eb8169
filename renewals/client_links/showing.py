"""What the pages of a request show: to the client, and to the team side by side."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.schedules.checking import Standing
from accounts.schedules.kinds import BY_SLUG
from renewals.client_links.models import ClientRequest, RequestItem, RequestUpload
from renewals.underwriting.fields import RIGHT
from renewals.underwriting.rules import change_percent, shown
from renewals.underwriting.sheet import Item, sheet_of
from renewals.underwriting.states import QuestionKind

ROWS_SHOWN = 200


def items_of(request: ClientRequest) -> list[RequestItem]:
    """The items with their questions and what was sent with each; two queries."""
    items = list(request.items.select_related("question", "decided_by"))
    sent: dict[int, list[RequestUpload]] = defaultdict(list)
    uploads = RequestUpload.objects.filter(item__request=request, removed_at=None)
    for upload in uploads.select_related("attachment"):
        sent[upload.item_id].append(upload)
    for item in items:
        item.sent = sent.get(item.pk, [])
        item.present_shown = shown(item.question.kind, item.present)
    return items


def attach_schedules(request: ClientRequest, items: Iterable[RequestItem]) -> None:
    """Give items about a schedule its headings and rows as they stand today."""
    for item in items:
        slug = item.question.fact.removeprefix("schedule_")
        if item.question.kind != QuestionKind.SCHEDULE or slug not in BY_SLUG:
            continue
        standing = Standing(request.client, BY_SLUG[slug])
        item.headings = [column.heading for column in BY_SLUG[slug].columns]
        rows = list(standing.rows.values())
        item.schedule = [standing.cells(row) for row in rows[:ROWS_SHOWN]]
        item.more = len(rows) - len(item.schedule)


@dataclass(frozen=True)
class Beside:
    """An answer of the client beside what the sheet says now."""

    item: RequestItem
    now: Item | None
    said: str
    change: Any

    @property
    def differs(self) -> bool:
        return self.now is not None and self.item.value != self.now.value

    @property
    def has_answer(self) -> bool:
        """Whether there is anything to take over."""
        return bool(self.item.answered or getattr(self.item, "sent", []))


def side_by_side(request: ClientRequest) -> list[Beside]:
    """Every item of a request with the sheet as it stands; a fixed number of queries."""
    now = {item.question.pk: item for item in sheet_of(request.placement).items}
    found = []
    for item in items_of(request):
        kind, held = item.question.kind, now.get(item.question_id)
        said = "Does not apply" if item.skipped else shown(kind, item.value)
        if kind == QuestionKind.SCHEDULE and item.value:
            said = RIGHT[item.value]
        before = held.value if held else ""
        found.append(Beside(item, held, said, change_percent(kind, before, item.value)))
    return found
