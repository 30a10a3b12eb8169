"""Saving a schedule as a table: problems by row and column, conflicts, speed, removal."""

import time
from datetime import date

import pytest

from accounts.models import Activity, Driver, Location, Vehicle
from accounts.schedules.kinds import BY_SLUG
from accounts.schedules.services import save_rows
from config.lib.errors import DomainError
from tests.cast import make_client

pytestmark = pytest.mark.django_db
UNIT = "\t{}\t2020\tFord\tTransit\t\t42,000.00\t9070\t94103\tService\tLocal (to 50 miles)"


def save(cast, client, slug, text, **more):
    schedule = BY_SLUG[slug]
    return save_rows(client=client, schedule=schedule, text=text, by=cast.ana, **more)


def said(outcome):
    return [(problem.row, problem.heading, problem.sentence) for problem in outcome.problems]


@pytest.fixture
def bakery(cast):
    return make_client(cast)


@pytest.fixture
def two(cast, bakery):
    return save(cast, bakery, "vehicles", f"{UNIT.format(1)}\n{UNIT.format(2)}").lines


def numbers(client):
    return sorted(Vehicle.objects.of(client).values_list("number", flat=True))


def big_table():
    rows = [UNIT.format(n) for n in range(1, 5001)]
    rows[9] = rows[9].replace("94103", "941")
    rows[99] = rows[99].replace("2020", "twenty")
    rows[4999] = UNIT.format(1)
    return "\n".join(rows)


THREE = [
    (10, "Garaging ZIP", "A ZIP code has five digits, like 94103, or nine, like 94103-1234."),
    (100, "Year", "“twenty” is not a year between 1900 and 2100."),
    (5000, "Unit", "Another row has the same Unit."),
]


def test_three_bad_rows_among_5000_leave_out_only_themselves(cast, bakery):
    begun = time.monotonic()
    outcome = save(cast, bakery, "vehicles", big_table(), mode="good")
    assert said(outcome) == THREE
    assert (outcome.added, Vehicle.objects.of(bakery).count()) == (4997, 4997)
    assert time.monotonic() - begun < 15
    assert outcome.lines[9].key == ""
    assert outcome.lines[9].cells[7] == "941"
    (entry,) = Activity.objects.filter(client=bakery)
    assert entry.subject == "Vehicles: 4,997 added"


def test_three_bad_rows_among_5000_keep_everything_out_when_so_chosen(cast, bakery):
    outcome = save(cast, bakery, "vehicles", big_table(), mode="all")
    assert said(outcome) == THREE
    assert not Vehicle.objects.exists()
    assert not Activity.objects.filter(client=bakery).exists()


def test_changing_5000_rows_takes_few_queries(cast, bakery, django_assert_max_num_queries):
    text = "\n".join(UNIT.format(n) for n in range(5000))
    lines = save(cast, bakery, "vehicles", text).lines
    changed = "\n".join(str(line).replace("Transit", "Ranger") for line in lines)
    begun = time.monotonic()
    with django_assert_max_num_queries(30):
        outcome = save(cast, bakery, "vehicles", changed)
    print(f"5,000 rows changed in {time.monotonic() - begun:.1f} s")
    assert outcome.changed == 5000
    assert Vehicle.objects.of(bakery).filter(model="Ranger", version=2).count() == 5000


def test_saving_unchanged_rows_changes_nothing(cast, bakery, two):
    outcome = save(cast, bakery, "vehicles", "\n".join(map(str, two)))
    assert (outcome.changed, outcome.added, outcome.problems) == (0, 0, [])
    assert set(Vehicle.objects.values_list("version", flat=True)) == {1}


def test_a_cell_that_two_people_changed_is_shown_with_both_values_and_kept(cast, bakery, two):
    save(cast, bakery, "vehicles", str(two[0]).replace("Ford", "Dodge"))
    outcome = save(cast, bakery, "vehicles", str(two[0]).replace("Ford", "Isuzu"))
    told = "Somebody else wrote “Dodge” meanwhile; you typed “Isuzu”."
    assert said(outcome) == [(1, "Make", told)]
    assert Vehicle.objects.get(number="1").make == "Dodge"
    again = save(cast, bakery, "vehicles", "\n".join(map(str, outcome.lines)))
    assert again.problems == []
    assert Vehicle.objects.get(number="1").make == "Isuzu"


