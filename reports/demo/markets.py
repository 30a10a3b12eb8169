"""The demo's carriers and what they write: public NAIC codes, invented rates.

Premiums are yearly dollars for a client of ordinary size, commissions percent of premium.
"""

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Carrier, LineOfBusiness, WritingCompany


@dataclass(frozen=True)
class LineFacts:
    """What a line costs (from, to), earns in percent and usually covers."""

    premium: tuple[int, int]
    commission: Decimal
    limits: str
    deductible: str = ""
    audited: bool = False
    continuous: bool = False


def _line(low, high, commission, limits, deductible="", **flags) -> LineFacts:
    return LineFacts((low, high), Decimal(commission), limits, deductible, **flags)


LINES: dict[str, LineFacts] = {
    "CGL": _line(4_000, 42_000, "15", "$1,000,000 each occurrence, $2,000,000 aggregate",
                 "$5,000", audited=True),
    "PROP": _line(5_000, 60_000, "15", "Building and contents per schedule", "$10,000"),
    "BOP": _line(2_500, 14_000, "15", "$1,000,000 liability, contents per schedule", "$1,000"),
    "CPKGE": _line(7_000, 48_000, "15", "Property and liability per schedule", "$5,000"),
    "AUTOB": _line(3_500, 38_000, "12.5", "$1,000,000 combined single limit", "$1,000"),
    "GARAG": _line(9_000, 52_000, "12.5", "$1,000,000 garage liability", "$2,500"),
    "TRUCK": _line(18_000, 120_000, "10", "$1,000,000 combined single limit", "$2,500"),
    "CARGO": _line(2_000, 15_000, "12.5", "$100,000 any one truck", "$2,500"),
    "WORK": _line(6_000, 95_000, "9", "Statutory; employers liability $1,000,000", audited=True),
    "UMBRC": _line(2_500, 22_000, "12.5", "$5,000,000 each occurrence", "$10,000 retention"),
    "EXLIA": _line(6_000, 60_000, "12.5", "$5,000,000 excess of $1,000,000"),
    "CEQFL": _line(1_500, 18_000, "15", "Equipment per schedule", "$2,500"),
    "OCMRC": _line(2_000, 20_000, "15", "$500,000 any one conveyance", "$5,000"),
    "BLDRK": _line(3_000, 30_000, "15", "Completed value per project", "$10,000"),
    "EQ": _line(6_000, 70_000, "10", "$5,000,000 per occurrence", "10 % of values"),
    "FLOOD": _line(1_500, 12_000, "15", "$500,000 building, $500,000 contents", "$5,000"),
    "TERR": _line(800, 6_000, "10", "Per property schedule"),
    "BANDM": _line(1_200, 9_000, "15", "$10,000,000 per breakdown", "$5,000"),
    "EPLI": _line(2_500, 18_000, "15", "$1,000,000 each claim", "$25,000 retention"),
    "DO": _line(4_000, 35_000, "15", "$2,000,000 aggregate", "$25,000 retention"),
    "FIDUC": _line(900, 5_000, "15", "$1,000,000 aggregate", "$5,000 retention"),
    "CRIM": _line(900, 6_500, "15", "$500,000 employee theft", "$5,000"),
    "EO": _line(4_500, 40_000, "12.5", "$2,000,000 each claim", "$25,000 retention"),
    "PL": _line(5_000, 38_000, "12.5", "$1,000,000 each claim", "$10,000"),
    "CYBER": _line(2_200, 25_000, "15", "$2,000,000 aggregate", "$10,000 retention"),
    "MMAL": _line(8_000, 65_000, "10", "$1,000,000 each claim, $3,000,000 aggregate"),
    "LL": _line(1_000, 8_000, "15", "$1,000,000 each common cause"),
    "POLL": _line(2_500, 18_000, "12.5", "$1,000,000 each condition", "$10,000"),
    "PRODL": _line(3_000, 22_000, "15", "$2,000,000 aggregate", "$5,000"),
    "SURE": _line(1_500, 14_000, "28", "Per bond", continuous=True),
    "LBOND": _line(150, 600, "30", "$25,000 contractor’s license bond", continuous=True),
}  # fmt: skip

# The parts of a package, with their share of its premium in percent.
PACKAGE = (("PROP", 45), ("CGL", 35), ("CRIM", 8), ("INMRC", 12))

_LIABILITY = "CGL UMBRC EXLIA EPLI"
_STANDARD = "CGL PROP BOP CPKGE AUTOB UMBRC CRIM BANDM CEQFL TERR PRODL LL"
_SPECIAL = "DO EPLI FIDUC CYBER EO CRIM"

