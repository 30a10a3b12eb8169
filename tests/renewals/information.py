"""A placement whose information is complete, for tests of what follows."""

from datetime import date

from accounts.models import LossRunRequest
from renewals.models import Answer
from renewals.underwriting.sheet import sheet_of

TODAY = date(2026, 11, 24)


def complete_information(placement, by, on: date = TODAY) -> None:
    """Answer what a submission needs, and have current loss runs of every carrier."""
    sheet = sheet_of(placement, on)
    Answer.objects.bulk_create(
        Answer(
            placement=placement, question=item.question, not_applicable=True, by=by, on=on,
            source_words="Test",
        )
        for item in sheet.open_items
    )  # fmt: skip
    LossRunRequest.objects.bulk_create(
        LossRunRequest(
            client=placement.client, carrier=run.carrier, line=run.line, requested_on=on,
            received_on=on, valued_on=on,
        )
        for run in sheet.open_runs
    )  # fmt: skip
