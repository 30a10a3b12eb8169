"""Two people on one record: what merges, what clashes, and that nothing typed is lost."""

import pytest
from django.core.exceptions import ValidationError

from teams.history.edits import EditConflict, save_edit
from tests.cast import make_client

pytestmark = pytest.mark.django_db


def test_different_fields_merge_silently(cast):
    client = make_client(cast, city="Oakland", phone="1")
    save_edit(client, values={"city": "Fresno", "phone": "1"}, opened_with=1)
    saved = save_edit(client, values={"city": "Oakland", "phone": "2"}, opened_with=1)
    assert (saved.city, saved.phone, saved.version) == ("Fresno", "2", 3)


def test_the_same_field_shows_all_three_values_and_saves_nothing(cast):
    client = make_client(cast, city="Oakland", phone="1")
    save_edit(client, values={"city": "Fresno"}, opened_with=1)
    with pytest.raises(EditConflict, match="Somebody else changed city") as caught:
        save_edit(client, values={"city": "Napa", "phone": "2"}, opened_with=1)
    (clash,) = caught.value.clashes
    assert (clash.original, clash.theirs, clash.yours) == ("Oakland", "Fresno", "Napa")
    client.refresh_from_db()
    assert (client.city, client.phone) == ("Fresno", "1")
    assert save_edit(client, values={"city": "Napa"}, opened_with=2).city == "Napa"


def test_two_saves_in_a_row_by_one_person_do_not_clash(cast):
    client = make_client(cast)
    saved = save_edit(client, values={"city": "Fresno"}, opened_with=1)
    assert save_edit(client, values={"city": "Napa"}, opened_with=saved.version).city == "Napa"


def test_the_same_change_by_two_people_is_no_clash(cast):
    client = make_client(cast)
    save_edit(client, values={"city": "Fresno"}, opened_with=1)
    assert save_edit(client, values={"city": "Fresno"}, opened_with=1).version == 2


def test_a_save_that_changes_nothing_keeps_the_version(cast):
    client = make_client(cast, city="Fresno")
    assert save_edit(client, values={"city": "Fresno"}, opened_with=1).version == 1


def test_a_record_that_refuses_a_value_is_not_saved(cast):
    client = make_client(cast)
    with pytest.raises(ValidationError):
        save_edit(client, values={"email": "no address"}, opened_with=1)
    client.refresh_from_db()
    assert (client.email, client.version) == ("", 1)
