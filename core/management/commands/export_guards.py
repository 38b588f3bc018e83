"""`export_guards`: writes core/guards/guards.json, or with --check says whether it is still true."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connections

from core.guards import manifest
from core.guards.catalogue import read_catalogue
from core.machine.commands import HesabuCommand


class Command(HesabuCommand):
    help = "Writes core/guards/guards.json out of a new database; --check fails when the file is another."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with _new_database():
            call_command("migrate", verbosity=0)
            facts = read_catalogue()
        if not options["check"]:
            manifest.PATH.write_text(manifest.as_text(facts), "utf-8")
            self.stdout.write(f"wrote {manifest.PATH.name}")
            return
        known = manifest.wanted() if manifest.PATH.exists() else {}
        if known != facts:
            for code, _, detail in sorted(set(manifest.differences(known, facts)))[:20]:
                self.stderr.write(f"{code}  {detail}")
            raise CommandError("guards.json is not what the migrations make: run `make guards`.")


@contextmanager
def _new_database() -> Iterator[None]:
    """Both roles on an empty database of this process's own, which is dropped afterwards.

    The owner may create databases: so it is on the embedded server (embedded/services.py). `migrate` gives
    the application its rights.
    """
    name = f"hesabu_guards_{os.getpid()}"
    aliases = [connections[alias] for alias in connections]
    places = [each.settings_dict["NAME"] for each in aliases]
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        for each in aliases:
            each.close()
            each.settings_dict["NAME"] = name
        yield
    finally:
        for each, place in zip(aliases, places, strict=True):
            each.close()
            each.settings_dict["NAME"] = place
        with connections["owner"].cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
