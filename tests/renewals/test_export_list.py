"""The Export List taken over from a table: dated, whole, or not at all."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.lib.errors import DomainError
from renewals.models import ExportListing
from renewals.surplus.importing import Listed, Taken, take_over

MAY, NOVEMBER = date(2026, 5, 1), date(2026, 11, 1)


def listed(on: date) -> dict[str, list[str]]:
    return {row.name: row.lines for row in ExportListing.objects.in_force(on)}


def test_a_list_takes_the_place_of_the_one_before_and_twice_changes_nothing(cast):
    first = [Listed("Amusement parks", ("CGL",)), Listed("Fireworks"), Listed("Cannabis")]
    take_over(classes=first, from_on=MAY, source="List of May", by=cast.dora)
    second = [Listed("Amusement Parks", ("CGL",)), Listed("Fireworks", ("PROP",)), Listed("Drones")]
    for expected in (Taken(added=2, ended=2, kept=1), Taken(added=0, ended=0, kept=3)):
        done = take_over(classes=second, from_on=NOVEMBER, source="List of November", by=cast.dora)
        assert done == expected
    assert listed(MAY) == {"Amusement parks": ["CGL"], "Fireworks": [], "Cannabis": []}
    assert listed(NOVEMBER) == {"Amusement parks": ["CGL"], "Fireworks": ["PROP"], "Drones": []}
    with pytest.raises(DomainError, match="A later list"):
        take_over(classes=first, from_on=MAY, source="List of May", by=cast.dora)
    with pytest.raises(DomainError, match="may not keep"):
        take_over(classes=first, from_on=NOVEMBER, source="Mine", by=cast.ben)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Name\nFireworks\n", "must hold the heading Class"),
        ("Class\n\n", "headings and no classes"),
        ("Class,Lines\nDrones,CGL ZZZ\n", "Row 2: there is no line with the code ZZZ"),
        ("Class\nDrones\ndrones\n", "Row 3: “drones” stands twice"),
        ("Class,Lines\n,CGL\n", "Row 2: the class has no name"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_row_and_nothing_is_kept(
    cast, sign_in, text, says
):
    file = SimpleUploadedFile("list.csv", text.encode())
    said = {"file": file, "from_on": "2026-11-01", "source": "List of November"}
    response = sign_in(cast.dora).post("/renewals/export-list/import/", said)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not ExportListing.objects.exists()


def test_a_table_is_taken_over_on_its_page(cast, sign_in):
    file = SimpleUploadedFile("list.csv", b"Class,Lines,Note\nDrones,CGL; PROP,Over 25 kg\n")
    said = {"file": file, "from_on": "2026-11-01", "source": "List of November"}
    page = sign_in(cast.dora).post("/renewals/export-list/import/", said, follow=True)
    assert "Taken over: 1 new, 0 ended, 0 as before." in page.content.decode()
    row = ExportListing.objects.get()
    assert (row.lines, row.note, row.source) == (["CGL", "PROP"], "Over 25 kg", "List of November")
