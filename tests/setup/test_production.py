"""The files for production say what docs/production.md promises."""

import re
import tomllib

import pytest
import yaml

from config.embedded import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {"migrate", "web", "worker", "beat"}


def test_every_service_is_there():
    assert set(SERVICES) == OURS | {"postgres", "redis", "proxy"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_service_says_whether_it_is_well(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(OURS - {"migrate"}))
def test_nothing_starts_before_the_schema_is_there(name):
    awaited = SERVICES[name]["depends_on"]
    assert awaited["migrate"]["condition"] == "service_completed_successfully"
    assert awaited["postgres"]["condition"] == awaited["redis"]["condition"] == "service_healthy"


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"]
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_containers_keep_nothing_on_disk(name):
    assert SERVICES[name]["read_only"]
    assert "volumes" not in SERVICES[name]
    assert SERVICES[name]["environment"]["PRODUCTION"] == "1"


def test_no_volume_is_used_that_is_not_declared():
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
    }
    assert {name for name in used if not name.startswith(".")} == set(COMPOSE["volumes"])


def test_every_secret_comes_from_the_environment_file():
    example = (ROOT / ".env.example").read_text()
    for name in re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()):
        assert re.search(rf"^{name}=", example, re.MULTILINE), name


def test_the_image_holds_every_app_and_no_local_data():
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")
    }
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    assert set(linter["root_packages"]) <= allowed
    assert {"manage.py", "templates", "static", "requirements.lock"} <= allowed
    assert not {".env", ".steward", ".venv"} & allowed


def test_the_image_does_not_run_as_root():
    assert re.search(r"^USER steward$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
