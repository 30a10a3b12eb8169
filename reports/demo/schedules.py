"""The demo clients' locations, vehicles, payroll and yearly exposures."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random

from accounts.models import Client, Exposure, Location, Vehicle, WorkClass

FLEET = (("Ford", "Transit 250"), ("Ram", "1500"), ("Isuzu", "NPR"), ("Toyota", "Tacoma"))
CLASSES = (
    ("8810", "Clerical office"),
    ("8742", "Outside sales"),
    ("5606", "Contractors, executive"),
)
FILLED = 400


def load_schedules(clients: Sequence[tuple[int, Client]], today: date, seed: int) -> None:
    """Schedules for the first clients of the book; `clients` are (index, row)."""
    locations, vehicles, classes, exposures = [], [], [], []
    for index, client in clients:
        if index >= FILLED:
            continue
        rng = Random(f"{seed} schedules {index}")
        place = {"city": client.city, "state": client.state or "CA", "zip": client.zip or "94103"}
        for n in range(1, rng.randint(2, 4)):
            locations.append(
                Location(
                    client=client, number=str(n), street=f"{100 * n + index} Market Street",
                    occupancy="Office and warehouse", year_built=rng.randint(1960, 2015),
                    building=Decimal(rng.randint(4, 60) * 50_000),
                    contents=Decimal(rng.randint(1, 20) * 25_000), **place,
                )
            )  # fmt: skip
        for n in range(1, rng.randint(1, 7)):
            make, model = rng.choice(FLEET)
            vehicles.append(
                Vehicle(
                    client=client, number=str(n), year=rng.randint(2014, today.year), make=make,
                    model=model, cost_new=Decimal(rng.randint(28, 75) * 1000),
                    garaging_zip=place["zip"], use="service", radius="local",
                )
            )  # fmt: skip
        payroll = rng.randint(3, 40) * 50_000
        for code, words in CLASSES[: rng.randint(1, 3)]:
            classes.append(
                WorkClass(
                    client=client, state="CA", class_code=code, description=words, year=today.year,
                    payroll=Decimal(payroll), full_time=rng.randint(2, 30),
                )
            )  # fmt: skip
        for back in range(3, -1, -1):
            amount = Decimal(payroll * 4) * (100 - back * rng.randint(2, 6)) / 100
            exposures.append(
                Exposure(client=client, kind="revenue", year=today.year - back,
                         amount=amount.quantize(Decimal("0.01")), source="Application")
            )  # fmt: skip
    for model, rows in ((Location, locations), (Vehicle, vehicles), (WorkClass, classes),
                        (Exposure, exposures)):  # fmt: skip
        model.objects.bulk_create(rows, batch_size=1000)
