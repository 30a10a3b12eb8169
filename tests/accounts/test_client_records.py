"""What was changed on a client's records; who stands in; a named insured's FEIN; plain words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.attachments.drawing import read
from accounts.models import Absence, Contact, NamedInsured
from accounts.schedules.kinds import BY_SLUG
from accounts.schedules.services import save_rows
from teams.history.querysets import changes_among
from tests.cast import make_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def bakery(cast):
    return make_client(cast)


def test_changes_of_contacts_are_told_with_names_even_of_removed_ones(cast, sign_in, bakery):
    pat = Contact.objects.create(client=bakery, name="Pat Doe", phone="415 555 0100")
    other = Contact.objects.create(client=make_client(cast, "Other Inc."), name="Somebody Else")
    Contact.objects.filter(pk__in=[pat.pk, other.pk]).update(phone="415 555 0199")
    pat.delete()
    page = sign_in(cast.rita).get(f"/clients/{bakery.pk}/history/?of=contacts").content.decode()
    assert "Pat Doe: removed" in page
    assert "415 555 0100 → <b>415 555 0199</b>" in page
    assert "Somebody Else" not in page


def test_a_change_at_the_edge_of_what_is_shown_is_told_against_what_was_before(cast, bakery):
    text = "\t1\tShop\t1 Main St\tOakland\tCA\t94607"
    for name in ("Shop", "Store", "Bakery"):
        rows = list(BY_SLUG["locations"].model.objects.of(bakery))
        key = f"{rows[0].pk}:{rows[0].version}" if rows else ""
        line = key + text.replace("Shop", name)
        save_rows(client=bakery, schedule=BY_SLUG["locations"], text=line, by=cast.ana)
    (change,) = changes_among(BY_SLUG["locations"].model, limit=1, client=bakery.pk)
    assert change.record == "1 · Bakery"
    assert change.fields == [("name", "Store", "Bakery")]


@pytest.mark.parametrize("of", ["policies", "insureds", "requirements", "vehicles", "nonsense"])
def test_every_kind_of_record_can_be_asked_for(cast, sign_in, bakery, of):
    assert sign_in(cast.ana).get(f"/clients/{bakery.pk}/history/?of={of}").status_code == 200


def test_the_client_list_says_who_stands_in(cast, sign_in, bakery):
    today = timezone.localdate()
    Absence.objects.create(
        person=cast.ana, deputy=cast.ben, from_on=today, last_on=today + timedelta(days=2)
    )
    page = sign_in(cast.dora).get("/clients/").content.decode()
    assert "Ana Alvarez (away: Ben Brooks)" in page


def test_the_fein_of_a_named_insured_is_replaced_without_being_shown(cast, sign_in, bakery):
    row = NamedInsured.objects.create(client=bakery, name="Harbor Holdings", fein="12-3456789")
    address = f"/insureds/{row.pk}/fein/"
    page = sign_in(cast.ana).get(address).content.decode()
    assert "12-345" not in page.replace("12-3456789.", "")
    assert "•6789" in page
    wrong = sign_in(cast.ana).post(address, {"fein": "98-12", "version": row.version})
    assert wrong.status_code == 422
    assert "nine digits" in wrong.content.decode()
    sign_in(cast.ana).post(address, {"fein": "987654321", "version": row.version})
    row.refresh_from_db()
    assert row.fein == "98-7654321"
    told = sign_in(cast.ana).get(f"/clients/{bakery.pk}/history/?of=insureds").content.decode()
    assert "7654321" not in told


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("image/heic", "HEIC"),
        (
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "PowerPoint",
        ),
    ],
)
def test_a_file_without_a_preview_says_so(tmp_path, kind, word):
    file = tmp_path / "file"
    file.write_bytes(b"x")
    assert word in read(file, kind, tmp_path)["warning"]
