"""Kinds of notices and how each reaches people by e-mail unless they choose otherwise."""

from dataclasses import dataclass

from django.db import models


class Delivery(models.TextChoices):
    AT_ONCE = "at_once", "At once"
    HOURLY = "hourly", "Every hour"
    DAILY = "daily", "Once a day"
    OFF = "off", "Not by e-mail"


@dataclass(frozen=True)
class NoticeKind:
    """One kind: the first word of the keys it is told under, its label and usual delivery."""

    name: str
    label: str
    usual: str
    words: tuple[str, ...]


KINDS = {
    kind.name: kind
    for kind in (
        NoticeKind("mentions", "Somebody names or answers me", Delivery.AT_ONCE,
                   ("mention", "answer")),
        NoticeKind("orders", "Orders I gave or took", Delivery.HOURLY, ("order",)),
        NoticeKind("follow_ups", "Follow-ups", Delivery.DAILY, ("follow-up", "follow_up")),
        NoticeKind("meetings", "Meetings", Delivery.HOURLY, ("meeting",)),
        NoticeKind("escalations", "Escalations and approvals", Delivery.AT_ONCE,
                   ("escalation", "write-off", "refund", "approval")),
        NoticeKind("commitments", "Service commitments", Delivery.DAILY, ("commitment",)),
        NoticeKind("work", "Work handed over to me", Delivery.AT_ONCE, ("work", "client-request")),
        NoticeKind("expirations", "Coming expirations (they have an e-mail of their own)",
                   Delivery.OFF, ("expirations",)),
        NoticeKind("returned", "E-mails I sent that came back", Delivery.AT_ONCE,
                   ("returned",)),
        NoticeKind("reports", "Scheduled reports (they have an e-mail of their own)", Delivery.OFF,
                   ("report",)),
        NoticeKind("renewals", "Early warnings of quotes", Delivery.AT_ONCE,
                   ("renewal-warning",)),
        NoticeKind("binders", "Binders that run out", Delivery.DAILY, ("binder",)),
        NoticeKind("credentials", "Licenses and education", Delivery.DAILY, ("credential",)),
        NoticeKind("bulletins", "Bulletins and procedures to read", Delivery.DAILY,
                   ("bulletin", "procedure")),
        NoticeKind("other", "Everything else", Delivery.DAILY, ()),
    )
}  # fmt: skip
_BY_WORD = {word: kind.name for kind in KINDS.values() for word in kind.words}
LABELS = {name: kind.label for name, kind in KINDS.items()}


def kind_of(key: str) -> str:
    """The kind of a notice told under `key`, by the key's first word."""
    return _BY_WORD.get(key.partition(":")[0], "other")
