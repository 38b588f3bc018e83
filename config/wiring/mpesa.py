from __future__ import annotations

from core.machine.jobs import register_queue


def wire() -> None:
    register_queue("mpesa.push", cluster="core", drain="mpesa.collections.pushing.send_pushes")
    register_queue("mpesa.inbox", cluster="core", drain="mpesa.callbacks.inbox.drain_inbox")
    register_queue("mpesa.route", cluster="core", drain="mpesa.collections.routing.route_receipts")
    register_queue("mpesa.query", cluster="core", drain="mpesa.collections.querying.query_due")
