"""Stages, probabilities and sources to begin with: trade practice, editable."""

from typing import Any

# code, name, rank, probability in percent, mark
STAGES = (
    ("lead", "Lead", 10, 10, ""),
    ("qualified", "Qualified", 20, 20, ""),
    ("information", "Information", 30, 35, ""),
    ("submitted", "Submitted", 40, 45, "submitted"),
    ("quoted", "Quoted", 50, 60, "quoted"),
    ("proposed", "Proposed", 60, 75, ""),
    ("won", "Won", 90, 100, "won"),
    ("lost", "Lost", 95, 0, "lost"),
)
SOURCES = (
    ("gap", "Account rounding"),
    ("client", "The client asked"),
    ("referral", "Referral"),
    ("prospecting", "Prospecting"),
    ("website", "Website"),
    ("bor", "Broker of record letter"),
    ("other", "Other"),
)


def load(apps: Any) -> None:
    """Put stages and sources into the database where they are missing."""
    stages = apps.get_model("renewals", "SalesStage").objects
    for code, name, rank, probability, mark in STAGES:
        stages.get_or_create(
            code=code,
            defaults={"name": name, "rank": rank, "probability": probability, "mark": mark},
        )
    sources = apps.get_model("renewals", "OpportunitySource").objects
    for code, name in SOURCES:
        sources.get_or_create(code=code, defaults={"name": name})
