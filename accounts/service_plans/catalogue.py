"""What clients are promised, to begin with (DOMAIN §2.2)."""

from datetime import date
from typing import Any

AE, CA, CM, RL = "account_executive", "client_administrator", "client_manager", "risk_loss"
ALL = ("World Class", "Preferred", "Standard")
UPPER = ALL[:2]
TOP = ALL[:1]
# Code, name, tiers, counted from, what happens, offset, unit, tolerance, window, owner, met by,
# made for, line, source.
COMMITMENTS: tuple[tuple[Any, ...], ...] = (
    ("TEAM", "Service team letter and service plan", UPPER, "bind_date", "", 30, "days", 0, 30, AE,
     "team_letter", "year", "", "Client service plan: binding +30 days"),
    ("POLDEL", "Policy checked and delivered", ALL, "event", "policy_issued", 10, "business", 0,
     60, CA, "policy_delivery", "event", "", "Receipt +10 business days"),
    ("POLCHASE", "Carrier chased for the policy", ALL, "effective_date", "", 30, "days", 15, 60,
     CA, "policy_received", "term", "", "45–90 days after inception in the industry"),
    ("SUMM", "Insurance summary re-issued, yearly", ALL, "anniversary", "", 0, "days", 15, 60, CA,
     "summary", "year", "", "At least yearly"),
    ("SUMMBIND", "Insurance summary after binding", ALL, "effective_date", "", 30, "days", 0, 30,
     CA, "summary", "expiration", "", "Each bind"),
    ("SUMMEND", "Insurance summary after an endorsement", UPPER, "event", "endorsed", 10,
     "business", 0, 30, CA, "summary", "event", "", "Each material endorsement"),
    ("COW", "Yearly overview of the account", ALL, "anniversary", "", 0, "days", 30, 90, AE,
     "overview", "year", "", "Yearly on the account's anniversary"),
    ("CLM3", "Claims review, third month", TOP, "effective_date", "", 90, "days", 15, 30, RL,
     "claims_review", "year", "", "3, 6 and 9 months after renewal"),
    ("CLM6", "Claims review, sixth month", UPPER, "effective_date", "", 180, "days", 15, 30, RL,
     "claims_review", "year", "", "3, 6 and 9 months after renewal"),
    ("CLM9", "Claims review, ninth month", TOP, "effective_date", "", 270, "days", 15, 30, RL,
     "claims_review", "year", "", "3, 6 and 9 months after renewal"),
    ("MID", "Mid-term meeting or visit", UPPER, "effective_date", "", 150, "days", 30, 30, AE,
     "midterm", "year", "", "120–180 days after the effective date"),
    ("XMOD", "Experience mod reviewed", UPPER, "event", "mod_published", 15, "days", 0, 45, RL,
     "mod_review", "event", "WORK", "Bureau issue date +15 days"),
    ("STEW", "Stewardship report delivered", TOP, "expiration_date", "", -105, "days", 15, 30, AE,
     "stewardship", "year", "", "120–90 days before expiration"),
    ("PRM", "Pre-renewal meeting with the client", UPPER, "expiration_date", "", -120, "days", 0,
     60, AE, "prerenewal", "year", "", "160–120 days before expiration"),
    ("PROP", "Proposal presented", ALL, "expiration_date", "", -21, "days", 7, 30, AE, "proposal",
     "expiration", "", "30–14 days before expiration"),
    ("BIND", "Binders and invoices sent", ALL, "expiration_date", "", -1, "days", 0, 60, CA,
     "binder", "expiration", "", "The day before expiration"),
    ("COI", "Certificate turnaround", UPPER, "event", "certificate_asked", 0, "business", 0, 30,
     CA, "certificate", "event", "", "The same business day"),
    ("CONTRACT", "Insurance requirements of a contract reviewed", UPPER, "event", "contract_asked",
     3, "business", 0, 30, AE, "contract", "event", "", "Request +3 business days"),
    ("CALL", "Call or e-mail returned", ALL, "event", "called", 1, "business", 0, 14, AE,
     "contact", "event", "", "One business day"),
)  # fmt: skip


def load(apps: Any) -> None:
    """Put the templates into the database where there are none, and what tiers stand for."""
    model, tiers = apps.get_model("accounts", "CommitmentTemplate"), {}
    for tier in apps.get_model("accounts", "Tier").objects.all():
        tiers[tier.name] = tier
    if model.objects.exists():
        return
    lines = dict(apps.get_model("accounts", "LineOfBusiness").objects.values_list("code", "pk"))
    for (code, name, names, anchor, happening, offset, unit, tolerance, window, owner,
         deliverable, repeat, line, source) in COMMITMENTS:  # fmt: skip
        for tier in (tiers[name] for name in names if name in tiers):
            model.objects.create(
                code=code, name=name, tier=tier, anchor=anchor, happening=happening,
                offset=offset, unit=unit, tolerance_days=tolerance, window_days=window,
                owner_role=owner, deliverable=deliverable, repeat=repeat,
                line_id=lines.get(line), from_on=date(2020, 1, 1), source=source,
            )  # fmt: skip
