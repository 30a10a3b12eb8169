from django.apps import AppConfig

from config.lib.catalogues import load_after_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.catalogue import load

        load_after_migrate(self, load)
