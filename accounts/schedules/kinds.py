"""The schedules of a client, each described once (DOMAIN §9.3, §10.4, §14.3)."""

from django.db.models.functions import Length

from accounts.schedules.columns import Column, Remark, Schedule, Values
from accounts.schedules.models import (
    Construction,
    Driver,
    Equipment,
    ExperienceMod,
    Exposure,
    ExposureKind,
    Holding,
    Location,
    ModStatus,
    Radius,
    Valuation,
    Vehicle,
    VehicleUse,
    WorkClass,
)
from config.lib.identifiers import vin_check_digit_fits, vin_problem, wc_class_problem

NUMBERED = (Length("number"), "number", "pk")


def _choices(kind: type) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), str(label)) for code, label in kind.choices)  # type: ignore[attr-defined]


def _protection(text: str) -> str:
    fits = text.upper() in {*(str(n) for n in range(1, 11)), "8B", "10W", "1X", "1Y"}
    return "" if fits else "A protection class is 1 to 10, 8B, 10W, 1X or 1Y."


def check_vehicle(values: Values) -> list[Remark]:
    """The VIN by the rule of its model year; a vehicle is known by VIN or unit number."""
    if not values["vin"]:
        said = "Give the VIN or a unit number, so that the vehicle is known again."
        return [] if values["number"] else [("vin", said)]
    problem = vin_problem(values["vin"], values["year"])
    return [("vin", problem)] if problem else []


def warn_vehicle(values: Values) -> list[Remark]:
    """A check digit that does not fit: a slip of the pen, or a vehicle from abroad."""
    vin = values["vin"]
    if len(vin) != 17 or values["year"] < 1981 or vin_problem(vin) or vin_check_digit_fits(vin):
        return []
    return [("vin", "The check digit does not fit; compare the VIN with the registration.")]


def check_driver(values: Values) -> list[Remark]:
    """Nobody is hired before birth, and a license is of a state."""
    found = []
    if values["born_on"] and values["hired_on"] and values["hired_on"] <= values["born_on"]:
        found.append(("hired_on", "The hire date is before the birth date."))
    if values["license"] and not values["license_state"]:
        found.append(("license_state", "Say which state issued the license."))
    return found


def check_mod(values: Values) -> list[Remark]:
    """A mod that is no longer preliminary has a day of publication."""
    if values["status"] != ModStatus.PRELIMINARY and not values["published_on"]:
        return [("published_on", "Say when this mod was published.")]
    return []


