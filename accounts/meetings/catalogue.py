"""Kinds of meetings and their agendas, to begin with (DOMAIN §2.1, §9.2)."""

from typing import Any

# Code, name, meets, internal, about a client, travel, minutes, agenda.
KINDS: tuple[tuple[Any, ...], ...] = (
    ("prerenewal", "Pre-renewal meeting", "prerenewal", False, True, False, 90,
     """Last year’s goals and results = last meeting
Changes in operations, ownership, locations, headcount, contracts = exposures
Current program = coverage
Loss review = claims
Market outlook
Coverage options and gaps
Retention and deductible options
Renewal timeline with dates both sides owe = expirations
Information still needed = work
Service issues = commitments
Goals for the coming year"""),
    ("strategy", "Internal strategy meeting", "", True, True, False, 60,
     """Pulse of the client
Summary of insurance = coverage
Losses = claims
Premium and exposure history = exposures
Account income and service cost = money
Competitive threats and incumbent position
Target premium
Markets and who approaches them = expirations
Deliverables promised and their status = commitments"""),
    ("stewardship", "Stewardship meeting", "stewardship", False, True, False, 90,
     """Program and highlights of the year = coverage
What we did against the goals = commitments
Claims and loss control = claims
Exposures and premium = exposures
Gaps and recommendations
Goals and service calendar for next year = expirations"""),
    ("claims", "Claims review", "claims_review", False, True, False, 60,
     """Open claims and reserves = claims
Closed since the last review = last meeting
Causes and loss control
Experience mod
What the carrier owes us"""),
    ("midterm", "Mid-term meeting", "midterm", False, True, False, 60,
     """How the service is going = commitments
Changes in operations and exposures = exposures
Claims so far = claims
Open points = work
Account rounding = coverage"""),
    ("visit", "Client visit", "midterm", False, True, True, 120,
     """Whom we meet and what they care about = people
Walk through the operations
Coverage in force = coverage
Open points = work
What we promised = commitments"""),
    ("sales", "Sales executive update", "", True, False, False, 30,
     """What changed on the shared book
Renewals of the next 120 days
Receivables to chase
Opportunities and prospects
Service issues"""),
)  # fmt: skip


def load(apps: Any) -> None:
    """Put the kinds into the database where they are missing."""
    model = apps.get_model("accounts", "MeetingKind")
    for code, name, meets, internal, with_client, travel, minutes, agenda in KINDS:
        model.objects.get_or_create(
            code=code,
            defaults={
                "name": name, "deliverable": meets, "internal": internal,
                "with_client": with_client, "travel": travel, "minutes": minutes,
                "agenda": agenda,
            },
        )  # fmt: skip
