"""The client's profile: what is kept about it, and what is refused."""

from datetime import date

import pytest
from django.db import Error, transaction

from accounts.clients.duplicates import lookalikes
from accounts.models import Client, ClientRelation, Contact, FeinLook, NamedInsured, Requirement
from config.lib.crypto import digest
from tests.cast import make_client, make_term

NEW = {"name": "Ocean Tile LLC", "state": "CA", "zip": "94103", "naics": "238340"}
PERSON = {"name": "Pat Doe", "email": "pat@x.example", "channel": "email", "roles": ["billing"]}


def record(client, **changes):
    return {"name": client.name, "version": client.version} | changes


def test_a_prospect_is_added_with_its_executive_and_a_code(cast, sign_in):
    browser = sign_in(cast.ana)
    answer = browser.post("/clients/new/", NEW | {"team": cast.bay.pk, "executive": cast.ana.pk})
    client = Client.objects.get(name="Ocean Tile LLC")
    assert answer.status_code == 302
    assert client.code == "OCEANT001"
    assert client.assignments.current().get().user == cast.ana


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("fein", "12-34", "A FEIN has nine digits"), ("naics", "99", "A NAICS code has"),
     ("zip", "9410", "A ZIP code has five digits"), ("state", "XX", "two letters of a state"),
     ("email", "pat at x", "Enter a valid email"), ("started_year", "3000", "Give the year")],
)  # fmt: skip
def test_what_has_the_wrong_form_is_said_at_its_field_and_nothing_is_saved(
    cast, sign_in, field, value, sentence
):
    answer = sign_in(cast.ana).post("/clients/new/", NEW | {"team": cast.bay.pk, field: value})
    assert answer.status_code == 422
    assert sentence in answer.context["form"].errors[field][0]
    assert not Client.objects.exists()


def test_another_team_cannot_be_given_a_client(cast, sign_in):
    answer = sign_in(cast.ana).post("/clients/new/", NEW | {"team": cast.valley.pk})
    assert "team" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("known", "asked", "reason"),
    [({"fein": "94-1234567"}, {"fein": "941234567"}, "same FEIN"),
     ({"phone": "(415) 555-0101"}, {"phone": "415.555.0101"}, "same phone"),
     ({"street": "12 Pier St"}, {"street": "12 PIER ST "}, "same street"),
     ({}, {"name": "Harbour Bakery Inc"}, "similar name")],
)  # fmt: skip
def test_a_client_that_may_be_the_same_is_found_with_the_reason(cast, known, asked, reason):
    client = make_client(cast, **known)
    (found,) = lookalikes(cast.ana, **({"name": "Nothing Alike"} | asked))
    assert (found.client, found.reasons) == (client, [reason])


def test_lookalikes_of_other_teams_stay_hidden(cast):
    make_client(cast, "Valley Steel", team=cast.valley)
    assert lookalikes(cast.ana, name="Valley Steel") == []


def test_lookalikes_are_shown_before_saving_and_saved_when_pressed_again(cast, sign_in):
    make_client(cast, "Ocean Tile Inc.")
    browser, values = sign_in(cast.ana), NEW | {"team": cast.bay.pk}
    page = browser.post("/clients/new/", values)
    assert page.status_code == 422
    assert "Is it one of these?" in page.content.decode()
    assert Client.objects.count() == 1
    assert browser.post("/clients/new/", values | {"looked": "on"}).status_code == 302


def test_the_digest_of_a_fein_is_keyed_and_kept_out_of_the_history(cast, settings):
    client = make_client(cast, fein="94-1234567")
    assert len(client.fein_digest) == 64
    assert not hasattr(client.history.first(), "fein_digest")
    settings.FIELD_KEYS = ["another key"]
    assert digest("94-1234567") != client.fein_digest


def test_the_record_is_edited_and_a_conflict_shows_both_values(cast, sign_in):
    client, browser = make_client(cast), sign_in(cast.ana)
    address = f"/clients/{client.pk}/edit/"
    browser.post(address, record(client, phone="(415) 555-0101"))
    answer = browser.post(address, record(client, phone="(415) 555-0199"))
    assert answer.status_code == 409
    assert "(415) 555-0101" in answer.content.decode()
    client.refresh_from_db()
    assert client.phone == "(415) 555-0101"


def test_the_fein_is_changed_masked_and_found_by_its_new_digest(cast, sign_in):
    client, browser = make_client(cast, fein="94-1234567"), sign_in(cast.ana)
    address = f"/clients/{client.pk}/fein/"
    assert b"1234567" not in browser.get(address).content
    browser.post(address, {"fein": "945550000", "version": 1})
    client.refresh_from_db()
    assert client.fein == "94-5550000"
    assert lookalikes(cast.ana, name="", fein="94-5550000")[0].client == client


