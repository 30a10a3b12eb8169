"""The questions the house starts with (DOMAIN §9.3): trade practice, editable."""

from datetime import date
from typing import Any

SINCE = date(2020, 1, 1)
SOURCE = "Default of the house (DOMAIN §9.3)"

GL = ("CGL", "BOP", "CPKGE", "OLIB", "PRODL", "LRISK", "HABIT")
PROPERTY = ("PROP", "BOP", "CPKGE", "LRISK", "HABIT", "EQ", "DIFFC", "FLOOD", "XFLOD", "BANDM")
AUTO = ("AUTOB", "GARAG", "TRUCK")
WORK = ("WORK", "EL", "OAI")
EXCESS = ("UMBRC", "EXLIA")
EQUIPMENT = ("INMRC", "CEQFL")
CRIME = ("CRIM", "FIDTY", "ERISA")
PEOPLE = ("EPLI",)
BOARD = ("DO", "FIDUC")
TECHNOLOGY = ("CYBER", "TECH")
PROFESSIONAL = ("EO", "PL", "MMAL")
SUPPLEMENT = (*PEOPLE, *BOARD, *TECHNOLOGY, *PROFESSIONAL)
EVERY: tuple[str, ...] = ()

# code, text, kind, lines, marks, fact, help. Marks: r needed for submission, y to be confirmed
# every time, c the client is asked. After a bar in the help: what may be chosen.
Row = tuple[str, str, str, tuple[str, ...], str, str, str]
TOPICS: tuple[tuple[str, tuple[Row, ...]], ...] = (
    ("The company", (
        ("legal-name", "Legal name of the company", "text", EVERY, "r", "legal_name", ""),
        ("named-insureds", "All companies and names to be insured", "long", EVERY, "ryc",
         "named_insureds", "Every legal entity, one a line."),
        ("entity-type", "Legal form", "text", EVERY, "r", "entity_type", ""),
        ("fein", "Federal employer identification number", "text", EVERY, "r", "fein",
         "Only the last digits are shown."),
        ("naics", "NAICS code", "text", EVERY, "", "naics", ""),
        ("started-year", "Year the business started", "text", EVERY, "r", "started_year", ""),
        ("operations", "What the company does", "long", EVERY, "ryc", "operations",
         "Products, services and who they are for; mention what is new."),
        ("website", "Website", "text", EVERY, "c", "website", ""),
        ("address", "Mailing address", "text", EVERY, "rc", "address", ""),
        ("revenue", "Revenue expected for the coming year", "money", EVERY, "ryc", "revenue", ""),
        ("headcount", "Number of employees", "number", EVERY, "ryc", "headcount",
         "Full-time and part-time together."),
        ("changes", "What has changed since last year, or will", "long", EVERY, "yc", "",
         "Ownership, operations, locations, contracts."),
        ("interests", "Lenders, landlords and others to be named", "long", EVERY, "yc",
         "interests", "Mortgagees, loss payees, additional insureds."),
    )),
    ("History", (
        ("prior-carriers", "Carriers of the last years", "long", EVERY, "r", "prior_carriers", ""),
        ("cancelled", "Has a carrier cancelled or declined to renew in five years?", "yes_no",
         EVERY, "ryc", "", ""),
        ("cancelled-why", "If so, which and why", "long", EVERY, "yc", "", ""),
        ("known-losses", "Losses or incidents not yet reported", "long", EVERY, "yc", "",
         "Write “none” if there are none."),
        ("financials", "Latest financial statements", "file", (*BOARD, *PEOPLE, "UMBRC"), "yc",
         "", "PDF or Excel; for large accounts two years."),
    )),
    ("General liability", (
        ("gl-sales", "Sales or receipts by operation", "long", GL, "yc", "", ""),
        ("gl-subcontracted", "Cost of work given to subcontractors", "money", GL, "ryc",
         "subcontracted", "0 if none."),
        ("gl-certificates", "Do you collect certificates from every subcontractor?", "yes_no", GL,
         "ryc", "", ""),
        ("gl-products", "Products made, sold or installed", "long", GL, "yc", "", ""),
        ("gl-contracts", "Contracts that require insurance or an indemnity", "long", GL, "yc", "",
         "With whom, and what they ask for."),
        ("gl-insureds", "Additional insureds required", "long", GL, "yc", "", ""),
        ("gl-basis", "Exposure basis and class codes", "text", GL, "y", "", ""),
    )),
    ("Property", (
        ("locations", "Locations and values", "schedule", PROPERTY, "ryc", "schedule_locations",
         "Address, construction, year, area, protection, values of building, contents, income."),
        ("income-worksheet", "Business income worksheet", "file", PROPERTY, "yc", "", ""),
        ("valuation", "Basis on which values are stated", "choice", PROPERTY, "yc", "",
         "|Replacement cost|Actual cash value|Agreed value|Functional replacement cost"),
        ("updates", "Roof, wiring, plumbing and heating renewed in", "text", PROPERTY, "yc", "",
         "Years; for buildings older than 25 years."),
        ("vacant", "Is any building vacant or being built or altered?", "yes_no", PROPERTY, "yc",
         "", ""),
    )),
    ("Automobiles", (
        ("vehicles", "Vehicles", "schedule", AUTO, "ryc", "schedule_vehicles",
         "VIN, year, make, cost new, weight, garaging, use, radius."),
        ("drivers", "Drivers", "schedule", AUTO, "ryc", "schedule_drivers",
         "Name, birth date, license, state, hire date."),
        ("mvr", "Are driving records checked every year?", "yes_no", AUTO, "yc", "", ""),
        ("symbols", "Covered auto symbols", "text", AUTO, "y", "", ""),
        ("hired", "Cost of hired vehicles a year", "money", AUTO, "yc", "", "0 if none."),
        ("non-owned", "Employees who drive their own cars for work", "number", (*AUTO, *GL), "yc",
         "", ""),
        ("filings", "Filings needed (federal or state)", "text", ("TRUCK", "CARGO"), "yc", "", ""),
        ("terminals", "Terminals", "long", ("TRUCK", "CARGO"), "yc", "", ""),
        ("dealer-plates", "Number of dealer plates", "number", ("GARAG",), "ryc", "", ""),
    )),
    ("Workers’ compensation", (
        ("payroll", "Payroll by class and state", "schedule", WORK, "ryc", "schedule_payroll", ""),
        ("payroll-total", "Payroll expected for the coming year", "money", WORK, "yc", "payroll",
         ""),
        ("mods", "Experience modification", "schedule", WORK, "ry", "schedule_mods", ""),
        ("officers", "Owners and officers, included or excluded", "long", WORK, "ryc", "",
         "Name, title, share, included or excluded."),
        ("safety", "Is there a written safety program?", "yes_no", WORK, "yc", "", ""),
        ("concentration", "Most employees in one building at one time", "number", WORK, "yc", "",
         ""),
    )),
    ("Umbrella and excess", (
        ("underlying", "Underlying policies and limits", "long", EXCESS, "ry", "", ""),
        ("limits", "Limits to be quoted", "text", EXCESS, "ryc", "",
         "Several, so that the client can choose."),
        ("foreign", "Operations, sales or travel abroad", "long", (*EXCESS, "INLIA"), "yc", "",
         "Write “none” if there are none."),
    )),
    ("Equipment and goods", (
        ("equipment", "Equipment", "schedule", EQUIPMENT, "ryc", "schedule_equipment", ""),
        ("rented", "Equipment rented from others, most at one time", "money", EQUIPMENT, "yc", "",
         ""),
        ("storage", "Where equipment stands overnight", "long", EQUIPMENT, "yc", "", ""),
    )),
    ("Crime", (
        ("handlers", "Employees who handle money or goods", "number", CRIME, "ryc", "", ""),
        ("countersign", "Are checks countersigned and accounts reconciled by another person?",
         "yes_no", CRIME, "ryc", "", ""),
        ("audit", "Who audits, and how often", "text", CRIME, "yc", "", ""),
        ("transfers", "How are changes of bank details checked before money is sent?", "long",
         (*CRIME, *TECHNOLOGY), "yc", "", ""),
    )),
    ("Management and professional", (
        ("board", "Board members and outside investors", "long", BOARD, "ryc", "", ""),
        ("plan-assets", "Assets of benefit plans", "money", ("FIDUC", "ERISA"), "ryc", "", ""),
        ("by-state", "Employees by state", "long", PEOPLE, "ryc", "", ""),
        ("turnover", "Employees who left in the last twelve months", "number", PEOPLE, "ryc", "",
         ""),
        ("handbook", "Is there an employee handbook, reviewed by counsel?", "yes_no", PEOPLE,
         "ryc", "", ""),
        ("records", "Records of persons kept", "number", TECHNOLOGY, "ryc", "",
         "Customers, patients and employees together."),
        ("mfa", "Multi-factor sign-in for mail and remote access?", "yes_no", TECHNOLOGY, "ryc",
         "", ""),
        ("backups", "Backups kept apart from the network and tested?", "yes_no", TECHNOLOGY,
         "ryc", "", ""),
        ("by-service", "Revenue by service", "long", PROFESSIONAL, "ryc", "", ""),
        ("retro", "Retroactive or continuity date", "date", SUPPLEMENT, "r", "", ""),
        ("supplement", "Supplement of the carrier, filled in", "file", SUPPLEMENT, "yc", "", ""),
    )),
)  # fmt: skip


def load(apps: Any) -> None:
    """Put questions into the database where they are missing."""
    model = apps.get_model("renewals", "Question")
    known = set(model.objects.values_list("code", flat=True))
    made, position = [], 0
    for topic, rows in TOPICS:
        for code, text, kind, lines, marks, fact, helped in rows:
            position += 10
            words, *choices = helped.split("|")
            if code not in known:
                made.append(
                    model(
                        code=code, topic=topic, position=position, text=text, help=words, kind=kind,
                        choices="\n".join(choices), lines=list(lines), fact=fact,
                        required="r" in marks, yearly="y" in marks, ask_client="c" in marks,
                        from_on=SINCE, source=SOURCE,
                    )
                )  # fmt: skip
    model.objects.bulk_create(made)
