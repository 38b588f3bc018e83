"""`migrate`, as the role that owns the tables."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate


class Command(migrate.Command):
    help = "Migrates as the owner of the tables (database alias `owner`)."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
