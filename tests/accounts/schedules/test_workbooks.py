"""A schedule goes out as a workbook and comes back edited; nothing is saved unseen."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from accounts.models import Driver, Vehicle
from accounts.schedules.checking import Standing
from accounts.schedules.kinds import BY_SLUG
from accounts.schedules.services import check_rows, save_rows
from accounts.schedules.uploads import read_upload
from config.lib.errors import DomainError
from tests.cast import make_client

pytestmark = pytest.mark.django_db
VAN = "\t{}\t2020\tFord\tTransit\t\t42,000.00\t9070\t94103\tService\tLocal (to 50 miles)"
HEADINGS = ["Unit", "Year", "Make", "Model", "Cost new", "Garaging ZIP"]
VEHICLES = BY_SLUG["vehicles"]


@pytest.fixture
def bakery(cast):
    return make_client(cast)


@pytest.fixture
def vans(cast, bakery):
    text = "\n".join(VAN.format(n) for n in (1, 2))
    return save_rows(client=bakery, schedule=VEHICLES, text=text, by=cast.ana).lines


def book(rows, headings=HEADINGS, top=0, left=0):
    """A workbook as the insured would make it, the table beginning at `top`, `left`."""
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = made.add_worksheet("Fleet")
    if top:
        sheet.write(0, left, "Our fleet")
    for r, row in enumerate([headings, *rows]):
        for c, cell in enumerate(row):
            sheet.write(top + r, left + c, cell)
    made.close()
    return SimpleUploadedFile("fleet.xlsx", stream.getvalue())


def read(client, file, slug="vehicles"):
    return read_upload(file, file.size, Standing(client, BY_SLUG[slug]))


def test_the_workbook_has_typed_cells_a_code_a_row_and_a_sheet_about_it(
    cast, sign_in, bakery, vans
):
    answer = sign_in(cast.rita).get(f"/clients/{bakery.pk}/schedules/vehicles/workbook/")
    made = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    headings, first, _ = made.get_sheet_by_name("Vehicles").to_python()
    assert headings[-1] == "Code"
    assert dict(zip(headings, first, strict=True)) | {"Cost new": 42000.0, "Year": 2020.0} == {
        "Unit": "1", "Year": 2020.0, "Make": "Ford", "Model": "Transit", "VIN": "",
        "Cost new": 42000.0, "GVW": 9070.0, "Garaging ZIP": "94103", "Use": "Service",
        "Radius": "Local (to 50 miles)", "Code": vans[0].key,
    }  # fmt: skip
    about = made.get_sheet_by_name("About").to_python()
    assert ["Made by", "Rita Ross"] in about


def test_a_downloaded_workbook_uploaded_again_changes_nothing(cast, sign_in, bakery, vans):
    text = "\tPat Doe\t02/03/1980\tD1234567\tCA\t\t"
    save_rows(client=bakery, schedule=BY_SLUG["drivers"], text=text, by=cast.ana)
    for slug in ("vehicles", "drivers"):
        answer = sign_in(cast.ana).get(f"/clients/{bakery.pk}/schedules/{slug}/workbook/")
        upload = read(bakery, SimpleUploadedFile("x.xlsx", b"".join(answer)), slug)
        lines = "\n".join(map(str, upload.lines))
        outcome = save_rows(client=bakery, schedule=BY_SLUG[slug], text=lines, by=cast.ana)
        assert (str(outcome), outcome.problems, upload.absent) == ("", [], [])
    assert Driver.objects.get().license == "D1234567"


def test_the_insured_s_own_workbook_is_matched_by_unit_and_told_before_it_is_saved(
    cast, sign_in, bakery, vans
):
    """Row 1 costs more, row 3 is new, row 2 is missing; ZIP 02138 came back as a number."""
    file = book([[1, 2020, "Ford", "Transit", 45000, 94103], [3, 2021, "Ram", "", 1, 2138]])
    page = sign_in(cast.ana).post(
        f"/clients/{bakery.pk}/schedules/vehicles/upload/", {"workbook": file, "is_whole": "on"}
    )
    words = page.content.decode()
    assert "1 added, 1 changed, 1 removed" in words
    assert [(d.heading, d.before, d.after) for d in page.context["differences"]] == [
        ("Cost new", "42,000.00", "45,000.00")
    ]
    assert Vehicle.objects.of(bakery).count() == 2
    saved = sign_in(cast.ana).post(
        f"/clients/{bakery.pk}/schedules/vehicles/edit/",
        {"text": page.context["text"], "removed": page.context["removed"], "mode": "all"},
    )
    assert saved.status_code == 302
    now = Vehicle.objects.of(bakery).order_by("number")
    assert [(v.number, v.cost_new, v.garaging_zip, v.use) for v in now] == [
        ("1", 45000, "94103", "service"), ("3", 1, "02138", ""),
    ]  # fmt: skip


def test_each_problem_names_excel_s_own_row_and_column(cast, sign_in, bakery):
    rows = [["1", 2020, "Ford", "", "", "94103"], ["2", "twenty", "Ram", "", "", "941"]]
    page = sign_in(cast.ana).post(
        f"/clients/{bakery.pk}/schedules/vehicles/upload/",
        {"workbook": book(rows, top=2, left=1)},
    )
    found = [(place, problem.heading) for problem, place in page.context["problems"]]
    assert found == [("C5", "Year"), ("G5", "Garaging ZIP")]
    assert "1 added" in str(page.context["check"])


def test_a_row_changed_meanwhile_is_not_overwritten_by_the_workbook(cast, bakery, vans):
    mine = book([["1", 2020, "Isuzu", vans[0].key]], ["Unit", "Year", "Make", "Code"])
    with pytest.raises(DomainError, match="Garaging ZIP"):
        read(bakery, mine)
    cells = ["1", 2020, "Isuzu", "94103", vans[0].key]
    mine = book([cells], ["Unit", "Year", "Make", "Garaging ZIP", "Code"])
    theirs = str(vans[0]).replace("Ford", "Dodge")
    save_rows(client=bakery, schedule=VEHICLES, text=theirs, by=cast.ben)
    text = "\n".join(map(str, read(bakery, mine).lines))
    (problem,) = check_rows(client=bakery, schedule=VEHICLES, text=text).problems
    assert problem.sentence == "Somebody else wrote “Dodge” meanwhile; you typed “Isuzu”."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "not a table"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"Unit,Year\n1,2020\n", "lacks the headings Make, Garaging ZIP"),
    ],
)
def test_what_is_no_such_workbook_is_refused_at_its_field(cast, sign_in, bakery, content, sentence):
    page = sign_in(cast.ana).post(
        f"/clients/{bakery.pk}/schedules/vehicles/upload/",
        {"workbook": SimpleUploadedFile("fleet.xlsx", content)},
    )
    assert page.status_code == 422
    assert sentence in page.context["form"].errors["workbook"][0]


def test_a_check_says_what_would_change_and_writes_nothing(cast, sign_in, bakery, vans):
    text = f"{vans[0]}\n{VAN.format(7)}".replace("Transit", "Ranger")
    page = sign_in(cast.ana).post(
        f"/clients/{bakery.pk}/schedules/vehicles/edit/",
        {"text": text, "mode": "good", "removed": vans[1].key, "check": "1"},
    )
    assert "1 added, 1 changed, 1 removed" in page.content.decode()
    assert page.context["removed"] == vans[1].key
    assert set(Vehicle.objects.of(bakery).values_list("model", flat=True)) == {"Transit"}
