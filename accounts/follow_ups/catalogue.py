"""Kinds of follow-ups and how they end, to begin with (UX §1: closing needs an outcome)."""

from typing import Any

KINDS = (
    ("call", "Call or write to the client"),
    ("carrier", "Chase the carrier"),
    ("document", "Wait for a document"),
    ("payment", "Ask for payment"),
    ("renewal", "Prepare the renewal"),
    ("action", "Action item"),
    ("other", "Something else"),
)
# code, name, of which kind, success, asks for words, rank, next kind, next subject, days
OUTCOMES: tuple[tuple[Any, ...], ...] = (
    ("done", "Done", None, True, False, 10, None, "", None),
    ("reached", "Reached, settled", "call", True, False, 5, None, "", None),
    ("voicemail", "Left a message", "call", False, False, 20, "call", "Call again", 2),
    ("no-answer", "No answer", "call", False, False, 21, "call", "Call again", 1),
    ("answered", "Carrier answered", "carrier", True, False, 5, None, "", None),
    ("chased", "Chased, no answer yet", "carrier", False, False, 20, "carrier",
     "Chase the carrier again", 5),
    ("received", "Received", "document", True, False, 5, None, "", None),
    ("reminded", "Reminded", "document", False, False, 20, "document", "Still waiting for it", 5),
    ("paid", "Paid", "payment", True, False, 5, None, "", None),
    ("promised", "Promised to pay", "payment", True, True, 6, "payment", "Was the promise kept?",
     5),
    ("refused", "Will not pay", "payment", False, True, 22, None, "", None),
    ("dropped", "Not needed any more", None, False, True, 90, None, "", None),
)  # fmt: skip


def load(apps: Any) -> None:
    """Put the kinds and outcomes into the database where they are missing."""
    kinds, outcomes = (
        apps.get_model("accounts", "FollowUpKind"),
        apps.get_model("accounts", "FollowUpOutcome"),
    )
    rows = {
        code: kinds.objects.get_or_create(code=code, defaults={"name": name})[0]
        for code, name in KINDS
    }
    for code, name, kind, success, words, rank, next_kind, subject, days in OUTCOMES:
        outcomes.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "kind": rows.get(kind),
                "success": success,
                "needs_text": words,
                "rank": rank,
                "next_kind": rows.get(next_kind),
                "next_subject": subject,
                "next_days": days,
            },
        )
