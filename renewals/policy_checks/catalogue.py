"""What policies are checked for, when carriers are chased, and whose checks a second person reads:
what the house starts with (DOMAIN §9.1, §10.3; trade practice, editable)."""

from datetime import date
from decimal import Decimal
from typing import Any

FROM = date(2020, 1, 1)
# After the policy takes effect: +30, +45, +60 (DOMAIN §9.1); corrections weekly (DOMAIN §12).
# Binders: 30, 14, 7 days before they end and on the day (DOMAIN §4.3).
CHASES = {"chase": (30, 45, 60), "correction": (7, 14, 21, 28), "binder": (30, 14, 7, 0)}
SECOND = (("World Class", Decimal(0)), ("", Decimal(50_000)))  # tier, from an annual premium of

# line ("" for every one), label, where the file says what to expect
EVERY: tuple[tuple[str, str], ...] = (
    ("Writing company", "company"),
    ("Policy number", "number"),
    ("Named insureds complete", "insured"),
    ("Mailing address", "address"),
    ("Entity and operations", "entity"),
    ("Effective and expiration", "period"),
    ("Premium, taxes and fees", "premium"),
    ("Minimum earned premium", "minimum"),
    ("Limits, deductibles and dates", "details"),
    ("Forms and endorsements", "forms"),
    ("Exclusions", "exclusions"),
    ("Subjectivities fulfilled", "subjectivities"),
    ("Additional interests", "interests"),
    ("Endorsements of the expiring term still there", "changes"),
)
LINES: dict[str, tuple[tuple[str, str], ...]] = {
    "CGL": (("Class codes and exposure basis", ""), ("Locations covered", "locations")),
    "PROP": (
        ("Each location and its limits", "locations"),
        ("Construction, protection and occupancy", ""),
        ("Mortgagees on their locations", ""),
        ("Valuation and coinsurance", ""),
    ),
    "BOP": (("Each location and its limits", "locations"), ("Mortgagees on their locations", "")),
    "AUTOB": (
        ("Vehicles", "vehicles"),
        ("Drivers excluded", "drivers"),
        ("Symbols for each coverage", ""),
        ("Loss payees on their vehicles", ""),
    ),
    "WORK": (
        ("Classes, payroll and experience mod", "classes"),
        ("Officers included and excluded", ""),
        ("States of items 3.A and 3.C", ""),
    ),
    "UMBRC": (
        ("Underlying policies meet the required limits", "underlying"),
        ("Same effective date as the underlying policies", ""),
        ("Follows form; exclusions beyond the underlying", ""),
    ),
    "EXLIA": (("Underlying policies meet the required limits", "underlying"),),
    "INMRC": (("Scheduled equipment", "equipment"),),
    "EPLI": (("Prior acts and continuity date", ""),),
    "CYBER": (("Prior acts and continuity date", ""), ("Warranties in the application", "")),
    "DO": (("Prior acts and continuity date", ""),),
    "EO": (("Prior acts and continuity date", ""),),
    "PL": (("Prior acts and continuity date", ""),),
}


def load(apps: Any) -> None:
    """Put the rows into the database where there are none of their kind."""
    chases, seconds, topics = (
        apps.get_model("renewals", name) for name in ("ChaseRule", "SecondReaderRule", "CheckTopic")
    )
    for purpose, steps in CHASES.items():
        if not chases.objects.filter(purpose=purpose).exists():
            chases.objects.bulk_create(
                chases(purpose=purpose, days=days, from_on=FROM, note="Default of the house")
                for days in steps
            )
    if not seconds.objects.exists():
        tiers = {t.name: t for t in apps.get_model("accounts", "Tier").objects.all()}
        seconds.objects.bulk_create(
            seconds(tier=tiers.get(tier), least_premium=least, from_on=FROM,
                    note="Default of the house")
            for tier, least in SECOND
            if not tier or tier in tiers
        )  # fmt: skip
    if not topics.objects.exists():
        lines = {
            row.code: row for row in apps.get_model("accounts", "LineOfBusiness").objects.all()
        }
        wanted = [("", EVERY), *LINES.items()]
        topics.objects.bulk_create(
            topics(
                line=lines.get(code), label=label, reads=reads, rank=10 * n + 10 + 500 * bool(code)
            )
            for code, items in wanted
            if not code or code in lines
            for n, (label, reads) in enumerate(items)
        )
