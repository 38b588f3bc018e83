from django.apps import AppConfig


class MpesaConfig(AppConfig):
    name = "mpesa"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "M-Pesa"
