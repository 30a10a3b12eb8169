import os
from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps

from config.lib.catalogues import load_after_migrate

OUR_APPS = ("teams", "accounts", "renewals", "reports")


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Import the `tasks` of every subject, so that all job kinds and tick hooks are known,
        and what else registers itself; load the rows the app starts with.

        `STEWARD_EXTRA_TASKS` names further modules, separated by commas.
        """
        for name in OUR_APPS:
            for module in sorted(Path(apps.get_app_config(name).path).glob("*/tasks.py")):
                import_module(f"{name}.{module.parent.name}.tasks")
        from reports.documents import sources  # noqa: F401 (it registers itself)
        from reports.documents.catalogue import load

        load_after_migrate(self, load)
        for extra in filter(None, os.environ.get("STEWARD_EXTRA_TASKS", "").split(",")):
            import_module(extra.strip())
