"""`record_guards`: after a restored dump, or other work on the database, the guards stand as they should."""

from __future__ import annotations

from typing import Any

from core.errors import InvalidInput, InvalidState
from core.guards.comparing import changed_guards
from core.guards.recording import record_guards
from core.machine.commands import HesabuCommand
from core.text import checked_comment
from users.actors import SYSTEM
from users.audit import record_audit


class Command(HesabuCommand):
    help = (
        "Records as which rows of PostgreSQL's catalogue the guards stand now, and why: after a restore, say."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--reason", required=True, help="what was done to the database, and by whom")

    def handle(self, *_: Any, reason: str, **__: Any) -> None:
        if not (reason := checked_comment(reason, field="reason")):
            raise InvalidInput("COMMENT_MISSING", "reason", "Say what was done to the database.")
        if changed := changed_guards():
            raise InvalidState("GUARDS_DIFFER", "guards", f"{len(changed)} are not as made: {changed[0][1]}.")
        record = record_guards(reason=reason)
        record_audit(
            actor=SYSTEM,
            business=None,
            action="guards.record",
            subject=record,
            details={"number": record.number, "digest": bytes(record.digest).hex()},
        )
        self.stdout.write(f"record {record.number} of {len(record.traces)} guards")
