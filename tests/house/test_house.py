"""The rules of the house that a machine can hold."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from teams.access.checks import (
    OUR_APPS,
    every_model_is_in_the_role_table,
    every_view_states_its_rule,
)
from teams.access.views import requires
from teams.history.tracking import NOT_TRACKED

ROOT = Path(__file__).parent.parent.parent


def silent(request):
    return HttpResponse("anybody")


urlpatterns = [path("silent/", silent)]


@override_settings(ROOT_URLCONF=__name__)
def test_a_view_without_an_access_rule_stops_the_start():
    (error,) = every_view_states_its_rule(None)
    assert error.id == "steward.E001"
    assert "silent/" in error.msg


def test_a_rule_that_nobody_defined_is_refused_at_import():
    with pytest.raises(KeyError):
        requires("clients.steal")


def test_a_model_outside_the_role_table_stops_the_start(monkeypatch):
    from teams.access import checks

    monkeypatch.setitem(checks.MODELS, "accounts.Client", "nowhere")
    assert [e.id for e in every_model_is_in_the_role_table(None)] == ["steward.E002"]


def test_every_exception_from_history_names_a_model_that_exists():
    labels = {m._meta.label for m in apps.get_models() if m._meta.app_label in OUR_APPS}
    assert set(NOT_TRACKED) <= labels


def test_imports_point_one_way():
    result = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stdout


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_binary_fraction_touches_money():
    """Float literals and float() do not occur in rules and services."""
    for file in ROOT.glob("*/*/rules.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file
            assert not (isinstance(node, ast.Name) and node.id == "float"), file
