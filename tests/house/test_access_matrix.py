"""Every address × every role × own team, other team, nobody: generated, so nothing is forgotten."""

import re
from dataclasses import fields

import pytest
from django.test import Client

from teams.access.checks import patterns
from teams.access.roles import GRANTS, Role, Scope
from teams.models import User
from tests.cast import person
from tests.house.objects import named_objects

API = "public: each operation of the API holds its own rule"
ROUTES = sorted(
    (
        (route, entry)
        for route, entry in patterns()
        if entry.callback.access_rule != API  # tests/house/test_api.py walks the operations
    ),
    key=lambda found: found[0],
)
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
WORDS = {
    "move": "take",
    "part": "underwriters",
    "record": "holders",
    "slug": "vehicles",
    "table": "taxes",
}
MOVE_RULE = {"order-move": "orders.work"}


def ids(route_and_entry):
    return route_and_entry[0] or "/"


def address(route, objects) -> str:
    def value(found):
        name = found[1]
        return str(objects[name].pk) if name in objects else WORDS[name]

    return "/" + ARGUMENT.sub(value, route)


def answer(browser: Client, url: str):
    response = browser.get(url)
    return browser.post(url) if response.status_code == 405 else response


def objects_in(route, objects):
    return [objects[name] for name in ARGUMENT.findall(route) if name in objects]


def sees(user: User, thing) -> bool:
    manager = type(thing).objects
    if type(thing).__name__ == "ImportFile":
        return sees(user, thing.batch)
    return manager.visible_to(user).filter(pk=thing.pk).exists()


@pytest.fixture
def everyone(cast):
    """One person of every role in team Bay, and the cast."""
    return [person(f"Role{i} Player", role, cast.bay) for i, role in enumerate(Role)]


@pytest.mark.parametrize("route_and_entry", ROUTES, ids=ids)
def test_nobody_gets_in_without_signing_in(route_and_entry, cast):
    route, entry = route_and_entry
    response = answer(Client(), address(route, named_objects(cast, own=True)))
    if entry.callback.access_rule.startswith("public: "):
        assert response.status_code in (200, 302, 503)
        assert not response.get("Location", "").startswith("/login/?next=")
    else:
        assert response.status_code == 302
        assert response["Location"].startswith("/login/?next=")


@pytest.mark.parametrize("own", [True, False], ids=["own team", "other team"])
@pytest.mark.parametrize("route_and_entry", ROUTES, ids=ids)
def test_each_role_gets_what_the_table_grants(route_and_entry, own, cast, everyone):
    route, entry = route_and_entry
    rule = entry.callback.access_rule
    if rule.startswith("public: "):
        return
    objects = named_objects(cast, own)
    for user in everyone:
        browser = Client(raise_request_exception=True)
        browser.force_login(user)
        visible = all(sees(user, thing) for thing in objects_in(route, objects))
        response = answer(browser, address(route, objects))
        told = f"{user.role} at {route}: {response.status_code}"
        held = GRANTS[user.role].rules
        if rule not in held:
            assert response.status_code == 403, told
        elif not visible:
            assert response.status_code == 404, told
        elif MOVE_RULE.get(entry.name, rule) not in held:
            assert response.status_code == 403, told
        else:
            assert response.status_code in (200, 302, 409, 422), told


def test_people_who_see_teams_do_not_see_the_other_team(cast, everyone):
    foreign = named_objects(cast, own=False)
    for user in everyone:
        if GRANTS[user.role].scope == Scope.ALL:
            continue
        for name in ("client_id", "term_id", "invoice_id", "order_id", "batch_id"):
            assert not sees(user, foreign[name]), f"{user.role} sees {name} of the other team"


def test_the_other_team_s_name_is_on_no_page(cast):
    named_objects(cast, own=True)
    named_objects(cast, own=False)
    browser = Client()
    browser.force_login(cast.ana)
    for route, entry in ROUTES:
        if "<" in route or entry.callback.access_rule.startswith("public"):
            continue
        response = browser.get("/" + route)
        if response.status_code == 200 and not response.streaming:
            assert b"Valley Foundry" not in response.content, route


def test_every_role_is_in_the_table_and_every_rule_is_held_by_somebody():
    assert set(GRANTS) == set(Role.values)
    held = frozenset().union(*(grant.rules for grant in GRANTS.values()))
    from teams.access.roles import RULES

    assert held == set(RULES)


def test_the_matrix_knows_the_whole_cast(cast):
    roles = {getattr(cast, f.name).role for f in fields(cast) if f.type is User}
    assert {Role.ACCOUNT_EXECUTIVE, Role.CLIENT_ADMINISTRATOR, Role.AUDITOR} <= roles
