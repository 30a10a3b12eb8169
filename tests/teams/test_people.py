"""Teams and people are kept in the browser, and people let themselves in by a link, once."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from config.lib.errors import DomainError
from teams.access.roles import Role
from teams.models import OutboundEmail, Team, User
from teams.people.services import invite, save_person

CHOSEN = "eight horses over the bay"


def link_sent_to(person) -> str:
    body = OutboundEmail.objects.filter(to=person.email).latest("pk").body
    return re.search(r"/password/\S+", body)[0]


def test_a_house_begins_with_one_administrator_who_adds_a_team_and_its_people(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", CHOSEN)
    call_command(
        "createsuperuser", interactive=False, email="Ada@house.example", name="Ada First",
        verbosity=0,
    )  # fmt: skip
    browser = Client()
    assert browser.login(username="ada@house.example", password=CHOSEN)
    page = browser.get(reverse("team-list")).content.decode()
    assert "Add the first team" in page
    browser.post(
        reverse("team-new"), {"name": "Bay", "department": "Commercial lines", "version": 1}
    )
    typed = {"name": "Ana Alvarez", "email": "Ana@house.example", "role": Role.ACCOUNT_EXECUTIVE,
             "is_active": "on", "version": 1}  # fmt: skip
    refused = browser.post(reverse("person-new"), typed)
    assert refused.status_code == 422
    assert "the clients of their teams; choose one" in refused.content.decode()
    browser.post(reverse("person-new"), typed | {"teams": [Team.objects.get().pk]})
    ana = User.objects.get(email="ana@house.example")
    assert (list(ana.teams.all()), ana.has_usable_password()) == ([Team.objects.get()], False)


def test_the_link_that_is_sent_sets_a_password_once(cast):
    person = User(name="New Person", email="new@steward.example", role=Role.AUDITOR)
    save_person(person=person, teams=[], opened_with=person.version, by=cast.adam)
    browser, link = Client(), link_sent_to(person)
    form = browser.get(link, follow=True)
    answer = browser.post(
        form.redirect_chain[-1][0], {"new_password1": CHOSEN, "new_password2": CHOSEN}
    )
    assert answer.status_code == 302
    assert Client().login(username=person.email, password=CHOSEN)
    assert "was used already" in Client().get(link).content.decode()


def test_one_s_own_password_is_changed_with_the_old_one(cast, sign_in):
    browser, new = sign_in(cast.ana), {"new_password1": CHOSEN, "new_password2": CHOSEN}
    wrong = browser.post(reverse("password-change"), {"old_password": "no"} | new)
    assert "entered incorrectly" in wrong.content.decode()
    browser.post(reverse("password-change"), {"old_password": "steward-demo"} | new)
    cast.ana.refresh_from_db()
    assert cast.ana.check_password(CHOSEN)


def test_who_left_is_out_at_the_next_request_and_gets_no_link(cast, sign_in):
    browser = sign_in(cast.ana)
    cast.ana.is_active = False
    save_person(person=cast.ana, teams=[cast.bay], opened_with=cast.ana.version, by=cast.adam)
    assert browser.get(reverse("home")).status_code == 302
    with pytest.raises(DomainError, match="does not work here"):
        invite(person=cast.ana, by=cast.adam)


def test_nobody_locks_themselves_out_or_takes_another_s_address(cast):
    cast.adam.role = Role.AUDITOR
    kept = User.objects.get(pk=cast.adam.pk)
    with pytest.raises(DomainError, match="Somebody else decides"):
        save_person(person=cast.adam, teams=[], opened_with=cast.adam.version, by=kept)
    cast.ben.email = cast.ana.email.upper()
    with pytest.raises(DomainError, match="has this e-mail address"):
        save_person(person=cast.ben, teams=[cast.bay], opened_with=cast.ben.version, by=kept)


def test_two_who_change_one_person_do_not_undo_each_other(cast, sign_in):
    adam, address = sign_in(cast.adam), reverse("person-edit", args=[cast.ana.pk])
    form = adam.get(address).context["form"]
    cast.ana.phone = "(415) 555-0199"
    save_person(person=cast.ana, teams=[cast.bay], opened_with=cast.ana.version, by=cast.adam)
    typed = {"name": "Ana Vega", "email": cast.ana.email, "role": cast.ana.role, "is_active": "on",
             "teams": [cast.bay.pk], "version": form["version"].value()}  # fmt: skip
    refused = adam.post(address, typed)
    assert refused.status_code == 422
    assert "Somebody else saved this record" in refused.content.decode()
    typed["version"] = adam.get(address).context["form"]["version"].value()
    assert adam.post(address, typed).status_code == 302
    assert User.objects.get(pk=cast.ana.pk).name == "Ana Vega"


def test_two_who_rename_one_team_do_not_undo_each_other(cast, sign_in):
    adam, address = sign_in(cast.adam), reverse("team-edit", args=[cast.bay.pk])
    typed = {"name": "Bay Area", "department": cast.bay.department, "version": 1}
    assert adam.post(address, typed).status_code == 302
    refused = adam.post(address, typed | {"name": "Harbor"})
    assert (refused.status_code, Team.objects.get(pk=cast.bay.pk).name) == (422, "Bay Area")


def test_where_there_is_no_team_a_new_client_and_an_import_say_who_adds_one(db):
    dora = User.objects.create(name="Dora Diaz", email="d@house.example", role=Role.DIRECTOR)
    browser = Client()
    browser.force_login(dora)
    for name in ("client-new", "import-list"):
        assert "There is no team to choose yet." in browser.get(reverse(name)).content.decode()


def test_only_who_works_on_clients_is_missed_a_license(cast, sign_in):
    cast.ben.licenses.all().delete()
    dora = sign_in(cast.dora)
    for person, is_missed in ((cast.ben, True), (cast.acc, False)):
        page = dora.get(reverse("person-page", args=[person.pk])).content.decode()
        assert ("Licensed work cannot" in page) is is_missed
