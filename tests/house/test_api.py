"""Every operation of the API × every role; the same lists as the pages."""

import json

import pytest
from django.test import Client

from accounts.clients.views import CLIENTS
from config.api import api
from teams.access.roles import GRANTS, Role
from tests.cast import make_client, make_term, person

pytestmark = pytest.mark.usefixtures("november")

OPERATIONS = [
    (f"/api/v1{prefix}/{path}".replace("//", "/"), operation)
    for prefix, router in api._routers
    for path, view in router.path_operations.items()
    for operation in view.operations
]


@pytest.mark.parametrize(("path", "operation"), OPERATIONS, ids=[p for p, _ in OPERATIONS])
def test_every_operation_holds_its_rule(path, operation, cast):
    assert Client().get(path).status_code == 401
    (guard,) = operation.auth_callbacks
    for role in Role:
        browser = Client()
        browser.force_login(person(f"{role} Player", role, cast.bay))
        expected = 200 if guard.rule in GRANTS[role].rules else 403
        assert browser.get(path).status_code == expected, role


def test_the_list_has_the_columns_of_the_page_and_only_what_one_sees(cast, sign_in):
    make_term(make_client(cast, "Harbor Bakery"), premium="1234.50")
    make_client(cast, "Valley Steel", team=cast.valley)
    body = sign_in(cast.ana).get("/api/v1/clients/").json()
    (item,) = body["items"]
    assert set(item) == {"id", *CLIENTS.table.base_columns}
    assert item["name"] == "Harbor Bakery"
    assert item["premium"] == "1234.50"
    assert body["next"] is None


def test_a_wrong_parameter_is_a_problem_with_a_sentence(cast, sign_in):
    response = sign_in(cast.ana).get("/api/v1/clients/?color=blue")
    assert response.status_code == 422
    assert "no filter called" in response.json()["detail"]


def test_pages_follow_each_other_by_key(cast, sign_in):
    for n in range(60):
        make_client(cast, f"Client {n:02}", code=f"C{n}")
    browser = sign_in(cast.ana)
    first = browser.get("/api/v1/clients/").json()
    second = browser.get("/api/v1/clients/", {"after": first["next"]}).json()
    names = [item["name"] for item in first["items"] + second["items"]]
    assert names == [f"Client {n:02}" for n in range(60)]


def test_the_description_names_every_list_and_its_filters(cast, sign_in):
    described = json.loads(sign_in(cast.ana).get("/api/v1/openapi.json").content)
    assert set(described["paths"]) >= {path for path, _ in OPERATIONS}
    named = {p["name"] for p in described["paths"]["/api/v1/clients/"]["get"]["parameters"]}
    assert {"q", "tier", "executive", "sort", "after"} <= named
