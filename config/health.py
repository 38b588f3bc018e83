"""`/healthz`: this process answers. `/readyz`: everything it needs does, too; 503 when something is red."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Final

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from core.machine.jobs import HEARTBEAT_LIMIT, late_heartbeats
from embedded.clusters import CLUSTERS

logger = logging.getLogger(__name__)

REDIS_SECONDS: Final = 1.0


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"ok": True})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """One word per dependency: "ok", or what is wrong with it. `hung` names programs for the supervisor."""
    answers, late = check_dependencies()
    ready = set(answers.values()) == {"ok"}
    body = {"ready": ready, **answers, "hung": [f"cluster-{name}" for name in late]}
    return JsonResponse(body, status=200 if ready else 503)


def check_dependencies() -> tuple[dict[str, str], list[str]]:
    """("ok" or what is wrong, by dependency; the clusters without a fresh heartbeat)."""
    late: list[str] = []

    def clusters() -> str:
        late.extend(late_heartbeats(list(CLUSTERS), within=HEARTBEAT_LIMIT))
        return f"no heartbeat: {', '.join(late)}" if late else "ok"

    checks = {"database": _database, "migrations": _migrations, "clusters": clusters, "redis": _redis}
    return {name: _answer(name, check) for name, check in checks.items()}, late


def _answer(name: str, check: Callable[[], str]) -> str:
    """The check's word; an error is logged, and told by its kind alone."""
    try:
        return check()
    except Exception as error:
        logger.warning("not ready: %s", name, exc_info=True)
        return f"failed: {type(error).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    return "ok" if _migrated(str(connection.settings_dict["NAME"])) else "migrations are missing"


def _redis() -> str:
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    ) as client:
        client.ping()
    return "ok"


class _Pending(Exception):
    pass


def _migrated(database: str) -> bool:
    try:
        return _all_applied(database)
    except _Pending:
        return False


@functools.cache
def _all_applied(database: str) -> bool:
    """Once all migrations of this code are applied they stay so: only "yes" is remembered."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Pending
    return True
