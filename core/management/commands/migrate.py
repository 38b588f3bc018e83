"""`migrate`, as the role that owns the tables; then the application's role gets its rights."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from core.guards.recording import recorded_migrating
from core.machine.migrated import made_by_another_version
from core.rights import give_rights


class Command(migrate.Command):
    help = "Migrates as the owner of the tables (database alias `owner`)."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        if said := made_by_another_version(using=options["database"]):
            raise CommandError(said)
        applied = MigrationRecorder(connections[options["database"]]).applied_migrations

        def reason() -> str:
            done = sorted(".".join(name) for name in applied().keys() ^ before.keys())
            return f"migrate: {', '.join(done) or 'rights'}"[:500]

        before = applied()
        with recorded_migrating(using=options["database"], reason=reason):
            super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                self._give_rights(options["database"])

    def _give_rights(self, using: str) -> None:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            give_rights(cursor)
