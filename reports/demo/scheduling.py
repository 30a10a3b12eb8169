"""The reports that come by themselves in the demo."""

from collections.abc import Sequence

from reports.demo.people import Squad
from reports.models import ReportSchedule
from reports.schedules.rules import Rhythm
from reports.schedules.services import save_schedule
from teams.access.roles import Role
from teams.people.models import User


def schedule_reports(squads: Sequence[Squad]) -> None:
    """The pack of the month and its new business for the director, the expirations for the first
    executives."""
    director = User.objects.filter(role=Role.DIRECTOR).order_by("pk").first()
    if director is None:
        return
    executives = [person for squad in squads[:2] for person in squad.executives[:1]]
    production = ReportSchedule(
        name="Pack of the month", kind="month_pack", rhythm=Rhythm.MONTHLY, nth=3, form="both"
    )
    expirations = ReportSchedule(
        name="Expirations, Mondays", kind="expirations", rhythm=Rhythm.WEEKLY, weekday=1
    )
    new_business = ReportSchedule(
        name="New business of the month", kind="list", rhythm=Rhythm.MONTHLY, nth=3, form="both",
        options={"address": "/reports/production/rows/?month=2026-01&kind=new"},
    )  # fmt: skip
    for schedule, to in (
        (production, [director]),
        (new_business, [director]),
        (expirations, [director, *executives]),
    ):
        save_schedule(schedule=schedule, recipients=to, opened_with=1, by=director)
