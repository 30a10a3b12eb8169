"""Vehicles of the demo, with identification numbers as they are built (49 CFR 565.15)."""

from dataclasses import dataclass

from config.lib.identifiers import vin_check_digit_fits

YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"  # the letter of a model year, 2010 being A


@dataclass(frozen=True)
class Make:
    """A make and model: how its numbers begin, its plant, its gross weight in pounds."""

    name: str
    model: str
    begins: str
    plant: str
    weight: int


FLEET = (
    Make("Ford", "Transit 250", "1FTBR1C8", "K", 9_070),
    Make("Ram", "1500", "1C6RR7FG", "S", 6_900),
    Make("Isuzu", "NPR", "54DC4W1B", "S", 14_500),
    Make("Toyota", "Tacoma", "3TMCZ5AN", "M", 5_600),
    Make("Chevrolet", "Silverado 2500", "1GC4YNEY", "F", 10_450),
)
TRACTORS = (
    Make("Freightliner", "Cascadia", "3AKJHHDR", "S", 80_000),
    Make("Kenworth", "T680", "1XKYD49X", "J", 80_000),
    Make("Volvo", "VNL", "4V4NC9EH", "N", 80_000),
)


def vin(make: Make, year: int, *, serial: int) -> str:
    """Seventeen characters without I, O and Q, the ninth of which agrees with the rest."""
    ends = f"{YEARS[(year - 2010) % 30]}{make.plant}{serial % 1_000_000:06d}"
    return next(
        number
        for digit in "0123456789X"
        if vin_check_digit_fits(number := f"{make.begins}{digit}{ends}")
    )
