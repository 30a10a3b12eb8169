"""What the page of an import shows: its files, how they tie out, what was found."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.imports.models import FileKind, ImportBatch, ImportFile, ImportFinding

SHOWN = 200
OUTCOMES = ("new", "changed", "unchanged", "repeated", "refused")
TABS = {
    ImportFinding.Kind.REFUSED: "Refused",
    ImportFinding.Kind.CHANGED: "Changed",
    ImportFinding.Kind.REPEATED: "Repeated",
    ImportFinding.Kind.WARNING: "To look at",
}


@dataclass(frozen=True)
class TieOut:
    """One money column of one file (dollars), against its total row and the book."""

    file: ImportFile
    label: str
    total_row: Decimal | None
    taken: Decimal
    refused: Decimal
    repeated: Decimal
    book: Decimal

    @property
    def ties(self) -> bool:
        """The book has what was taken, and the total row is explained to the cent."""
        return self.book == self.taken and self.total_row in (
            None,
            self.taken,
            self.taken + self.refused,
            self.taken + self.repeated,
            self.taken + self.refused + self.repeated,
        )


def tie_outs(files: list[ImportFile]) -> list[TieOut]:
    """Every money column of the files, in the order of the files."""
    return [
        TieOut(
            file=file,
            label=line["label"],
            total_row=None if line["file"] is None else Decimal(line["file"]),
            taken=Decimal(line["imported"]),
            refused=Decimal(line["refused"]),
            repeated=Decimal(line["repeated"]),
            book=Decimal(line["book"]),
        )
        for file in files
        for line in file.totals
    ]


def findings(batch: ImportBatch, chosen: str) -> dict[str, Any]:
    """The tabs with their counts, and the first 200 findings of the chosen one."""
    of_batch = ImportFinding.objects.filter(file__batch=batch)
    kinds = list(of_batch.order_by().values_list("kind", flat=True).distinct())
    tabs = {kind: label for kind, label in TABS.items() if kind in kinds}
    if chosen not in tabs:
        chosen = next(iter(tabs), "")
    rows = of_batch.filter(kind=chosen).select_related("file")[: SHOWN + 1]
    return {"tabs": tabs, "tab": chosen, "findings": rows[:SHOWN], "more": len(rows) > SHOWN}


def summary(batch: ImportBatch, chosen: str) -> dict[str, Any]:
    """Everything the page shows about a batch but its jobs."""
    order = ["", *FileKind.values]
    files = sorted(batch.files.all(), key=lambda file: order.index(file.kind))
    counted = batch.state != ImportBatch.State.UPLOADED
    totals = batch.totals
    return {
        "batch": batch,
        "files": files,
        "unknown": [file for file in files if not file.kind],
        "outcomes": [(name, totals.get(name, 0)) for name in OUTCOMES] if counted else [],
        "nothing_new": counted and not totals.get("new") and not totals.get("changed"),
        "tie_outs": tie_outs(files) if counted else [],
        **(findings(batch, chosen) if counted else {}),
    }
