from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "The machine"

    def ready(self) -> None:
        from django_q.signals import post_execute_in_worker

        from core.machine.operations import note_run

        post_execute_in_worker.connect(note_run, dispatch_uid="core.note_run")
