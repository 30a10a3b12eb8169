"""The forms of identifiers that the trade writes down (DOMAIN §14.3): pure checks.

Each `*_problem` takes what was typed and returns a sentence, or "" when it is well formed.
Each `tidy_*` gives the one way in which it is kept.
"""

import re

_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR VI GU AS MP"
)
STATES = frozenset(_STATES.split())


def digits(text: str) -> str:
    """Only the digits of `text`."""
    return re.sub(r"\D", "", text)


def tidy_fein(text: str) -> str:
    """NN-NNNNNNN where the text has nine digits, else the text without outer spaces."""
    found = digits(text)
    return f"{found[:2]}-{found[2:]}" if len(found) == 9 else text.strip()


def fein_problem(text: str) -> str:
    """A FEIN has nine digits, written 12-3456789."""
    if re.fullmatch(r"\d{2}-?\d{7}", text.strip()) and digits(text)[:2] != "00":
        return ""
    return "A FEIN has nine digits, like 12-3456789."


def naics_problem(text: str) -> str:
    """A NAICS code has two to six digits and begins with a sector from 11 to 92."""
    if re.fullmatch(r"[0-9]{2,6}", text) and 11 <= int(text[:2]) <= 92:
        return ""
    return "A NAICS code has two to six digits and begins with 11 to 92, like 311811."


def tidy_vin(text: str) -> str:
    """Upper case, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", text).upper()


def vin_problem(text: str, year: int | None = None) -> str:
    """What is wrong with a vehicle identification number, kept as `tidy_vin` gives it.

    Seventeen letters and digits without I, O and Q since model year 1981; trailers and
    older vehicles have shorter ones, so a known `year` before 1981 lets them pass. The check
    digit is not looked at: see `vin_check_digit_fits`.
    """
    if year is not None and year < 1981:
        return "" if re.fullmatch(r"[A-Z0-9]{4,17}", text) else "This is not a serial number."
    if not re.fullmatch(r"[A-Z0-9]*", text):
        return "A VIN has letters and digits only."
    if set(text) & set("IOQ"):
        return "A VIN has no I, O or Q; look again for 1 and 0."
    return "" if len(text) == 17 else f"A VIN has 17 characters; this one has {len(text)}."


def vin_check_digit_fits(vin: str) -> bool:
    """Whether the ninth character agrees with the rest (49 CFR 565.15), as in North America."""
    total = sum(
        int(_VIN_VALUES.get(letter, letter)) * weight
        for letter, weight in zip(vin, _VIN_WEIGHTS, strict=True)
    )
    return vin[8] == ("X" if total % 11 == 10 else str(total % 11))


def wc_class_problem(text: str) -> str:
    """A workers' compensation class has four digits and may have a suffix: 0034(1)."""
    fits = re.fullmatch(r"[0-9]{4}(\([0-9]\))?", text)
    return "" if fits else "A class code has four digits, like 8810 or 0034(1)."


def zip_problem(text: str) -> str:
    """A ZIP code has five digits, or nine with a hyphen."""
    fits = re.fullmatch(r"[0-9]{5}(-[0-9]{4})?", text)
    return "" if fits else "A ZIP code has five digits, like 94103, or nine, like 94103-1234."


def state_problem(text: str) -> str:
    """A state is known by its two letters."""
    return "" if text in STATES else "Use the two letters of a state, like CA."
