"""Rows that the house starts with: put in after every migration where they are missing."""

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate

Load = Callable[[Any], None]


def load_after_migrate(app: AppConfig, load: Load) -> None:
    """Call `load(registry)` whenever the tables of `app` were made, migrated or emptied.

    `registry` is the model registry as of that migration, so that `load` must only ask for the
    models that it needs. What the house has changed since stays as it is.
    """

    def receive(sender: AppConfig, **signal: Any) -> None:
        load(signal.get("apps", installed))

    post_migrate.connect(receive, sender=app, weak=False, dispatch_uid=f"catalogue of {app.label}")
