"""How the house fared with a carrier: asked, quoted, declined, bound and graded, by line."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from accounts.carriers.models import Carrier
from renewals.binding.models import BoundLine
from renewals.lessons.models import CarrierNote
from renewals.marketing.models import Submission, SubmissionLine, SubmissionStep
from renewals.quotes.models import QuoteLine
from teams.people.models import User

NOTES = 12


@dataclass
class OfLine:
    """One line: how often the carrier was asked for it, and what came of that."""

    line: str
    asked: int
    quoted: int
    declined: int
    bound: int
    grades: Counter[str] = field(default_factory=Counter)

    @property
    def hit(self) -> int | None:
        """Whole percent of what was quoted that was bound; None where nothing was quoted."""
        return round(self.bound * 100 / self.quoted) if self.quoted else None


def experience_with(carrier: Carrier, by: User) -> list[OfLine]:
    """Each line the carrier was asked for in the placements `by` sees; two queries."""
    submissions: Any = Submission.objects.visible_to(by)  # type: ignore[attr-defined]
    asked = submissions.filter(company__carrier=carrier).order_by()
    quoted = QuoteLine.objects.filter(
        quote__submission=OuterRef("submission"), line=OuterRef("line")
    )
    declined = SubmissionStep.objects.filter(submission=OuterRef("submission"), kind="declined")
    bound = BoundLine.objects.filter(
        order__quote__submission=OuterRef("submission"), line=OuterRef("line")
    )
    rows = SubmissionLine.objects.filter(submission__in=asked.values("pk")).order_by()
    marked = rows.annotate(
        is_quoted=Exists(quoted), is_declined=Exists(declined), is_bound=Exists(bound)
    )
    found = {
        row["line"]: OfLine(
            row["line__name"], row["asked"], row["quoted"], row["declined"], row["bound"]
        )
        for row in marked.values("line", "line__name")
        .annotate(
            asked=Count("pk"), quoted=Count("pk", filter=Q(is_quoted=True)),
            declined=Count("pk", filter=Q(is_declined=True)),
            bound=Count("pk", filter=Q(is_bound=True)),
        )
        .order_by("line__name")
    }  # fmt: skip
    graded = rows.filter(submission__placement__carrier_notes__carrier=carrier)
    grades = graded.values_list("line", "submission__placement__carrier_notes__grade")
    of_it = Q(submission__placement__carrier_notes__carrier=carrier)
    for line, grade, count in grades.annotate(
        n=Count("submission__placement", filter=of_it, distinct=True)
    ):
        found[line].grades[grade] += count
    return list(found.values())


def notes_about(carrier: Carrier, by: User) -> Any:
    """What was lately written of the carrier in placements `by` sees."""
    rows: Any = CarrierNote.objects.visible_to(by)  # type: ignore[attr-defined]
    return rows.filter(carrier=carrier).select_related("placement__client", "by")[:NOTES]
