from __future__ import annotations

from core.machine.jobs import register_queue
from ledger.integrity.verifying import register_integrity_check
from markets.integrity import CHECKS
from markets.running import reviewing
from markets.settling import approving, correcting, queues, voiding
from users.access import Right
from users.approvals.kinds import register_approval_kind


def wire() -> None:
    for code, query in CHECKS.items():
        register_integrity_check(code, query)
    register_approval_kind(
        reviewing.KIND,
        describe=reviewing.describe_opening,
        execute=reviewing.execute_opening,
        put_back=reviewing.put_back_opening,
        right=Right.MARKET_DECIDE,
        read_right=Right.MARKET_READ,
    )
    for kind, describe, execute in (
        (approving.KIND, approving.describe_settlement, approving.execute_settlement),
        (voiding.KIND, voiding.describe_void, voiding.execute_void),
        (correcting.KIND, correcting.describe_correction, correcting.execute_correction),
    ):
        register_approval_kind(
            kind,
            describe=describe,
            execute=execute,
            put_back=approving.put_back_run,
            right=Right.MARKET_DECIDE,
            two_people_always=True,
            read_right=Right.MARKET_READ,
        )
    register_queue(queues.QUEUE, cluster="core", drain="markets.settling.working.settle_markets")
