"""What the demo's clients do, where they are and what they are called. Invented throughout."""

from dataclasses import dataclass

from reports.demo.words import words


@dataclass(frozen=True)
class Trade:
    """An industry: its NAICS codes, how its firms are named, which lines it buys, how big it is.

    `lines` come in the order in which clients buy them; `size` scales their premiums. `work` is
    what they do, `classes` are the workers' compensation classes of those who do it.
    """

    naics: tuple[str, ...]
    words: tuple[str, ...]
    lines: tuple[str, ...]
    size: float = 1.0
    work: str = ""
    occupancy: str = "Office"
    classes: tuple[tuple[str, str], ...] = ()


TRADES = (
    Trade(("236220", "236115"), ("Construction", "Builders", "General Contractors"),
          ("CGL", "WORK", "AUTOB", "EXLIA", "CEQFL", "SURE", "POLL", "BLDRK", "EO"), 2.4,
          "Ground-up construction and tenant improvements for commercial owners",
          "Contractor’s yard and office",
          (("5403", "Carpentry"), ("5606", "Contractors, executive supervisors"))),
    Trade(("238210",), ("Electric", "Electrical Contractors", "Power & Lighting"),
          ("CGL", "WORK", "AUTOB", "UMBRC", "CEQFL", "LBOND", "SURE"), 1.4,
          "Electrical wiring and lighting in offices, schools and light industry",
          "Shop and office",
          (("5190", "Electrical wiring"), ("5606", "Contractors, executive supervisors"))),
    Trade(("238220",), ("Plumbing", "Mechanical", "Heating & Air"),
          ("CGL", "WORK", "AUTOB", "UMBRC", "LBOND", "CEQFL"), 1.2,
          "Plumbing, heating and air conditioning for commercial buildings",
          "Shop and office",
          (("5183", "Plumbing"), ("5606", "Contractors, executive supervisors"))),
    Trade(("238160", "238910"), ("Roofing", "Grading & Paving", "Excavation"),
          ("CGL", "WORK", "AUTOB", "EXLIA", "CEQFL", "LBOND"), 1.6,
          "Site preparation, paving and commercial roofing",
          "Contractor’s yard",
          (("6218", "Excavation"), ("5606", "Contractors, executive supervisors"))),
    Trade(("484110", "484121"), ("Trucking", "Freight Lines", "Logistics"),
          ("TRUCK", "CARGO", "WORK", "CGL", "UMBRC"), 1.8,
          "General freight by truck within California and to Nevada",
          "Terminal and yard", (("7219", "Trucking firms"),)),
    Trade(("722511", "722513"), ("Kitchen", "Grill", "Restaurant Group", "Cantina"),
          ("BOP", "WORK", "LL", "UMBRC", "EPLI"), 0.7,
          "Full-service restaurants with beer and wine",
          "Restaurant", (("9079", "Restaurants"),)),
    Trade(("311811", "311812"), ("Bakery", "Baking Company", "Foods"),
          ("CPKGE", "WORK", "AUTOB", "UMBRC", "PRODL", "EPLI"), 1.1,
          "Bread and pastry, baked daily and delivered to markets and cafés",
          "Bakery", (("2003", "Bakeries"),)),
    Trade(("312130", "111332"), ("Winery", "Vineyards", "Cellars"),
          ("CPKGE", "WORK", "AUTOB", "UMBRC", "EQ", "LL", "POLL"), 1.5,
          "Wine from estate and purchased grapes, with a tasting room",
          "Winery and tasting room", (("2142", "Wineries"), ("0040", "Vineyards"))),
    Trade(("531120", "531110"), ("Properties", "Realty Partners", "Plaza Holdings"),
          ("PROP", "CGL", "UMBRC", "EQ", "FLOOD", "TERR"), 1.7,
          "Ownership and leasing of offices and small retail centers",
          "Office building, leased to others", (("9015", "Building operation"),)),
    Trade(("541511", "541512"), ("Software", "Systems", "Data Labs"),
          ("CPKGE", "CYBER", "EO", "WORK", "DO", "EPLI", "FIDUC"), 1.0,
          "Business software, sold by subscription and set up for customers",
          "Office", (("8859", "Computer programming"),)),
    Trade(("541330", "541310"), ("Engineering", "Architects", "Design Group"),
          ("EO", "CPKGE", "WORK", "AUTOB", "UMBRC", "CYBER"), 1.0,
          "Structural and civil design for public agencies and developers",
          "Office", (("8601", "Engineers, consulting"),)),
    Trade(("621111", "621210"), ("Medical Group", "Dental", "Clinic"),
          ("BOP", "MMAL", "WORK", "CYBER", "EPLI"), 0.9,
          "Outpatient care by appointment",
          "Medical office", (("8834", "Physicians’ practices"),)),
    Trade(("623312", "624410"), ("Senior Living", "Early Learning Center", "Care Homes"),
          ("CPKGE", "WORK", "PL", "UMBRC", "EPLI", "AUTOB"), 1.1,
          "Residential and day care, licensed by the state",
          "Residential care", (("8851", "Congregate living"),)),
    Trade(("332710", "332721"), ("Machine Works", "Precision", "Metalcraft"),
          ("CPKGE", "WORK", "AUTOB", "UMBRC", "BANDM", "CYBER", "OCMRC"), 1.3,
          "Precision parts for makers of pumps, instruments and aircraft",
          "Machine shop", (("3632", "Machine shops"),)),
    Trade(("334413", "334418"), ("Microdevices", "Circuits", "Semiconductor"),
          ("PROP", "CGL", "WORK", "UMBRC", "EQ", "OCMRC", "CYBER", "DO", "EPLI"), 2.6,
          "Design and making of circuits to customers’ specification",
          "Clean room and office", (("4112", "Integrated circuits"),)),
    Trade(("561730", "561720"), ("Landscape", "Janitorial", "Grounds & Facilities"),
          ("CGL", "WORK", "AUTOB", "UMBRC", "CRIM"), 0.8,
          "Grounds and building maintenance under yearly contracts",
          "Yard and office", (("0042", "Landscape gardening"), ("9008", "Janitorial services"))),
    Trade(("441110", "811111"), ("Motors", "Auto Center", "Auto Repair"),
          ("GARAG", "WORK", "UMBRC", "PROP", "CRIM", "POLL"), 1.2,
          "Sale, service and repair of cars and light trucks",
          "Showroom and service bays",
          (("8389", "Automobile repair"), ("8391", "Automobile dealers"))),
    Trade(("721110",), ("Hotel", "Inn & Suites", "Lodging"),
          ("CPKGE", "WORK", "UMBRC", "LL", "EPLI", "CYBER", "EQ"), 1.6,
          "A hotel with a restaurant and meeting rooms",
          "Hotel", (("9050", "Hotels"),)),
    Trade(("424410", "424480"), ("Produce", "Distributing", "Fresh Markets"),
          ("CPKGE", "AUTOB", "WORK", "UMBRC", "OCMRC", "CYBER"), 1.5,
          "Produce and groceries, bought, stored cold and delivered to stores",
          "Refrigerated warehouse", (("8018", "Stores, wholesale"),)),
    Trade(("813410", "611110"), ("Foundation", "Academy", "Community Services"),
          ("CPKGE", "WORK", "DO", "EPLI", "FIDUC", "AUTOB", "UMBRC"), 0.9,
          "Education and services to the community, paid by grants and gifts",
          "Classrooms and office", (("8868", "Schools, teachers"),)),
)  # fmt: skip

