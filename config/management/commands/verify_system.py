"""`verify_system [--json]`: is everything wired? One line per question; exit code 1 when an answer is bad."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import connection

from config.health import check_dependencies
from core import days
from core.errors import DomainError
from core.guards.catalogue import of_one_role, owner_is_not_named
from core.guards.comparing import OWNER_MISSING
from core.machine.commands import HesabuCommand
from core.models import Alert, Severity
from ledger.integrity.verifying import verify_ledger
from mpesa.daraja.bodies import callback_field
from mpesa.models import CallbackKind, Till
from mpesa.tills.addresses import hook_url
from mpesa.tills.connections import client_for
from mpesa.tills.health import STOPPERS, WHAT_TO_DO, health_of

CLOCK_LIMIT = timedelta(seconds=5)
#: Other users of the database: psql, backups, monitoring.
SPARE_CONNECTIONS = 10


class Command(HesabuCommand):
    help = "Asks database, roles, Redis, clusters, clock and every till whether they are ready for money."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        answers, _ = check_dependencies()
        answers["clock"] = _clock()
        answers["roles"] = _roles()
        answers["connections"] = _connections()
        answers["ledger"] = _ledger()
        answers["alerts"] = _alerts()
        for till in Till.objects.select_related("business", "data_key").order_by(
            "business__code", "shortcode"
        ):
            answers[f"till {till.shortcode}"] = _till(till)
        bad = [name for name, answer in answers.items() if not answer.startswith("ok")]
        if options["json"]:
            self.stdout.write(json.dumps({"ok": not bad, **answers}))
        else:
            for name, answer in answers.items():
                self.stdout.write(f"{name:<16} {answer}")
        if bad:
            raise CommandError(f"Not ready: {', '.join(bad)}.")


def _clock() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    apart = abs(days.now() - row[0]) if row else CLOCK_LIMIT
    return (
        "ok"
        if apart < CLOCK_LIMIT
        else f"this machine and the database are {apart.total_seconds():.0f} s apart"
    )


def _roles() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('ledger_line', 'UPDATE, DELETE, TRUNCATE')")
        row = cursor.fetchone()
    if owner_is_not_named():
        return OWNER_MISSING
    if of_one_role() or (row and row[0]):
        return "the application may change the journal: give it a role of its own (docs/operations.md)"
    return "ok"


def _connections() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('max_connections')::int, count(*) FROM pg_stat_activity"
            " WHERE datname IS NOT NULL"
        )
        limit, used = cursor.fetchone() or (0, 0)
    return ("ok" if used + SPARE_CONNECTIONS < limit else "too few left") + f": {used} of {limit} in use"


def _ledger() -> str:
    breaks = verify_ledger()
    return "ok" if not breaks else f"{len(breaks)} broken invariants; see verify_ledger"


def _alerts() -> str:
    """Open alerts that must not wait; the names of their codes."""
    codes = Alert.objects.filter(resolved_at=None, severity=Severity.CRITICAL).values_list("code", flat=True)
    return f"open: {', '.join(sorted(set(codes)))}" if codes else "ok"


def _till(till: Till) -> str:
    """Credentials by asking for a token (nothing moves), the address, and what is known of its health."""
    try:
        callback_field(hook_url(till, CallbackKind.C2B_CONFIRMATION))
        if till.deactivated_at is None:
            client_for(till).check_credentials()
    except DomainError as error:
        return f"{error.code}: {error.message}"
    findings = health_of([till.pk])[till.pk].findings
    said = "; ".join(WHAT_TO_DO[finding] for finding in findings)
    if till.deactivated_at is None and STOPPERS.intersection(findings):
        return said
    return f"ok: {said}" if said else "ok"
