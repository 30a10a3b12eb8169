"""Who serves a client, who did, and who stands in."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Absence, Client
from accounts.service_team.services import cover, end_cover, reassign
from config.lib.errors import DomainError
from teams.access.roles import Role
from tests.cast import make_client, person

AE = Role.ACCOUNT_EXECUTIVE


@pytest.fixture
def today(db):
    return timezone.localdate()


def test_a_reassigned_client_keeps_who_served_it_before(cast, today, sign_in):
    client = make_client(cast)
    eve = person("Eve Ellis", AE, cast.bay)
    assert reassign(clients=[client], role=AE, to=eve, from_on=today, by=cast.max) == 1
    page = sign_in(cast.max).get(f"/clients/{client.pk}/team/").content.decode()
    assert "Eve Ellis" in page
    assert f"01/01/2025 to {today:%m/%d/%Y}" in page


def test_a_day_before_the_present_person_began_is_refused_and_nothing_changes(cast):
    clients = [make_client(cast), make_client(cast, "Second")]
    clients[0].assignments.filter(role=AE).update(from_on=date(2020, 1, 1))
    with pytest.raises(DomainError, match="only since 01/01/2025"):
        reassign(clients=clients, role=AE, to=cast.cora, from_on=date(2024, 1, 1), by=cast.max)
    assert Client.objects.served_by(cast.ana.pk, AE).count() == 2


def test_many_clients_are_looked_at_and_the_ticked_ones_reassigned(cast, today, sign_in):
    first, second = make_client(cast), make_client(cast, "Second")
    eve = person("Eve Ellis", AE, cast.bay)
    asked = {"role": AE, "source": cast.ana.pk, "to": eve.pk, "from_on": today.isoformat()}
    browser = sign_in(cast.max)
    page = browser.get("/clients/reassign/", asked).content.decode()
    assert first.name in page
    assert second.name in page
    browser.post("/clients/reassign/", asked | {"client": [second.pk]})
    assert list(Client.objects.served_by(eve.pk, AE)) == [second]
    assert list(Client.objects.served_by(cast.ana.pk, AE)) == [first]


def test_clients_of_teams_one_cannot_see_are_never_reassigned(cast, today, sign_in):
    other = make_client(cast, "Valley Steel", team=cast.valley)
    asked = {"role": AE, "named": "Valley", "to": cast.ana.pk, "from_on": today.isoformat()}
    sign_in(cast.max).post("/clients/reassign/", asked | {"client": [other.pk]})
    assert list(Client.objects.served_by(cast.cora.pk, AE)) == [other]


def test_the_deputy_sees_and_works_the_clients_while_the_cover_runs(cast, today, sign_in):
    client = make_client(cast)
    absence = cover(
        person=cast.ana, deputy=cast.cora, from_on=today, last_on=today + timedelta(days=5),
        by=cast.max,
    )  # fmt: skip
    assert list(Client.objects.visible_to(cast.cora)) == [client]
    assert list(Client.objects.served_by(cast.cora.pk, AE)) == [client]
    page = sign_in(cast.cora).get(f"/clients/{client.pk}/").content.decode()
    assert f"covered by Cora Chen until {absence.last_on:%m/%d/%Y}" in page


def test_a_cover_that_has_ended_or_not_begun_shows_nothing(cast, today):
    make_client(cast)
    for first in (-9, 3):
        cover(
            person=cast.ana, deputy=cast.cora, from_on=today + timedelta(days=first),
            last_on=today + timedelta(days=first + 2), by=cast.max,
        )  # fmt: skip
    assert not Client.objects.visible_to(cast.cora).exists()


def test_somebody_back_early_ends_the_cover(cast, today):
    make_client(cast)
    absence = cover(
        person=cast.ana, deputy=cast.cora, from_on=today - timedelta(days=1),
        last_on=today + timedelta(days=5), by=cast.max,
    )  # fmt: skip
    end_cover(absence=absence, by=cast.max)
    assert not Client.objects.visible_to(cast.cora).exists()


def test_covers_in_the_wrong_order_by_oneself_or_twice_are_refused(cast, today):
    later = today + timedelta(days=3)
    for fields, words in (
        ({"deputy": cast.cora, "from_on": later, "last_on": today}, "before the first"),
        ({"deputy": cast.ana, "from_on": today, "last_on": later}, "for themselves"),
    ):
        with pytest.raises(DomainError, match=words):
            cover(person=cast.ana, by=cast.max, **fields)
    cover(person=cast.ana, deputy=cast.cora, from_on=today, last_on=later, by=cast.max)
    with pytest.raises(DomainError, match="these days already"):
        cover(person=cast.ana, deputy=cast.ben, from_on=later, last_on=later, by=cast.max)
    assert Absence.objects.count() == 1


def test_clients_without_an_executive_are_those_with_none_or_one_who_left(cast, sign_in):
    none, left, served = (make_client(cast, n) for n in ("No One", "Left Alone", "Served"))
    none.assignments.filter(role=AE).delete()
    gone = person("Gus Gone", AE, cast.bay)
    left.assignments.filter(role=AE).update(user=gone)
    gone.is_active = False
    gone.save()
    page = sign_in(cast.max).get("/clients/without-executive/").content.decode()
    assert none.name in page
    assert left.name in page
    assert f'/clients/{served.pk}/"' not in page