FIRST_WORDS = words(
    """
    Alameda Alder Almaden Anchor Arbor Arroyo Aspen Bay Bayshore Bear Belmont Blue Brightwater
    Cabrillo Calera Camino Canyon Cascade Cedar Channel Cinder Citrus Clearwater Coastal Copper
    Coyote Crescent Crestline Crown Cypress Delta Diamond Dos Eagle El Evergreen Falcon Foothill
    Four Garnet Golden Granite Great Green Grizzly Harbor High Highland Ironwood Juniper
    Keystone La Lakeside Laurel Liberty Lighthouse Lone Los Madrone Manzanita Mariner Meridian
    Mesa Mission Monarch Mountain Noble North Northgate Oak Ocean Old Olive Orchard Pacific
    Palisade Palm Paragon Peninsula Pine Pioneer Point Poppy Quail Redwood Ridge River Rocky
    Sage San Sequoia Sierra Silver Skyline South Spring Sterling Summit Sun Sunset Sycamore
    Tamarack Terra Three Timber Trinity Twin Union Valley Vista Western Westlake Willow Yosemite
    """
)
SECOND_WORDS = words(
    """
    Arch Bluff Bridge Brook Cove Creek Crest Crossing Fields Flat Forge Gate Glen Grove Harbor
    Haven Hill Hollow Island Junction Lake Landing Lantern Meadow Oaks Park Pass Peak Pier Point
    Quarry Ranch Range Reef Ridge River Road Rock Shore Springs Star Stone Summit Tower Trail
    Valley View Vista Wharf Woods
    """
)
FAMILIES = words(
    """
    Abbott Aguilar Bautista Bennett Castro Chang Coleman Dasgupta Delgado Donnelly Escobar
    Fitzgerald Fong Garabedian Guerrero Hashimoto Huang Iyer Jensen Kaplan Kaur Kim Lindqvist
    Lombardi Lopez Mahoney Marquez Medeiros Mendoza Nakamura Nguyen Ochoa Okafor Oliveira Park
    Pham Quintero Ramos Rossi Sandhu Santos Schaefer Silva Singh Soto Takahashi Tran Vargas
    Villanueva Vang Whitaker Wong Yamada Zamora
    """
)
ENDINGS = ("Inc.", "Inc.", "LLC", "LLC", "Corporation", "Co.", "LP")
STREETS = words(
    """
    Adeline Alvarado Bayshore Broadway California Capitol Cedar Central Commerce Depot
    Embarcadero Enterprise First Franklin Front Gateway Grand Harbor Industrial Jefferson
    Lincoln Magnolia Main Market Mission Oak Orange_Grove Pacific Railroad River San_Pablo
    Santa_Fe Second State Sutter Union Valley Walnut Washington Webster
    """
)
STREET_KINDS = ("Street", "Street", "Avenue", "Boulevard", "Road", "Way", "Drive")

