from django.apps import AppConfig

from config.lib.catalogues import load_after_migrate


class TeamsConfig(AppConfig):
    name = "teams"

    def ready(self) -> None:
        from teams.access import checks  # noqa: F401
        from teams.catalogue import load

        load_after_migrate(self, load)
