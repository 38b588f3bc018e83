"""What guards the rows, compared with what there should be: SQL files, and the constraints of models."""

from __future__ import annotations

import functools

from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint, UniqueConstraint

from core.sql import newest_guards

_TRIGGERS = """
SELECT format('trigger %%s on %%s is not enabled always', name, place)
FROM unnest(%s::text[], %s::text[]) AS wanted (place, name)
WHERE NOT EXISTS (SELECT FROM pg_trigger AS t
                  WHERE t.tgrelid = to_regclass(place) AND t.tgname = name AND t.tgenabled = 'A')
"""
# A unique constraint with a condition is an index only.
_CONSTRAINTS = """
SELECT format('constraint %%s on %%s is not there', name, place)
FROM unnest(%s::text[], %s::text[]) AS wanted (place, name)
WHERE NOT EXISTS (SELECT FROM pg_constraint AS c
                  WHERE c.conrelid = to_regclass(place) AND c.conname = name AND c.convalidated)
  AND NOT EXISTS (SELECT FROM pg_index AS i
                  WHERE i.indrelid = to_regclass(place) AND i.indexrelid = to_regclass(name)
                    AND i.indisunique AND i.indisvalid)
"""
_FUNCTIONS = """
SELECT format('function %%s is not there', name) FROM unnest(%s::text[]) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_proc WHERE proname = name AND pronamespace = 'public'::regnamespace)
"""
_VIEWS = """
SELECT format('view %%s is not there', name) FROM unnest(%s::text[]) AS wanted (name)
WHERE to_regclass(name) IS NULL
"""
_RIGHTS = """
SELECT format('this role may %%s %%s', want, place)
FROM unnest(%s::text[], %s::text[]) AS wanted (want, place)
WHERE CASE WHEN place LIKE 'FUNCTION %%'
           THEN has_function_privilege(to_regprocedure(substr(place, 10)), want)
           ELSE has_table_privilege(to_regclass(place), want) END
"""


@functools.cache
def _constraints() -> tuple[tuple[str, str], ...]:
    """(table, name) of every check and unique constraint of the models of an app with guards."""
    guarded = sorted({guard.app for guard in newest_guards()})
    return tuple(
        (model._meta.db_table, constraint.name)
        for app in guarded
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint | UniqueConstraint)
    )


def missing_guards() -> list[tuple[str, str]]:
    """(code, what is missing or too much): GUARD_MISSING in the database, ROLE_MAY_CHANGE for this role."""
    guards = newest_guards()
    triggers = [trigger for guard in guards for trigger in guard.triggers]
    revoked = [
        (right, on) for guard in guards for rights, on in guard.revoked for right in rights.split(", ")
    ]
    checks = (
        ("GUARD_MISSING", _TRIGGERS, _columns(triggers)),
        ("GUARD_MISSING", _CONSTRAINTS, _columns(_constraints())),
        ("GUARD_MISSING", _FUNCTIONS, ([name for guard in guards for name in guard.functions],)),
        ("GUARD_MISSING", _VIEWS, ([name for guard in guards for name in guard.views],)),
        ("ROLE_MAY_CHANGE", _RIGHTS, _columns(revoked)),
    )
    found = []
    with connection.cursor() as cursor:
        for code, query, wanted in checks:
            cursor.execute(f"{query} ORDER BY 1", wanted)
            found += [(code, str(detail)) for (detail,) in cursor.fetchall()]
    return found


def _columns(pairs: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> tuple[list[str], list[str]]:
    return [first for first, _ in pairs], [second for _, second in pairs]
