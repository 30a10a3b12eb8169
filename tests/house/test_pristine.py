"""What the house-wide fixtures promise the tests."""

from django.apps import apps

from accounts.models import Tier
from teams.access.checks import OUR_APPS
from tests import pristine
from tests.cast import make_cast, make_client, make_term


def rows() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in OUR_APPS
    }


def test_after_tests_that_commit_the_database_is_as_the_migrations_left_it(transactional_db):
    before, tiers = rows(), list(Tier.objects.order_by("pk").values())
    make_term(make_client(make_cast()))
    Tier.objects.filter(clients=None).delete()
    Tier.objects.update(name="Renamed")
    assert rows() != before
    pristine.put_back()
    assert rows() == before
    assert list(Tier.objects.order_by("pk").values()) == tiers