SCHEDULES = (
    Schedule(
        slug="locations", label="Locations", one="location", model=Location, sort=NUMBERED,
        keys=(("number",),),
        about="The statement of values. TIV is building, contents and business income together.",
        columns=(
            Column("number", "No.", "code", True, longest=12, help="As on the application."),
            Column("name", "Name"),
            Column("street", "Street", required=True, longest=200),
            Column("city", "City", required=True, longest=80),
            Column("state", "State", "state", True),
            Column("zip", "ZIP", "zip", True),
            Column("construction", "Construction", "choice", choices=_choices(Construction)),
            Column("occupancy", "Occupancy"),
            Column("protection_class", "Protection class", "code", check=_protection, longest=3),
            Column("sprinklered", "Sprinklered", "yesno"),
            Column("year_built", "Year built", "year", low=1700, high=2100),
            Column("square_feet", "Square feet", "whole", total=True, high=100_000_000),
            Column("stories", "Stories", "whole", low=1, high=120),
            Column("building", "Building", "money", total=True, default=0),
            Column("contents", "Contents", "money", total=True, default=0),
            Column("income", "Business income", "money", total=True, default=0),
            Column("valuation", "Valuation", "choice", choices=_choices(Valuation)),
        ),
    ),
    Schedule(
        slug="vehicles", label="Vehicles", one="vehicle", model=Vehicle, sort=NUMBERED,
        keys=(("vin",), ("number",)), check=check_vehicle, warn=warn_vehicle,
        about="Cost new in dollars, gross vehicle weight (GVW) in pounds.",
        columns=(
            Column("number", "Unit", "code", longest=12),
            Column("year", "Year", "year", True, low=1900, high=2100),
            Column("make", "Make", required=True, longest=40),
            Column("model", "Model", "code", longest=60),
            Column("vin", "VIN", "vin", longest=17, help="17 characters since model year 1981."),
            Column("cost_new", "Cost new", "money", total=True),
            Column("weight", "GVW", "whole", high=200_000),
            Column("garaging_zip", "Garaging ZIP", "zip", True),
            Column("use", "Use", "choice", choices=_choices(VehicleUse)),
            Column("radius", "Radius", "choice", choices=_choices(Radius)),
        ),
    ),
    Schedule(
        slug="drivers", label="Drivers", one="driver", model=Driver, sort=("name", "pk"),
        keys=(("name", "born_on"),), check=check_driver,
        about="License numbers are kept encrypted and shown with their last four characters.",
        columns=(
            Column("name", "Name", required=True),
            Column("born_on", "Birth date", "day"),
            Column("license", "License number", "protected", longest=20),
            Column("license_state", "License state", "state"),
            Column("hired_on", "Hire date", "day"),
            Column("excluded", "Excluded", "yesno", default=False),
        ),
    ),
    Schedule(
        slug="payroll", label="Payroll by class", one="class", model=WorkClass,
        sort=("-year", "state", "class_code", "pk"),
        keys=(("class_code", "year", "state", "location_id"),),
        about="Workers’ compensation classes with the payroll of a year.",
        columns=(
            Column("year", "Year", "year", True, low=1990, high=2100),
            Column("state", "State", "state", True),
            Column("class_code", "Class", "code", True, wc_class_problem, "8810 or 0034(1)"),
            Column("description", "Description"),
            Column("location_id", "Location no.", "place", help="Number of one of the locations."),
            Column("full_time", "Full-time", "whole", total=True, default=0, high=1_000_000),
            Column("part_time", "Part-time", "whole", total=True, default=0, high=1_000_000),
            Column("payroll", "Payroll", "money", True, total=True),
        ),
    ),
    Schedule(
        slug="mods", label="Experience mods", one="mod", model=ExperienceMod,
        sort=("-rated_on", "-published_on", "pk"), check=check_mod,
        keys=(("rated_on", "status", "published_on"),),
        about="In percent, 100 is average. The experience period runs from 4 years 9 months to "
        "1 year 9 months before the anniversary rating date.",
        columns=(
            Column("rated_on", "Rating date", "day", True),
            Column("percent", "Mod %", "tenth", True, low=1, high=1000),
            Column("status", "Status", "choice", True, choices=_choices(ModStatus)),
            Column("published_on", "Published on", "day"),
            Column("expected_losses", "Expected losses", "money"),
            Column("actual_losses", "Actual losses", "money"),
        ),
    ),
    Schedule(
        slug="equipment", label="Equipment", one="item", model=Equipment, sort=NUMBERED,
        keys=(("number",),), about="Scheduled equipment at the value to be insured.",
        columns=(
            Column("number", "No.", "code", True, longest=12),
            Column("description", "Description", required=True),
            Column("serial", "Serial number", "code", longest=40),
            Column("year", "Year", "year", low=1900, high=2100),
            Column("value", "Value", "money", True, total=True),
            Column("holding", "Owned or leased", "choice", True, choices=_choices(Holding)),
        ),
    ),
    Schedule(
        slug="exposures", label="Exposures by year", one="exposure", model=Exposure,
        sort=("kind", "-year", "pk"), keys=(("kind", "year"),),
        about="How large the client was each year. Change compares with the year before.",
        columns=(
            Column("kind", "Measure", "choice", True, choices=_choices(ExposureKind)),
            Column("year", "Year", "year", True, low=1950, high=2100),
            Column("amount", "Amount", "money", True),
            Column("source", "Source"),
            Column("as_of", "As of", "day"),
        ),
    ),
)  # fmt: skip
BY_SLUG = {schedule.slug: schedule for schedule in SCHEDULES}
