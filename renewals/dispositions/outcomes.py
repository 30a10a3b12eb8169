"""What becomes of an expiring term: exactly one of these (DOMAIN §7, §16 rule 7)."""

from django.db import models


class Outcome(models.TextChoices):
    RENEWED = "renewed", "Renewed"
    REWRITTEN = "rewritten", "Rewritten"
    EXTENDED = "extended", "Extended"
    NON_RENEWED = "non_renewed", "Non-renewed"
    LOST = "lost", "Lost"
    CANCELLED = "cancelled", "Cancelled"
    BOR_LOST = "bor_lost", "Lost by broker of record"


OPEN = "open"
LABELS = {**dict(Outcome.choices), OPEN: "Open"}
TONES = {
    Outcome.RENEWED.value: "good",
    Outcome.REWRITTEN.value: "good",
    Outcome.EXTENDED.value: "info",
    Outcome.NON_RENEWED.value: "bad",
    Outcome.LOST.value: "bad",
    Outcome.CANCELLED.value: "quiet",
    Outcome.BOR_LOST.value: "bad",
    OPEN: "warn",
}
KEPT = (Outcome.RENEWED, Outcome.REWRITTEN, Outcome.EXTENDED)
RECORDED_BY_HAND = (
    Outcome.RENEWED, Outcome.REWRITTEN, Outcome.NON_RENEWED, Outcome.LOST, Outcome.BOR_LOST,
)  # fmt: skip
