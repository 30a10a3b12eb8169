"""The pages of a client's schedules."""

import pytest

from accounts.models import Vehicle
from accounts.schedules.kinds import BY_SLUG, SCHEDULES
from accounts.schedules.services import save_rows
from tests.cast import make_client

pytestmark = pytest.mark.django_db
GOOD = "\t7\t2020\tFord\tTransit\t\t42000\t\t94103"
BAD = "\t8\t2020\tDodge\tRam\t\t1000\t\t941"


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def test_every_schedule_says_when_it_is_empty(cast, sign_in, bakery):
    browser = sign_in(cast.ana)
    for schedule in SCHEDULES:
        page = browser.get(f"/clients/{bakery.pk}/schedules/{schedule.slug}/")
        assert f"No {schedule.label.lower()} yet".encode() in page.content
        edit = browser.get(f"/clients/{bakery.pk}/schedules/{schedule.slug}/edit/")
        assert edit.status_code == 200


def test_the_section_opens_on_the_first_schedule_with_rows_and_totals_it(cast, sign_in, bakery):
    rows = f"{GOOD}\n{GOOD.replace('7', '9', 1)}"
    save_rows(client=bakery, schedule=BY_SLUG["vehicles"], text=rows, by=cast.ana)
    page = sign_in(cast.ana).get(f"/clients/{bakery.pk}/schedules/")
    assert b"Transit" in page.content
    assert b"84,000.00" in page.content


def test_the_change_from_year_to_year_stands_in_percent(cast, sign_in, bakery):
    text = "\tRevenue\t2024\t1,000,000\n\tRevenue\t2025\t1,125,000"
    save_rows(client=bakery, schedule=BY_SLUG["exposures"], text=text, by=cast.ana)
    page = sign_in(cast.ana).get(f"/clients/{bakery.pk}/schedules/exposures/")
    assert b"12.5 %" in page.content


def test_good_rows_are_saved_and_the_bad_one_comes_back_as_typed(cast, sign_in, bakery):
    url = f"/clients/{bakery.pk}/schedules/vehicles/edit/"
    page = sign_in(cast.ana).post(url, {"text": f"{GOOD}\n{BAD}", "mode": "good"})
    assert page.status_code == 422
    assert "A ZIP code has five digits" in page.content.decode()
    assert BAD in page.context["text"]
    assert list(Vehicle.objects.values_list("make", flat=True)) == ["Ford"]
    corrected = page.context["text"].replace("\t941\t", "\t94103\t")
    saved = sign_in(cast.ana).post(url, {"text": corrected, "mode": "good"})
    assert saved.status_code == 302
    assert Vehicle.objects.of(bakery).count() == 2


def test_nothing_is_saved_and_everything_comes_back_when_so_chosen(cast, sign_in, bakery):
    url = f"/clients/{bakery.pk}/schedules/vehicles/edit/"
    page = sign_in(cast.ana).post(url, {"text": f"{GOOD}\n{BAD}", "mode": "all", "removed": "1:1"})
    assert page.status_code == 422
    assert GOOD in page.context["text"]
    assert page.context["removed"] == "1:1"
    assert not Vehicle.objects.exists()


@pytest.mark.parametrize("more", [{"mode": "maybe"}, {"mode": "all", "removed": "nonsense"}])
def test_a_form_that_says_nonsense_is_refused_with_what_was_typed(cast, sign_in, bakery, more):
    url = f"/clients/{bakery.pk}/schedules/vehicles/edit/"
    page = sign_in(cast.ana).post(url, {"text": GOOD} | more)
    assert page.status_code == 422
    assert GOOD in page.context["text"]
    assert not Vehicle.objects.exists()


def test_who_may_only_read_gets_no_edit_page(cast, sign_in, bakery):
    browser = sign_in(cast.rita)
    page = browser.get(f"/clients/{bakery.pk}/schedules/vehicles/")
    assert b"/edit/" not in page.content.split(b'id="section"')[1]
    assert browser.get(f"/clients/{bakery.pk}/schedules/vehicles/edit/").status_code == 403


@pytest.mark.parametrize("tail", ["", "vehicles/", "vehicles/edit/"])
def test_the_other_team_finds_nothing(cast, sign_in, bakery, tail):
    address = f"/clients/{bakery.pk}/schedules/{tail}"
    assert sign_in(cast.cora).get(address).status_code == 404


def test_an_unknown_schedule_is_not_found(cast, sign_in, bakery):
    assert sign_in(cast.ana).get(f"/clients/{bakery.pk}/schedules/boats/").status_code == 404


def test_a_minus_before_its_code_takes_a_row_out_and_keeps_it_for_the_past(cast, sign_in, bakery):
    save_rows(client=bakery, schedule=BY_SLUG["vehicles"], text=GOOD, by=cast.ana)
    van = Vehicle.objects.get()
    url = f"/clients/{bakery.pk}/schedules/vehicles/edit/"
    sign_in(cast.ana).post(url, {"text": f"-{van.pk}:{van.version}{GOOD}", "mode": "all"})
    assert not Vehicle.objects.of(bakery).exists()
    van.refresh_from_db()
    assert van.removed_on is not None