# City, ZIP code, area code.
CITIES = (
    ("Oakland", "94607", "510"), ("San Francisco", "94105", "415"), ("San Jose", "95112", "408"),
    ("Sacramento", "95814", "916"), ("Fresno", "93721", "559"), ("Modesto", "95354", "209"),
    ("Stockton", "95202", "209"), ("Bakersfield", "93301", "661"), ("Los Angeles", "90013", "213"),
    ("Long Beach", "90802", "562"), ("San Diego", "92101", "619"), ("Anaheim", "92805", "714"),
    ("Santa Ana", "92701", "714"), ("Irvine", "92614", "949"), ("Riverside", "92501", "951"),
    ("San Bernardino", "92401", "909"), ("Ventura", "93001", "805"), ("Oxnard", "93030", "805"),
    ("Santa Barbara", "93101", "805"), ("San Luis Obispo", "93401", "805"),
    ("Salinas", "93901", "831"), ("Monterey", "93940", "831"), ("Santa Cruz", "95060", "831"),
    ("Berkeley", "94710", "510"), ("Hayward", "94545", "510"), ("Fremont", "94538", "510"),
    ("Napa", "94559", "707"), ("Santa Rosa", "95403", "707"), ("Petaluma", "94954", "707"),
    ("Vallejo", "94590", "707"), ("Redding", "96001", "530"), ("Chico", "95928", "530"),
    ("Visalia", "93291", "559"), ("Torrance", "90501", "310"), ("Burbank", "91502", "818"),
    ("Pasadena", "91101", "626"), ("Glendale", "91204", "818"), ("Ontario", "91761", "909"),
    ("Palm Springs", "92262", "760"), ("Concord", "94520", "925"),
)  # fmt: skip