# Parent group, writing company, NAIC code, lines; a star marks a surplus lines insurer.
COMPANIES = (
    ("Travelers", "Travelers Property Casualty Company of America", "25674",
     _STANDARD + " OCMRC SURE WORK FLOOD"),
    ("Travelers", "Travelers Indemnity Company", "25658", "AUTOB GARAG CPKGE WORK BLDRK"),
    ("Hartford", "Hartford Fire Insurance Company", "19682", _STANDARD + " WORK"),
    ("Hartford", "Twin City Fire Insurance Company", "29459", _SPECIAL + " BOP"),
    ("Liberty Mutual", "Liberty Mutual Fire Insurance Company", "23035", _STANDARD + " WORK"),
    ("Liberty Mutual", "Ohio Security Insurance Company", "24082", "CPKGE AUTOB BOP SURE LBOND"),
    ("Chubb", "Federal Insurance Company", "20281", _SPECIAL + " PROP OCMRC PL"),
    ("Chubb", "Great Northern Insurance Company", "20303", "CPKGE PROP UMBRC"),
    ("Chubb", "Westchester Surplus Lines Insurance Company", "10172", "*EXLIA EQ POLL PL"),
    ("CNA", "Continental Casualty Company", "20443", "EO PL MMAL CGL CPKGE"),
    ("CNA", "Western Surety Company", "13188", "SURE LBOND"),
    ("Zurich", "Zurich American Insurance Company", "16535", "CGL AUTOB WORK BLDRK CEQFL GARAG"),
    ("Zurich", "Steadfast Insurance Company", "26387", "*POLL EXLIA PROP EO"),
    ("Great American", "Great American Insurance Company", "16691", "CRIM FIDUC DO CPKGE OCMRC"),
    ("Tokio Marine", "Philadelphia Indemnity Insurance Company", "18058",
     "CPKGE PL DO EPLI AUTOB UMBRC"),
    ("AIG", "National Union Fire Insurance Company of Pittsburgh, Pa.", "19445", _SPECIAL),
    ("AIG", "Lexington Insurance Company", "19437", "*PROP EQ FLOOD EXLIA"),
    ("Nationwide", "Nationwide Mutual Insurance Company", "23787", "CPKGE AUTOB UMBRC PRODL"),
    ("Nationwide", "Scottsdale Insurance Company", "41297", "*" + _LIABILITY + " LL PRODL EO"),
    ("Markel", "Evanston Insurance Company", "35378", "*CGL EO PL MMAL PROP POLL"),
    ("W. R. Berkley", "Nautilus Insurance Company", "17370", "*CGL EXLIA LL PRODL"),
    ("State Compensation Insurance Fund", "State Compensation Insurance Fund", "35076", "WORK"),
    ("Employers Holdings", "Employers Preferred Insurance Company", "10346", "WORK"),
    ("Zenith National", "Zenith Insurance Company", "13269", "WORK"),
    ("ICW Group", "Insurance Company of the West", "27847", "WORK EQ"),
    ("Berkshire Hathaway", "Berkshire Hathaway Homestate Insurance Company", "20044",
     "WORK TRUCK AUTOB"),
    ("Beazley", "Beazley Insurance Company, Inc.", "37540", "CYBER EO DO"),
    ("Hiscox", "Hiscox Insurance Company Inc.", "10200", "CYBER EO PL"),
    ("Kinsale", "Kinsale Insurance Company", "38920", "*CGL EXLIA MMAL"),
    ("Great West Casualty", "Great West Casualty Company", "11371", "TRUCK CARGO"),
)  # fmt: skip
WHOLESALER = "Golden State Wholesale Brokers"


@dataclass(frozen=True)
class Market:
    """The writing companies by line, and the lines, as the database knows them."""

    by_line: dict[str, list[tuple[int, bool]]]
    lines: dict[str, LineOfBusiness]
    wholesaler: int


def make_markets() -> Market:
    """Put the carriers and their writing companies into the database where they are missing."""
    by_line: dict[str, list[tuple[int, bool]]] = {}
    for group, name, naic, lines in COMPANIES:
        carrier, _ = Carrier.objects.get_or_create(name=group)
        admitted = not lines.startswith("*")
        company, _ = WritingCompany.objects.get_or_create(
            naic=naic, defaults={"carrier": carrier, "name": name, "admitted": admitted}
        )
        for line in lines.removeprefix("*").split():
            by_line.setdefault(line, []).append((company.pk, admitted))
    carrier, _ = Carrier.objects.get_or_create(name=WHOLESALER)
    wholesaler, _ = WritingCompany.objects.get_or_create(
        name=WHOLESALER, defaults={"carrier": carrier}
    )
    lines = {line.code: line for line in LineOfBusiness.objects.all()}
    return Market(by_line, lines, wholesaler.pk)
