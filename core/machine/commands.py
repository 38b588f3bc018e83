"""What all management commands share: one clear line for an error, exit code 1."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError


class HesabuCommand(BaseCommand):
    """A command whose domain errors end as one line on stderr and exit code 1, never as a traceback.

    System checks belong to `manage.py check`: they load the whole schema, which takes longer than most
    commands.
    """

    requires_system_checks: list[str] = []

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except DomainError as error:
            raise CommandError(str(error)) from None
        except UnicodeEncodeError:  # an argument of bytes that are no UTF-8 went as far as the database
            raise CommandError("An argument holds characters that are not text.", returncode=2) from None
