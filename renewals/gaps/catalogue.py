"""The gap rules the house starts with (DOMAIN §11); all of it may be edited."""

from typing import Any

CRITICAL, HIGH, MEDIUM, LOW = 1, 2, 3, 4


def yes(fact: str) -> dict[str, Any]:
    """The test that a yes-or-no fact is so."""
    return {"fact": fact, "is": True}


def at_least(fact: str, number: int) -> dict[str, Any]:
    """The test that a number is reached."""
    return {"fact": fact, "at_least": number}


# code, suggestion, condition, lines that close it, all of them?, line to propose, weight, why
RULES: tuple[tuple[str, str, dict[str, Any], str, bool, str, int, str], ...] = (
    ("R1", "Workers’ compensation", {"all": [at_least("employees", 1), yes("in_california")]},
     "WORK", False, "WORK", CRITICAL, "Mandatory in California from the first employee."),
    ("R2", "Employment practices", at_least("employees", 5), "EPLI", False, "EPLI", HIGH,
     "Claims of employees are asked of owners from about five people on."),
    ("R3", "Auto, hired and non-owned",
     {"any": [at_least("vehicles", 1), at_least("drivers", 1), yes("employees_drive")]},
     "AUTOB GARAG TRUCK", False, "AUTOB", HIGH,
     "Hired and non-owned auto on the general liability closes it, too: say so as not applicable."),
    ("R4", "Cyber, social engineering included", yes("stores_data"), "CYBER", False, "CYBER", HIGH,
     "The firm answers for data it keeps, wherever it is stored."),
    ("R5", "Umbrella; offer several limits", at_least("liability_lines", 1), "UMBRC EXLIA", False,
     "UMBRC", HIGH, "Do not recommend one limit: offer several and let the client choose."),
    ("R6", "Directors and officers", yes("board"), "DO", False, "DO", MEDIUM, ""),
    ("R7", "Fiduciary, and the ERISA bond", yes("benefit_plan"), "FIDUC ERISA", True, "FIDUC",
     MEDIUM, "The plan needs both: liability of its fiduciaries, and the bond."),
    ("R8", "Crime", yes("handles_money"), "CRIM FIDTY", False, "CRIM", MEDIUM, ""),
    ("R9", "Professional liability", yes("advice"), "EO PL MMAL", False, "EO", HIGH, ""),
    ("R10", "Property, business income, ordinance or law", yes("property"), "PROP BOP CPKGE",
     False, "PROP", HIGH, ""),
    ("R11", "Earthquake or difference in conditions: offer and decision", yes("in_california"),
     "EQ DIFFC", False, "EQ", MEDIUM, "Keep the decision in writing."),
    ("R12", "Flood", yes("flood"), "FLOOD XFLOD", False, "FLOOD", MEDIUM, ""),
    ("R13", "Inland marine", yes("mobile"), "INMRC CARGO CEQFL OCMRC", False, "INMRC", MEDIUM, ""),
    ("R14", "Builder’s risk, wrap or owners’ protective, as the project needs", yes("projects"),
     "BLDRK", False, "BLDRK", MEDIUM, ""),
    ("R15", "Liquor liability", yes("alcohol"), "LL", False, "LL", HIGH, ""),
    ("R16", "Environmental", yes("pollutants"), "POLL UST", False, "POLL", MEDIUM, ""),
    ("R17", "Foreign package", yes("foreign"), "INLIA", False, "INLIA", LOW, ""),
    ("R18", "Products, and recall", yes("products"), "PRODL", False, "PRODL", MEDIUM, ""),
    ("R19", "Buy-sell and key person (refer)", yes("key_persons"), "", False, "", LOW,
     "Not our lines: refer to a life broker, and note to whom."),
    ("R20", "A higher liability limit",
     {"fact": "contract_limit", "more_than": {"fact": "liability_limit"}},
     "", False, "UMBRC", CRITICAL, "A contract asks for more than is in force."),
    ("R21", "Higher limits beneath the umbrella", {"all": [yes("umbrella"),
     yes("underlying_short")]}, "", False, "CGL", CRITICAL,
     "The umbrella leaves a hole where the policies beneath it do not reach it."),
    ("R22", "Letter of record or a quote at the x-date", at_least("elsewhere", 1), "", False, "",
     HIGH, "A line known to be with another broker comes up on its x-date."),
    ("R23", "Endorse the exposure, review the limits",
     {"fact": "exposure_growth", "more_than": 10}, "", False, "", MEDIUM,
     "Exposure grew by more than a tenth since it was last filed."),
)  # fmt: skip


def load(apps: Any) -> None:
    """Put the rules into the database where they are missing; the lines are there before."""
    rules = apps.get_model("renewals", "GapRule").objects
    known = set(rules.values_list("code", flat=True))
    lines = {row.code: row for row in apps.get_model("accounts", "LineOfBusiness").objects.all()}
    for code, name, condition, closing, every, proposes, weight, why in RULES:
        if code not in known:
            rules.create(
                code=code, name=name, condition=condition, lines=closing.split(),
                every_line=every, proposes=lines.get(proposes), weight=weight, why=why,
                source=f"DOMAIN §11 {code}",
            )  # fmt: skip