def test_different_cells_changed_by_two_people_both_stand(cast, bakery, two):
    save(cast, bakery, "vehicles", str(two[0]).replace("Ford", "Dodge"))
    outcome = save(cast, bakery, "vehicles", str(two[0]).replace("Transit", "Ram"))
    assert outcome.problems == []
    row = Vehicle.objects.get(number="1")
    assert (row.make, row.model) == ("Dodge", "Ram")


def test_rows_exchange_their_numbers(cast, bakery, two):
    first = str(two[0]).replace("\t1\t", "\t2\t", 1)
    second = str(two[1]).replace("\t2\t", "\t1\t", 1)
    assert save(cast, bakery, "vehicles", f"{first}\n{second}").changed == 2
    assert numbers(bakery) == ["1", "2"]


def test_a_refused_row_keeps_its_number_from_others(cast, bakery, two):
    bad = str(two[0]).replace("\t1\t", "\t3\t", 1).replace("94103", "9")
    twin = str(two[1]).replace("\t2\t", "\t1\t", 1)
    outcome = save(cast, bakery, "vehicles", f"{bad}\n{twin}", mode="good")
    assert [problem.row for problem in outcome.problems] == [1, 2]
    assert numbers(bakery) == ["1", "2"]


def test_a_removed_row_ends_and_its_number_is_free_again(cast, bakery, two):
    outcome = save(cast, bakery, "vehicles", UNIT.format(1), removed=[two[0].key])
    assert str(outcome) == "1 added, 1 removed"
    assert numbers(bakery) == ["1", "2"]
    assert Vehicle.objects.exclude(removed_on=None).count() == 1


def test_a_row_changed_meanwhile_is_not_removed(cast, bakery, two):
    save(cast, bakery, "vehicles", str(two[0]).replace("Ford", "Dodge"))
    outcome = save(cast, bakery, "vehicles", "", removed=[two[0].key])
    assert "it was not removed" in outcome.problems[0].sentence
    assert numbers(bakery) == ["1", "2"]


def test_a_row_of_another_client_is_not_touched(cast, bakery, two):
    other = make_client(cast, "Other Works")
    text = str(two[0]).replace("Ford", "Dodge")
    outcome = save(cast, other, "vehicles", text, removed=[two[1].key])
    assert "removed this row" in outcome.problems[0].sentence
    assert set(Vehicle.objects.values_list("make", "removed_on")) == {("Ford", None)}


def test_a_hidden_license_number_stays_when_other_cells_change(cast, bakery):
    lines = save(cast, bakery, "drivers", "\tPat Doe\t02/03/1980\tD1234567\tCA\t\t").lines
    assert "D1234567" not in str(lines[0])
    save(cast, bakery, "drivers", str(lines[0]).replace("Pat Doe", "Pat Roe"))
    driver = Driver.objects.get()
    assert (driver.name, driver.license, driver.born_on) == (
        "Pat Roe", "D1234567", date(1980, 2, 3),
    )  # fmt: skip


def test_payroll_names_a_location_by_its_number(cast, bakery):
    save(cast, bakery, "locations", "\t1\tShop\t1 Main St\tOakland\tCA\t94607")
    good = save(cast, bakery, "payroll", "\t2026\tCA\t8810\tClerical\t1\t2\t0\t120,000")
    assert good.problems == []
    bad = save(cast, bakery, "payroll", "\t2026\tCA\t8017\tRetail\t7\t2\t0\t120,000")
    assert said(bad) == [(1, "Location no.", "The client has no location numbered “7”.")]
    assert Location.objects.get().work_classes.count() == 1


def test_lines_from_excel_need_no_key(cast, bakery):
    assert save(cast, bakery, "vehicles", UNIT.format(9)[1:]).added == 1


def test_too_long_a_table_is_refused(cast, bakery):
    with pytest.raises(DomainError, match="At most 10,000 rows"):
        save(cast, bakery, "vehicles", "x\n" * 10_001)
