from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class WiringConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import wiring
        from core.machine.logs import mask_the_uncaught

        mask_the_uncaught()
        wiring.wire()


class AdminConfig(DjangoAdminConfig):
    """Django's admin with our site in the place of its own: whatever registers, registers there."""

    default_site = "config.admin_site.HesabuAdmin"
