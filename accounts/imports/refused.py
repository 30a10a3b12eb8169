"""The refused rows of a file, as a file to mend and bring in again."""

from collections.abc import Iterator
from itertools import groupby

from accounts.imports.models import ImportFile, ImportFinding
from accounts.imports.reading import recognize, rows


def refused_rows(file: ImportFile) -> Iterator[list[str]]:
    """Each refused row as the upload has it, with its number and the reasons behind it.

    Read from the stored upload: what the findings keep has protected cells masked.
    """
    found = file.findings.filter(kind=ImportFinding.Kind.REFUSED).order_by("row", "pk")
    waiting = groupby(found.iterator(), key=lambda finding: finding.row)
    wanted, reasons = next(waiting, (None, None))
    if wanted is None:
        return
    width = len(file.headings)
    with file.file.open("rb") as stream:
        for number, cells in rows(stream, recognize(stream, file.size)):
            if number != wanted:
                continue
            words = "; ".join(
                f"{f.column}: {f.reason}" if f.column else f.reason for f in reasons or ()
            )
            padded = [*cells, *[""] * (width - len(cells))]
            yield [*padded[:width], str(number), words]
            wanted, reasons = next(waiting, (None, None))
            if wanted is None:
                return
