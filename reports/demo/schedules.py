"""The demo clients' locations, vehicles, drivers, payroll, experience mods and yearly exposures."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from accounts.models import (
    Client,
    Driver,
    ExperienceMod,
    Exposure,
    Location,
    Vehicle,
    WorkClass,
)
from config.lib.dates import add_months
from reports.demo.people import FIRST_NAMES, LAST_NAMES
from reports.demo.plan import ClientPlan
from reports.demo.trades import STREET_KINDS, STREETS, Trade
from reports.demo.vehicles import FLEET, TRACTORS, vin

FILLED = 400
DRIVEN = {"AUTOB", "TRUCK", "GARAG"}
OFFICE = (("8810", "Clerical office"), ("8742", "Outside sales"))
BUILT = (
    ("joisted_masonry", 9_000, 2), ("masonry_nc", 18_000, 1), ("frame", 5_500, 2),
    ("non_combustible", 24_000, 1), ("fire_resistive", 40_000, 4),
)  # fmt: skip
CENT = Decimal("0.01")


def load_schedules(clients: Sequence[tuple[ClientPlan, Client]], today: date, seed: int) -> None:
    """Schedules for the first clients of the book; `clients` are (plan, row)."""
    found: dict[type, list] = {
        model: [] for model in (Location, Vehicle, Driver, WorkClass, ExperienceMod, Exposure)
    }
    for plan, client in clients:
        index, trade = plan.index, plan.trade
        if index >= FILLED:
            continue
        rng = Random(f"{seed} schedules {index}")
        payroll = round(plan.scale * rng.randint(8, 20) + 2) * 50_000
        places = _locations(rng, client, trade)
        fleet = _fleet(rng, client, plan, today)
        classes = _classes(rng, client, trade, payroll, today)
        found[Location] += places
        found[Vehicle] += fleet
        found[Driver] += _drivers(rng, client, len(fleet), today)
        found[WorkClass] += classes
        if index % 3 and payroll > 400_000:
            found[ExperienceMod] += _mods(rng, client, payroll, today)
        there = {
            "revenue": Decimal(payroll * 4),
            "payroll": Decimal(sum(row.payroll for row in classes)),
            "headcount": Decimal(sum(row.full_time + row.part_time for row in classes)),
            "vehicles": Decimal(len(fleet)),
            "insured_value": sum((row.insured_value for row in places), Decimal(0)),
        }
        found[Exposure] += [
            Exposure(client=client, kind=kind, year=today.year - back, source="Application",
                     amount=_before(rng, amount, back, counted=kind in ("headcount", "vehicles")))
            for kind, amount in there.items() if amount
            for back in range(3, -1, -1)
        ]  # fmt: skip
    for model, rows in found.items():
        model.objects.bulk_create(rows, batch_size=1000)  # type: ignore[attr-defined]


def _before(rng: Random, amount: Decimal, back: int, *, counted: bool) -> Decimal:
    """What `amount` of this year was `back` years ago."""
    was = amount * (100 - back * rng.randint(2, 6)) / 100
    return was.quantize(Decimal(1) if counted else CENT)


def _locations(rng: Random, client: Client, trade: Trade) -> list[Location]:
    """Where the client is first, then one or two places more."""
    rows = []
    for n in range(1, rng.randint(2, 4)):
        construction, feet, stories = rng.choice(BUILT)
        building = rng.randint(4, 60) * 50_000
        street = f"{rng.randint(1, 98) * 100 + rng.choice((5, 20, 41, 75))} "
        street += f"{rng.choice(STREETS)} {rng.choice(STREET_KINDS)}"
        rows.append(
            Location(
                client=client, number=str(n), name="Main office" if n == 1 else "",
                street=client.street if n == 1 else street, city=client.city,
                state=client.state or "CA", zip=client.zip or "94103",
                occupancy=trade.occupancy, construction=construction, stories=stories,
                square_feet=feet + rng.randint(0, 30) * 100, protection_class=rng.choice("1223"),
                sprinklered=construction != "frame", year_built=rng.randint(1960, 2015),
                building=Decimal(building), contents=Decimal(rng.randint(1, 20) * 25_000),
                income=Decimal(building // 4) if n == 1 else Decimal(0), valuation="replacement",
            )
        )  # fmt: skip
    return rows


def _fleet(rng: Random, client: Client, plan: ClientPlan, today: date) -> list[Vehicle]:
    """A few vehicles of those whose trade drives, more of the larger; tractors for truckers."""
    trade, index = plan.trade, plan.index
    if not DRIVEN & set(trade.lines):
        return []
    hauls = "TRUCK" in trade.lines
    rows = []
    for n in range(1, rng.randint(2 + round(plan.scale), 4 + round(2 * plan.scale))):
        make = rng.choice(TRACTORS if hauls else FLEET)
        year = rng.randint(2014, today.year)
        thousands = rng.randint(115, 170) if hauls else rng.randint(28, 75)
        rows.append(
            Vehicle(
                client=client, number=str(n), year=year, make=make.name, model=make.model,
                vin=vin(make, year, serial=index * 100 + n), weight=make.weight,
                cost_new=Decimal(thousands * 1000), garaging_zip=client.zip or "94103",
                use="commercial" if hauls else "service",
                radius="intermediate" if hauls else "local",
            )
        )  # fmt: skip
    return rows


def _drivers(rng: Random, client: Client, vehicles: int, today: date) -> list[Driver]:
    """One for each vehicle and one more; nobody without vehicles."""
    many = vehicles + 1 if vehicles else 0
    firsts, lasts = rng.sample(FIRST_NAMES, many), rng.sample(LAST_NAMES, many)
    names = [f"{first} {last}" for first, last in zip(firsts, lasts, strict=True)]
    return [
        Driver(
            client=client, name=name, license_state="CA",
            license=f"{rng.choice('BDEFNY')}{rng.randint(10**6, 10**7 - 1)}",
            born_on=today - timedelta(days=rng.randint(9_000, 21_000)),
            hired_on=today - timedelta(days=rng.randint(90, 2_600)),
        )
        for name in names
    ]  # fmt: skip


def _classes(
    rng: Random, client: Client, trade: Trade, payroll: int, today: date
) -> list[WorkClass]:
    """Two thirds of the payroll to those who do the work, the rest to the office."""
    named = [*trade.classes[: rng.randint(1, 2)], *OFFICE[: rng.randint(1, 2)]]
    shares = [2 * len(named), *[1] * (len(named) - 1)]
    rows = []
    for (code, words), share in zip(named, shares, strict=True):
        part = payroll * share // sum(shares) // 1000 * 1000
        people = max(1, part // 62_000)
        rows.append(
            WorkClass(client=client, state="CA", class_code=code, description=words,
                      year=today.year, payroll=Decimal(part), full_time=people,
                      part_time=people // 6)
        )  # fmt: skip
    return rows


def _mods(rng: Random, client: Client, payroll: int, today: date) -> list[ExperienceMod]:
    """The experience modification of three years, the last one of this year."""
    rated = date(today.year if today.month > 3 else today.year - 1, rng.choice((1, 2, 3)), 1)
    percent, rows = Decimal(rng.randint(78, 118)), []
    for back in range(3):
        on = add_months(rated, -12 * back)
        expected = Decimal(payroll * 3 // 100)
        rows.append(
            ExperienceMod(client=client, rated_on=on, percent=percent, status="published",
                          published_on=on - timedelta(days=75), expected_losses=expected,
                          actual_losses=(expected * percent / 100).quantize(Decimal(1)))
        )  # fmt: skip
        percent += rng.randint(-7, 9)
    return rows