def test_two_changes_of_the_fein_meet_without_showing_the_number(cast, sign_in):
    client, browser = make_client(cast), sign_in(cast.ana)
    address = f"/clients/{client.pk}/fein/"
    browser.post(address, {"fein": "94-5550000", "version": 1})
    answer = browser.post(address, {"fein": "94-5551111", "version": 1})
    assert answer.status_code == 409
    assert b"94-5550000" not in answer.content


def test_every_look_at_a_fein_is_written_down_for_good(cast, sign_in):
    client, browser = make_client(cast, fein="94-1234567"), sign_in(cast.ana)
    assert b"94-1234567" not in browser.get(f"/clients/{client.pk}/profile/").content
    assert b"94-1234567" in browser.post(f"/clients/{client.pk}/fein/reveal/").content
    look = FeinLook.objects.get()
    assert (look.by, look.client) == (cast.ana, client)
    assert b"read the FEIN of" in browser.get(f"/clients/{client.pk}/history/").content
    with pytest.raises(Error, match="never changed"), transaction.atomic():
        FeinLook.objects.update(what="nothing")


def test_a_role_without_the_right_reads_no_fein(cast, sign_in):
    client = make_client(cast, fein="94-1234567")
    assert sign_in(cast.sam).post(f"/clients/{client.pk}/fein/reveal/").status_code == 403
    assert not FeinLook.objects.exists()


def test_the_first_contact_is_primary_and_a_new_primary_replaces_it(cast, sign_in):
    client, browser = make_client(cast), sign_in(cast.ana)
    browser.post(f"/clients/{client.pk}/contacts/new/", PERSON)
    browser.post(
        f"/clients/{client.pk}/contacts/new/", PERSON | {"name": "Lee Roe", "primary": "on"}
    )
    assert client.contacts.get(primary=True).name == "Lee Roe"
    pat = client.contacts.get(name="Pat Doe")
    answer = browser.post(
        f"/contacts/{pat.pk}/edit/", PERSON | {"primary": "on", "version": pat.version}
    )
    assert answer.status_code == 302
    assert client.contacts.get(primary=True) == pat


def test_no_mailings_needs_a_reason_and_a_preferred_way_needs_its_number(cast, sign_in):
    client, browser = make_client(cast), sign_in(cast.ana)
    answer = browser.post(
        f"/clients/{client.pk}/contacts/new/",
        PERSON | {"do_not_mail": "on", "channel": "mobile"},
    )
    assert set(answer.context["form"].errors) == {"do_not_mail_reason", "mobile"}
    assert not Contact.objects.exists()


def test_a_named_insured_that_ends_before_it_begins_is_refused(cast, sign_in):
    client = make_client(cast)
    values = {"name": "X LLC", "kind": "dba", "from_on": "2026-02-01", "until_on": "2026-01-01"}
    answer = sign_in(cast.ana).post(f"/clients/{client.pk}/insureds/new/", values)
    assert "after the beginning" in answer.context["form"].errors["until_on"][0]
    assert not NamedInsured.objects.exists()


def test_a_circle_of_parents_is_refused_at_its_field(cast, sign_in):
    top, middle, low = (make_client(cast, name) for name in ("Top", "Middle", "Low"))
    browser = sign_in(cast.ana)
    for upper, lower in ((top, middle), (middle, low)):
        values = {"kind": "parent", "other": lower.code}
        assert browser.post(f"/clients/{upper.pk}/relations/new/", values).status_code == 302
    answer = browser.post(
        f"/clients/{low.pk}/relations/new/", {"kind": "parent", "other": top.code}
    )
    assert "would be a circle" in answer.context["form"].errors["other"][0]
    assert ClientRelation.objects.count() == 2
    page = browser.get(f"/clients/{middle.pk}/profile/").content.decode()
    assert "Subsidiary of" in page
    assert "Parent of" in page


def test_what_the_client_wants_stands_wherever_somebody_works_for_it(cast, sign_in):
    client = make_client(cast)
    term = make_term(client)
    Requirement.objects.create(client=client, text="Never by fax")
    Requirement.objects.create(client=client, text="Long over", until_on=date(2020, 1, 1))
    browser = sign_in(cast.ana)
    for address in (f"/clients/{client.pk}/", f"/policies/{term.pk}/",
                    f"/orders/new/?client={client.pk}"):  # fmt: skip
        page = browser.get(address).content.decode()
        assert "Never by fax" in page, address
        assert "Long over" not in page, address


def test_the_page_says_why_a_client_is_former(cast, sign_in):
    client = make_client(cast)
    make_term(client, effective_on=date(2024, 3, 1))
    page = sign_in(cast.ana).get(f"/clients/{client.pk}/").content.decode()
    assert "last policy ended 03/01/2025" in page
