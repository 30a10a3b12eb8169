"""Lines of business (DOMAIN §14.1), why policies end (§6.2), numbers of premium (§10.2)."""

from datetime import date
from typing import Any

LINES: dict[str, tuple[str, tuple[str, ...]]] = {
    "CGL": ("General liability", ("GL", "Commercial General Liability", "BOPGL")),
    "PROP": ("Commercial property", ("PROPC", "Commercial Property", "BOPPR")),
    "BOP": ("Businessowners", ("Businessowners Policy", "Business Owners")),
    "CPKGE": ("Commercial package", ("Package", "Commercial Package Policy")),
    "AUTOB": ("Business auto", ("BAUTO", "Commercial Auto")),
    "GARAG": ("Garage and dealers", ("Garage",)),
    "TRUCK": ("Truckers", ("TRKRS",)),
    "CARGO": ("Motor truck cargo", ("MTRTK",)),
    "WORK": ("Workers’ compensation", ("WC", "Workers' Compensation", "Workers Compensation")),
    "EL": ("Employers liability", ("ELIAB",)),
    "UMBRC": ("Umbrella", ("CUMBR", "Commercial Umbrella")),
    "EXLIA": ("Excess liability", ("EXCES", "Excess")),
    "INMRC": ("Inland marine", ("Commercial Inland Marine",)),
    "CEQFL": ("Contractors’ equipment", ("CONTR", "Contractors Equipment")),
    "BLDRK": ("Builder’s risk", ("Builders Risk",)),
    "EQ": ("Earthquake", ()),
    "DIFFC": ("Difference in conditions", ("DIC",)),
    "BANDM": ("Equipment breakdown", ("Boiler and Machinery",)),
    "TECH": ("Computers", ("EDP", "Electronic Data Processing")),
    "OLIB": ("Other liability", ()),
    "HABIT": ("Habitational", ()),
    "LRISK": ("Lessor’s risk", ()),
    "EPLI": ("Employment practices", ("EPL", "Employment Practices Liability")),
    "DO": ("Directors and officers", ("D&O", "Directors & Officers")),
    "FIDUC": ("Fiduciary", ("Fiduciary Liability",)),
    "CRIM": ("Crime", ("CRIME", "Commercial Crime")),
    "FIDTY": ("Fidelity bond", ()),
    "ERISA": ("ERISA bond", ()),
    "EO": ("Errors and omissions", ("E&O", "Professional Liability")),
    "PL": ("Professional liability, other", ("PLMSC",)),
    "CYBER": ("Cyber", ("Cyber and Privacy", "Cyber Liability")),
    "MMAL": ("Medical malpractice", ("MALP",)),
    "LL": ("Liquor liability", ("Liquor",)),
    "POLL": ("Pollution", ("Environmental",)),
    "UST": ("Storage tank", ()),
    "PRODL": ("Products", ("Products Liability",)),
    "KIDRA": ("Kidnap and ransom", ()),
    "INLIA": ("International liability", ()),
    "SURE": ("Surety bond", ("Surety",)),
    "LBOND": ("License bond", ()),
    "PBOND": ("Performance bond", ()),
    "FLOOD": ("Flood", ()),
    "XFLOD": ("Excess flood", ()),
    "OCMRC": ("Ocean marine", ("COMAR",)),
    "TERR": ("Terrorism", ()),
    "OAI": ("Occupational accident", ()),
    "UN": ("Unknown line", ()),
}


REASONS: dict[str, str] = {
    "price": "Price",
    "service": "Service",
    "coverage": "Coverage",
    "carrier-non-renewal": "Carrier non-renewal",
    "non-payment": "Non-payment",
    "sold-closed": "Sold or closed",
    "bor": "Broker of record",
    "moved-direct": "Moved to direct",
    "merged": "Merged",
    "declined": "Declined by agency",
}
SINCE = date(2000, 1, 1)
PREMIUM_RULES: dict[str, tuple[int, str]] = {
    "short_rate": (90, "Ninety percent method; usual practice"),
    "minimum_surplus": (25, "Usual of surplus lines companies; the policy's own term prevails"),
    "tolerance_dollars": (1, "House rule"),
    "tolerance_percent": (1, "House rule"),
}


def load(apps: Any) -> None:
    """Put lines, aliases, reasons and premium rules into the database where they are missing."""
    line_model = apps.get_model("accounts", "LineOfBusiness")
    alias_model = apps.get_model("accounts", "LineAlias")
    for code, (name, aliases) in LINES.items():
        line, _ = line_model.objects.get_or_create(code=code, defaults={"name": name})
        for alias in aliases:
            alias_model.objects.get_or_create(alias=alias.upper(), defaults={"line": line})
    for code, name in REASONS.items():
        apps.get_model("accounts", "ChangeReason").objects.get_or_create(
            code=code, defaults={"name": name}
        )
    rules = apps.get_model("accounts", "PremiumRule").objects
    for code, (value, source) in PREMIUM_RULES.items():
        if not rules.filter(code=code).exists():
            rules.create(code=code, value=value, from_on=SINCE, source=source)
