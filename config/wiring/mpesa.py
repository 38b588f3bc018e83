from __future__ import annotations

from core.machine.alerts import register_alert_for_people
from core.machine.jobs import register_queue
from core.machine.operations import register_dead_letters
from mpesa.callbacks.dead_letters import dead_callbacks
from mpesa.callbacks.hook_limits import HOOKS_FILLING
from mpesa.collections import placing
from mpesa.collections.searching import search_collections
from users.access import Right
from users.approvals.kinds import register_approval_kind
from users.searching import register_search


def wire() -> None:
    register_approval_kind(
        placing.KIND,
        describe=placing.describe_placing,
        execute=placing.execute_placing,
        read_right=Right.LEDGER_READ,
    )
    register_queue("mpesa.push", cluster="core", drain="mpesa.collections.requests.pushing.send_pushes")
    register_queue("mpesa.inbox", cluster="core", drain="mpesa.callbacks.inbox.drain_inbox")
    register_queue("mpesa.route", cluster="core", drain="mpesa.collections.routing.route_receipts")
    register_queue("mpesa.query", cluster="core", drain="mpesa.collections.requests.querying.query_due")
    register_queue("mpesa.pull", cluster="core", drain="mpesa.pulling.running.pull_due")
    register_search("collections", search_collections, right=Right.COLLECTIONS_READ)
    register_alert_for_people(HOOKS_FILLING)  # closing it makes room for as many more
    register_dead_letters("callbacks", dead_callbacks)
