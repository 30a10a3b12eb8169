from django.apps import AppConfig

from config.lib.catalogues import load_after_migrate


class RenewalsConfig(AppConfig):
    name = "renewals"

    def ready(self) -> None:
        from renewals.catalogue import load

        load_after_migrate(self, load)
