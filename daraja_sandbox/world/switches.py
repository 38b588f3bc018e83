"""Behaviours that sources disagree about, and a few times that tests shorten."""

import json
from decimal import Decimal
from typing import Any

from daraja_sandbox.world.clock import Milliseconds, daraja_stamp
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.store import Tx

# name -> what it may be; the first is the default.
CHOICES: dict[str, tuple[str, ...]] = {
    "msisdn_style": ("masked", "plain", "hashed", "spaced"),
    "stk_phone_style": ("plain", "masked", "hashed"),
    "stk_balance_item": ("no_value", "absent", "map"),
    "query_in_flight": ("500", "200", "4999"),
    "query_unknown": ("500", "400"),
    "wrong_basic_answer": ("empty", "json"),
    "c2b_charges": ("collecting", "charges_paid"),
    "b2c_charges": ("charges_paid", "utility"),
    "result_shape": ("documented", "lists", "objects"),
    "result_types": ("documented", "strings", "numbers"),
    "timeout_body": ("echo", "result"),
    "buygoods_receiver": ("any", "2", "4"),
    "status_not_found": ("2033", "R000002"),
    "qr_response_code": ("id", "00"),
    "pull_status_key": ("ResponseStatus", "Response Status"),
    "pull_zone": ("eat", "utc"),
    "statement_ties": ("newest", "oldest"),
}
FLAGS: dict[str, bool] = {
    "stk_confirms_c2b": False,
    "forbidden_url_words": True,
    "https_only": False,
    "register_once": False,
    "one_token": False,
    "credential_timestamp": False,
    "failed_rows": False,
}
SECONDS: dict[str, str] = {
    "prompt_seconds": "60",
    "token_seconds": "3599",
    "validation_seconds": "8",
    "callback_seconds": "20",
    "result_seconds": "0",
    "stamp_skew_seconds": "0",
}
DEFAULTS: dict[str, Any] = {name: choices[0] for name, choices in CHOICES.items()} | FLAGS | SECONDS


def read_switches(tx: Tx) -> dict[str, Any]:
    row = tx.execute("SELECT value FROM settings WHERE name = 'switches'").fetchone()
    return DEFAULTS | (json.loads(row[0]) if row else {})


def set_switches(tx: Tx, changes: dict[str, Any]) -> dict[str, Any]:
    """Change some switches, keep the others. Raises ControlError for an unknown one."""
    switches = read_switches(tx)
    for name, value in changes.items():
        switches[name] = _checked(name, value)
    tx.execute(
        "INSERT INTO settings VALUES ('switches', ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        (json.dumps(switches),),
    )
    return switches


def milliseconds(switches: dict[str, Any], name: str) -> int:
    return int(Decimal(switches[name]) * 1000)


def message_stamp(tx: Tx, at: Milliseconds) -> str:
    """The time that a message to a receiver carries: Safaricom's clock may differ from ours."""
    return daraja_stamp(at + milliseconds(read_switches(tx), "stamp_skew_seconds"))


def _checked(name: str, value: object) -> Any:
    if name not in DEFAULTS:
        raise ControlError("UNKNOWN_SWITCH", name, f"one of: {', '.join(DEFAULTS)}")
    if name in CHOICES:
        if str(value) not in CHOICES[name]:
            raise ControlError("INVALID", name, f"one of: {', '.join(CHOICES[name])}")
        return str(value)
    if name in SECONDS:
        text = str(value)
        digits = text.removeprefix("-") if name == "stamp_skew_seconds" else text
        if isinstance(value, bool) or not digits.replace(".", "", 1).isdecimal() or len(text) > 12:
            raise ControlError("INVALID", name, "seconds, for example 8 or 0.5")
        return text
    if not isinstance(value, bool):
        raise ControlError("INVALID", name, "true or false")
    return value
