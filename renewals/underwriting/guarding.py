"""What the information still lacks before a placement may be submitted (DOMAIN §9.3)."""

from renewals.placements.models import Placement
from renewals.placements.states import RANK, Stage
from renewals.underwriting.sheet import sheet_of


def lacking(placement: Placement, stages: set[str]) -> list[tuple[str, str]]:
    """(words, address) of each needed item and loss run that is not there; `stages` are those
    that the placement's steps, as far as they are not waived, lead to.

    A placement whose track has no submission is not held up, nor one that was submitted.
    """
    gone = RANK.get(placement.stage, -1) >= RANK[Stage.SUBMITTED]
    if gone or Stage.SUBMITTED not in stages:
        return []
    sheet = sheet_of(placement)
    found = [
        (f"{item.question.text}: {item.label.lower()}", f"{sheet.url}#{item.anchor}")
        for item in sheet.open_items
    ]
    runs = [(f"Loss runs {run.name}: {run.problem}", f"{sheet.url}#loss-runs") for run in
            sheet.open_runs]  # fmt: skip
    return found + runs
