"""The rules of zones as calendars read them."""

from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from accounts.meetings.zones import zone_rules


def told(name: str) -> list[tuple[str, str, str, str]]:
    """Kind, rule, and the offsets before and after, of each part of a zone from 2026 on."""
    return [
        (
            part.name,
            part["RRULE"].to_ical().decode() if "RRULE" in part else "",
            part["TZOFFSETFROM"].to_ical(),
            part["TZOFFSETTO"].to_ical(),
        )
        for part in zone_rules(ZoneInfo(name), 2026).subcomponents
    ]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("America/Los_Angeles", [
            ("DAYLIGHT", "FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "-0800", "-0700"),
            ("STANDARD", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11", "-0700", "-0800"),
        ]),
        ("Europe/London", [
            ("DAYLIGHT", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "+0000", "+0100"),
            ("STANDARD", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "+0100", "+0000"),
        ]),
        ("America/Phoenix", [("STANDARD", "", "-0700", "-0700")]),
    ],
)  # fmt: skip
def test_a_zone_is_told_by_its_yearly_rule(name, parts):
    assert told(name) == parts


def test_the_clock_changes_at_two_on_the_day_the_rule_gives():
    daylight, standard = zone_rules(ZoneInfo("America/Los_Angeles"), 2026).subcomponents
    for part, days in ((daylight, ["2026-03-08", "2027-03-14"]),
                       (standard, ["2026-11-01", "2027-11-07"])):  # fmt: skip
        rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=part["DTSTART"].dt)
        assert [f"{at:%Y-%m-%d %H}" for at in rule[:2]] == [f"{day} 02" for day in days]


def test_what_follows_no_yearly_rule_is_told_day_by_day():
    # Morocco leaves its summer time for the month of Ramadan.
    assert all(rule == "" for _, rule, _, _ in told("Africa/Casablanca"))
