"""The Result envelope of asynchronous calls, with each API's own types and shapes (reference 2.6-2.10)."""

from dataclasses import dataclass, field
from typing import Any

from daraja_sandbox.gateway.wire_json import to_json
from daraja_sandbox.world.clock import Milliseconds
from daraja_sandbox.world.codes import RESULTS
from daraja_sandbox.world.receipts import placeholder
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import message_stamp, read_switches

# A value of None means that the item has a Key and no Value.
Items = list[tuple[str, Any]]

RESULT_PATHS = {
    "b2c": "b2cresults",
    "b2b": "b2bresults",
    "tax": "b2bresults",
    "balance": "abresults",
    "status": "transactionstatusresults",
    "reversal": "reversalresults",
}
# The APIs whose ResultType and ResultCode, or ResultCode alone, are strings.
STRING_TYPES, STRING_CODES = ("b2b", "tax"), ("b2b", "tax", "reversal")


@dataclass(frozen=True)
class Done:
    """A request carried out. Without a receipt the result carries a placeholder."""

    receipt: str | None = None
    parameters: Items = field(default_factory=list)
    reference: Items = field(default_factory=list)


def success_body(tx: Tx, operation: Row, done: Done, at: Milliseconds) -> str:
    result = _head(tx, operation, "0", RESULTS["0"], done.receipt or placeholder(at))
    result["ResultParameters"] = {"ResultParameter": _items(done.parameters)}
    reference = done.reference or _queue_item(operation)
    result["ReferenceData"] = {"ReferenceItem": _one_or_many(reference)}
    return _finish(tx, result)


def failure_body(
    tx: Tx, operation: Row, *, code: str, text: str, transaction_id: str, at: Milliseconds
) -> str:
    result = _head(tx, operation, code, text, transaction_id)
    if operation["kind"] in STRING_TYPES:
        # The documented failure of B2B: one object where a success has a list.
        stamp = int(message_stamp(tx, at))
        result["ResultParameters"] = {"ResultParameter": {"Key": "BOCompletedTime", "Value": stamp}}
    result["ReferenceData"] = {"ReferenceItem": _one_or_many(_queue_item(operation))}
    return _finish(tx, result)


def timeout_body(tx: Tx, operation: Row, request: dict[str, Any], at: Milliseconds) -> str:
    """What the QueueTimeOutURL gets: the request as it came, credential included, or an envelope."""
    if read_switches(tx)["timeout_body"] == "echo":
        return to_json(request)
    text = "The service request timed out in the queue."
    return _finish(tx, _head(tx, operation, "1", text, placeholder(at)))


def _head(tx: Tx, operation: Row, code: str, text: str, transaction_id: str) -> dict[str, Any]:
    kind, types = operation["kind"], read_switches(tx)["result_types"]
    strings = {"strings": (True, True), "numbers": (False, False)}.get(
        types, (kind in STRING_TYPES, kind in STRING_CODES)
    )
    whole = code.isdecimal() and not strings[1]
    return {
        "ResultType": "0" if strings[0] else 0,
        "ResultCode": int(code) if whole else code,
        "ResultDesc": text,
        "OriginatorConversationID": operation["originator_id"],
        "ConversationID": operation["conversation_id"],
        "TransactionID": transaction_id,
    }


def _finish(tx: Tx, result: dict[str, Any]) -> str:
    shape = read_switches(tx)["result_shape"]
    for group, name in (("ResultParameters", "ResultParameter"), ("ReferenceData", "ReferenceItem")):
        if group in result and shape != "documented":
            held = result[group][name]
            many = held if isinstance(held, list) else [held]
            result[group][name] = many if shape == "lists" or len(many) != 1 else many[0]
    return to_json({"Result": result})


def _items(pairs: Items) -> list[dict[str, Any]]:
    return [{"Key": key} if value is None else {"Key": key, "Value": value} for key, value in pairs]


def _one_or_many(pairs: Items) -> Any:
    items = _items(pairs)
    return items[0] if len(items) == 1 else items


def _queue_item(operation: Row) -> Items:
    return [("QueueTimeoutURL", queue_url(operation["kind"]))]


def queue_url(kind: str) -> str:
    return f"https://internalsandbox.safaricom.co.ke/mpesa/{RESULT_PATHS[kind]}/v1/submit"
