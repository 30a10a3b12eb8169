"""What people hold, what runs out, and who may be given licensed work."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from config.lib.errors import DomainError
from reports.jobs.models import Job
from reports.jobs.runner import run_job
from teams.development.credentials import credentials
from teams.development.rules import Asked, Earned, education, update_due
from teams.development.services import post_bulletin, tell_of_credentials
from teams.development.tasks import ask_for_credential_alerts
from teams.house.services import change_settings
from teams.models import (
    Bulletin,
    Course,
    CredentialAlert,
    Designation,
    DesignationKind,
    DrivingLicense,
    Notification,
)
from teams.people.licensing import check_licensed, is_licensed, why_not_licensed

PACIFIC = ZoneInfo("America/Los_Angeles")
ASKED = Asked(Decimal(24), Decimal(3), 2, 60)
ENDS = date(2026, 12, 31)


def course(on, hours, ethics="0"):
    return Earned(on, Decimal(hours), Decimal(ethics))


def expire(user, on):
    user.licenses.update(expires_on=on)
    return user.licenses.get()


def told(user):
    return list(Notification.objects.filter(user=user).values_list("text", flat=True))


def test_twenty_four_hours_with_three_of_ethics_complete_a_term():
    found = education(ENDS, ASKED, [course(ENDS, "20", "3"), course(date(2025, 1, 1), "4")])
    assert (found.begins_on, found.done, found.missing) == (date(2025, 1, 1), True, 0)
    assert found.finish_by == date(2026, 11, 1)


def test_hours_without_ethics_do_not():
    found = education(ENDS, ASKED, [course(ENDS, "30")])
    assert (found.missing, found.missing_ethics) == (Decimal(3), Decimal(3))


def test_a_course_of_the_term_before_does_not_count():
    assert education(ENDS, ASKED, [course(date(2024, 12, 31), "24", "3")]).earned == 0


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2027, 12, 31)), st.integers(1, 20))),
)
def test_more_courses_never_leave_more_to_do(rows):
    courses = [course(on, str(hours), str(min(hours, 3))) for on, hours in rows]
    missing = [education(ENDS, ASKED, courses[:n]).missing for n in range(len(courses) + 1)]
    assert missing == sorted(missing, reverse=True)


@pytest.mark.parametrize(
    ("updated", "earned", "due"),
    [
        (date(2026, 5, 10), None, date(2027, 5, 31)),
        (date(2026, 6, 10), None, date(2027, 5, 31)),
        (date(2026, 3, 1), None, date(2027, 5, 31)),
        (None, date(2026, 5, 10), date(2027, 5, 31)),
        (None, None, date(2027, 5, 31)),
    ],
)
def test_a_yearly_update_made_early_or_late_counts_for_its_own_year(updated, earned, due):
    assert update_due(5, updated, earned, date(2026, 7, 1)) == due


def test_a_license_counts_to_the_end_of_its_last_day(cast):
    expire(cast.ben, date(2026, 6, 30))
    assert is_licensed(cast.ben, date(2026, 6, 30))
    assert not is_licensed(cast.ben, date(2026, 7, 1))
    assert "expired on 06/30/2026" in why_not_licensed(cast.ben, date(2026, 7, 1))


def test_a_surrendered_license_is_none(cast):
    cast.ben.licenses.update(inactive_on=date(2026, 6, 1))
    assert "not active" in why_not_licensed(cast.ben, date(2026, 6, 1))


def test_licensed_work_is_refused_or_warned_of_as_the_house_has_set(cast):
    expire(cast.ben, date(2026, 6, 30))
    on = date(2026, 7, 1)
    with pytest.raises(DomainError, match="licensed colleague"):
        check_licensed(user=cast.ben, what="Issue binder", on=on)
    change_settings(values={"license.rule": "warn"}, by=cast.adam)
    assert "expired" in check_licensed(user=cast.ben, what="Issue binder", on=on)
    assert check_licensed(user=cast.ana, what="Issue binder", on=on) == ""


def test_a_setting_must_be_one_of_its_choices(cast, sign_in):
    with pytest.raises(DomainError):
        change_settings(values={"license.rule": "perhaps"}, by=cast.adam)
    browser = sign_in(cast.adam)
    assert browser.post("/settings/", {"cow.label": "COW"}).status_code == 422


def test_a_person_and_the_manager_are_told_at_90_60_and_30_days_and_never_twice(cast):
    expire(cast.ben, ENDS)
    Course.objects.create(
        user=cast.ben, title="All", completed_on=date(2026, 1, 5), hours=24, ethics_hours=3
    )
    days = [date(2026, 10, n) for n in (1, 2, 3, 3)]
    days += [date(2026, 11, 1), date(2026, 11, 2), date(2026, 12, 1), date(2026, 12, 2), ENDS]
    assert [tell_of_credentials(on=day) for day in days] == [0, 1, 0, 0, 1, 0, 1, 0, 0]
    assert len(told(cast.ben)) == len(told(cast.max)) == 3
    assert told(cast.cora) == []


def test_after_a_long_silence_only_the_nearest_day_is_told(cast):
    DrivingLicense.objects.create(user=cast.ana, expires_on=date(2026, 7, 20))
    assert tell_of_credentials(on=date(2026, 7, 1)) == 1
    assert CredentialAlert.objects.count() == 3
    assert tell_of_credentials(on=date(2026, 7, 2)) == 0
    assert told(cast.ana) == ["Your driver’s license: until 07/20/2026"]


def test_hours_that_are_missing_are_told_before_the_license_ends(cast):
    expire(cast.ben, ENDS)
    found = {c.thing.split(":")[0]: c.ends_on for c in credentials([cast.ben], date(2026, 9, 1))}
    assert found == {"license": ENDS, "education": date(2026, 11, 1)}


def test_a_renewed_license_is_told_of_anew(cast):
    license = expire(cast.ben, date(2026, 7, 20))
    tell_of_credentials(on=date(2026, 7, 1))
    license.expires_on = date(2028, 7, 31)
    license.save()
    before = CredentialAlert.objects.filter(thing=f"license:{license.pk}").count()
    tell_of_credentials(on=date(2028, 7, 1))
    assert CredentialAlert.objects.filter(thing=f"license:{license.pk}").count() == before + 3


def test_the_clock_asks_once_a_day_and_the_job_tells(cast):
    Designation.objects.create(
        user=cast.ana, kind=DesignationKind.objects.get(code="CIC"), update_month=3,
        updated_on=date(2025, 3, 3),
    )  # fmt: skip
    with time_machine.travel(datetime(2026, 3, 8, 3, 15, tzinfo=PACIFIC), tick=False):
        ask_for_credential_alerts()
        ask_for_credential_alerts()
        run_job(Job.objects.get(kind="credential-alerts").pk)
    assert told(cast.ana) == ["Your yearly update of CIC: until 03/31/2026"]


def test_ones_own_education_is_private_but_licenses_are_not(cast, sign_in):
    Course.objects.create(user=cast.ben, title="Ethics today", completed_on=ENDS, hours=3)
    own = sign_in(cast.ben).get(f"/teams/people/{cast.ben.pk}/").content.decode()
    assert "Ethics today" in own
    other = sign_in(cast.ana).get(f"/teams/people/{cast.ben.pk}/").content.decode()
    assert "Ethics today" not in other
    assert cast.ben.licenses.get().number in other


def test_a_course_with_more_ethics_than_hours_is_refused_at_its_place(cast, sign_in):
    answer = sign_in(cast.ben).post(
        "/teams/me/course/",
        {"title": "Odd", "completed_on": "2026-01-05", "hours": "2", "ethics_hours": "3",
         "version": "1"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "part of the course" in answer.content.decode()
    assert not Course.objects.exists()


def test_a_bulletin_reaches_its_team_and_shows_who_read_it(cast, sign_in):
    draft = Bulletin(
        topic="law", title="Workers’ comp rates", text="They fall.", team=cast.bay, must_read=True
    )
    bulletin = post_bulletin(bulletin=draft, by=cast.max)
    assert told(cast.ana) == ["Please read: Workers’ comp rates"]
    assert told(cast.cora) == []
    assert "They fall." not in sign_in(cast.cora).get("/teams/feed/").content.decode()
    sign_in(cast.ana).post(f"/teams/feed/{bulletin.pk}/read/")
    sign_in(cast.ana).post(f"/teams/feed/{bulletin.pk}/read/")
    assert bulletin.reads.get().user == cast.ana


def test_a_manager_keeps_the_papers_of_the_own_departments_only(cast, sign_in):
    browser = sign_in(cast.max)
    words = {"state": "CA", "kind": "Fire and casualty broker-agent", "number": "0K99999",
             "issued_on": "2026-01-01", "expires_on": "2027-12-31", "version": "1"}  # fmt: skip
    where = "/teams/people/{}/new/license/"
    refused = browser.post(where.format(cast.cora.pk), words)
    assert cast.cora.licenses.count() == 1
    assert refused.status_code == 422
    assert "Add</a>" not in browser.get(f"/teams/people/{cast.cora.pk}/").content.decode()
    assert browser.get(where.format(cast.ben.pk)).status_code == 200
    listed = browser.get("/teams/credentials/").content.decode()
    assert "Cora Chen" not in listed
    everybody = type(cast.dora).objects
    assert set(everybody.managed_by(cast.dora)) == set(everybody.all())
