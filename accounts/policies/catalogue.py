"""Lines of business the house knows, with the names other systems use (DOMAIN §14.1)."""

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
    "LBOND": ("Licence bond", ()),
    "PBOND": ("Performance bond", ()),
    "FLOOD": ("Flood", ()),
    "XFLOD": ("Excess flood", ()),
    "OCMRC": ("Ocean marine", ("COMAR",)),
    "TERR": ("Terrorism", ()),
    "OAI": ("Occupational accident", ()),
    "UN": ("Unknown line", ()),
}


def load(apps: Any) -> None:
    """Put the lines and their aliases into the database where they are missing."""
    line_model = apps.get_model("accounts", "LineOfBusiness")
    alias_model = apps.get_model("accounts", "LineAlias")
    for code, (name, aliases) in LINES.items():
        line, _ = line_model.objects.get_or_create(code=code, defaults={"name": name})
        for alias in aliases:
            alias_model.objects.get_or_create(alias=alias.upper(), defaults={"line": line})
