"""Every address × every role × own team, other team, nobody: generated, so nothing is forgotten."""

import re
from contextlib import contextmanager
from dataclasses import fields

import pytest
from django.db import transaction
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
    "asked_item_id": "1",
    "sent_file_id": "1",
    "kind": "invoice",
    "report": "production",
    "letter": "reminder",
    "account": "trust_cash",
    "authority": "tax",
    "account_kind": "trust",
    "move": "take",
    "held": "license",
    "paper": "summary",
    "part": "underwriters",
    "record": "holders",
    "slug": "vehicles",
    "table": "taxes",
    "token": "old",
    "uidb64": "MQ",
    "press": "00000000-0000-4000-8000-000000000000",
}
MOVE_RULE = {
    "order-move": "orders.work",
    "report-new": "production.view",
    "report-preview": "production.view",
}


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
    return [player(role, cast) for role in Role]


def player(role, cast) -> User:
    return person(f"{role} Player", role, cast.bay)


@contextmanager
def undone():
    """Whatever a request writes is rolled back, so the next one meets the same book."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def expected(entry, role: str, visible: bool) -> tuple[int, ...]:
    """The answers that the table of roles allows at a route."""
    rule, held = entry.callback.access_rule, GRANTS[role].rules
    if rule not in held:
        return (403,)
    if not visible:
        return (404,)
    if MOVE_RULE.get(entry.name, rule) not in held:
        return (403,)
    return (200, 302, 409, 422)


def test_nobody_gets_in_without_signing_in(cast):
    objects, wrong = named_objects(cast, own=True), []
    for route, entry in ROUTES:
        with undone():
            response = answer(Client(), address(route, objects))
        to_login = response.get("Location", "").startswith("/login/?next=")
        open_to_all = entry.callback.access_rule.startswith("public: ")
        right = (200, 302, 404, 503) if open_to_all else (302,)
        if response.status_code not in right or to_login == open_to_all:
            wrong.append(f"/{route}: {response.status_code}")
    assert not wrong


@pytest.mark.parametrize("own", [True, False], ids=["own team", "other team"])
@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_the_table_grants(role, own, cast):
    objects, user, wrong = named_objects(cast, own), player(role, cast), []
    browser = Client(raise_request_exception=True)
    browser.force_login(user)
    for route, entry in ROUTES:
        named = objects_in(route, objects)
        if entry.callback.access_rule.startswith("public: ") or not (own or named):
            continue  # An address that names no object is the same one for every team.
        visible = all(sees(user, thing) for thing in named)
        with undone():
            response = answer(browser, address(route, objects))
        if response.status_code not in expected(entry, role, visible):
            wrong.append(f"/{route}: {response.status_code}")
    assert not wrong


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


def test_every_list_adds_up_what_it_shows(cast):
    named_objects(cast, own=True)
    browser = Client(raise_request_exception=True)
    browser.force_login(cast.dora)
    for route, entry in ROUTES:
        if "<" in route or entry.callback.access_rule.startswith("public"):
            continue
        assert browser.get(f"/{route}?_totals=1").status_code < 500, route


def test_every_role_is_in_the_table_and_every_rule_is_held_by_somebody():
    assert set(GRANTS) == set(Role.values)
    held = frozenset().union(*(grant.rules for grant in GRANTS.values()))
    from teams.access.roles import RULES

    assert held == set(RULES)


def test_the_matrix_knows_the_whole_cast(cast):
    roles = {getattr(cast, f.name).role for f in fields(cast) if f.type is User}
    assert {Role.ACCOUNT_EXECUTIVE, Role.CLIENT_ADMINISTRATOR, Role.AUDITOR} <= roles
