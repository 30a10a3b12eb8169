import os
from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps

OUR_APPS = ("teams", "accounts", "renewals", "reports")


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Import the `tasks` of every subject, so that all job kinds and tick hooks are known.

        `STEWARD_EXTRA_TASKS` names further modules, separated by commas.
        """
        for name in OUR_APPS:
            for module in sorted(Path(apps.get_app_config(name).path).glob("*/tasks.py")):
                import_module(f"{name}.{module.parent.name}.tasks")
        for extra in filter(None, os.environ.get("STEWARD_EXTRA_TASKS", "").split(",")):
            import_module(extra.strip())
