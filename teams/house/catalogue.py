"""What can be set, with its default, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """One setting: its words on the page, its default, and the choices if it has any."""

    key: str
    label: str
    default: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()


SETTINGS = {
    setting.key: setting
    for setting in (
        Setting("cow.label", "Short name of the yearly overview", "COW"),
        Setting(
            "cow.long",
            "Long name of the yearly overview",
            "Client overview worksheet",
            "The dated sheet that confirms once a year who the client is, what it does, its "
            "exposures, its coverage and its open issues.",
        ),
        Setting(
            "license.rule",
            "Licensed work for somebody whose license has lapsed",
            "block",
            "Unlicensed people may do clerical work only.",
            (("block", "Is refused"), ("warn", "Is given with a warning")),
        ),
    )
}
