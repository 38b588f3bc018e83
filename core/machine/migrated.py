"""Whether the database was migrated by this version of the code, and what to do where it was not."""

from __future__ import annotations

from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from core.sql import ROOT
from core.text import one_line


def made_by_another_version(*, using: str = DEFAULT_DB_ALIAS) -> str | None:
    """What to say when migrations of our apps were applied that this code does not have; else None."""
    known = MigrationLoader(None).disk_migrations
    ours = {config.label for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    applied = MigrationRecorder(connections[using]).applied_migrations()
    unknown = sorted(f"{app}.{name}" for app, name in applied if app in ours and (app, name) not in known)
    if not unknown:
        return None
    what = (
        "`make clean-local` deletes this trial machine's data, and `make run` starts afresh."
        if settings.TRIAL_MACHINE
        else "run that version on it, or give this one a database of its own."
    )
    return (
        f"The data was made by another version of Hesabu (migration {unknown[0]} is not known here): {what}"
    )


def why_unusable(error: DatabaseError) -> str | None:
    """The cause of a database error, where it is that the database lets nobody in (an address without its
    password, another password, no server), or is not of this version; else None."""
    cause = error.__cause__
    if isinstance(cause, psycopg.OperationalError) and (cause.sqlstate or "28")[:2] in ("28", "3D"):
        return (
            f"The database does not let us in: {one_line(str(cause))[:300]}. DATABASE_URL and, to migrate,"
            " DATABASE_OWNER_URL say where it is, as whom and with which password."
        )
    try:
        if said := made_by_another_version():
            return said
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        lacking = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return None
    if lacking:
        return "The database lacks migrations of this version: run `python manage.py migrate`."
    return None
