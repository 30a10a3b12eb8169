"""What the gap rules ask about a client: each fact with the question that finds it out.

A fact without a question is only read from the client's file. Industries are prefixes of NAICS
codes whose firms have the fact by what they do.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fact:
    """Something true or false of a client (`yes_no`), or a number."""

    label: str
    question: str = ""
    kind: str = "yes_no"
    industries: tuple[str, ...] = ()
    because: str = ""


FACTS: dict[str, Fact] = {
    "employees": Fact("Employees", "How many people does it employ?", "number"),
    "in_california": Fact("Located in California", "Is it located in California?"),
    "vehicles": Fact("Vehicles", kind="number"),
    "drivers": Fact("Drivers", kind="number"),
    "employees_drive": Fact(
        "Employees drive for it", "Does anybody drive for it, in own or rented cars too?"
    ),
    "stores_data": Fact(
        "Keeps personal, health or card data", "Does it keep personal, health or card data, or "
        "sell on the internet?", industries=("44", "45", "52", "611", "62", "72", "5112", "5415"),
        because="its trade keeps personal, health or card data",
    ),
    "liability_lines": Fact("Liability lines in force", kind="number"),
    "board": Fact(
        "Board or outside investors", "Does it have a board, or outside investors?",
    ),
    "benefit_plan": Fact("Sponsors a benefit plan", "Does it sponsor a benefit plan?"),
    "handles_money": Fact(
        "Handles money or inventory", "Do its people handle money, or goods that can be stolen?",
        industries=("423", "424", "44", "45", "52", "72"),
        because="its trade handles money or goods",
    ),
    "advice": Fact(
        "Earns from advice or design", "Does it earn from advice, design or consulting?",
        industries=("5411", "5412", "5413", "5415", "5416", "62"),
        because="its trade gives professional advice or care",
    ),
    "property": Fact("Owns or leases a building or contents", "Does it own or lease a building, "
                     "or own what stands in it?"),
    "flood": Fact("Flood zone or basement", "Is a location in a flood zone, or has a basement?"),
    "mobile": Fact(
        "Tools, mobile equipment or goods in transit", "Does it have tools or equipment away "
        "from its premises, or goods in transit?", industries=("23", "484", "5617"),
        because="its trade works with tools or goods away from its premises",
    ),
    "projects": Fact(
        "Construction projects", "Does it run or order construction projects?",
        industries=("236", "237"), because="its trade builds",
    ),
    "alcohol": Fact(
        "Sells or serves alcohol", "Does it sell or serve alcohol?",
        industries=("3121", "4453", "7224", "722511"), because="its trade sells or serves alcohol",
    ),
    "pollutants": Fact(
        "Fuel, chemicals or contractors’ pollution", "Does it work with fuel or chemicals, or "
        "where work can pollute?", industries=("23", "325", "4247", "4471", "562"),
        because="its trade works with fuel, chemicals or the ground",
    ),
    "foreign": Fact("Foreign sales or travel", "Does it sell or travel abroad?"),
    "products": Fact(
        "Manufactures products", "Does it make products?", industries=("31", "32", "33"),
        because="its trade makes products",
    ),
    "key_persons": Fact(
        "Depends on owners or key persons", "Would it suffer if an owner or key person were gone?"
    ),
    "contract_limit": Fact(
        "Highest liability limit a contract asks for",
        "What is the highest liability limit a contract asks for, in dollars?", "number",
    ),
    "liability_limit": Fact(
        "Liability limit in force, umbrella included",
        "What liability limit does it have in force, umbrella included, in dollars?", "number",
    ),
    "umbrella": Fact("Umbrella in force"),
    "underlying_short": Fact(
        "A limit beneath the umbrella is too low",
        "Is a limit beneath the umbrella lower than the umbrella asks for?",
    ),
    "elsewhere": Fact("Lines known to be placed elsewhere", kind="number"),
    "exposure_growth": Fact(
        "Growth of exposure in percent",
        "By how many percent did sales, payroll or vehicles grow since they were last filed?",
        "number",
    ),
}  # fmt: skip
