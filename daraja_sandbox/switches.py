"""Behaviours that sources disagree about, and a few times that tests shorten."""

import json
from decimal import Decimal
from typing import Any

from .errors import ControlError
from .store import Tx

CHOICES: dict[str, tuple[str, ...]] = {
    "msisdn_style": ("masked", "plain", "hashed"),
    "query_in_flight": ("500", "200", "4999"),
}
SECONDS = ("prompt_seconds", "token_seconds", "validation_seconds", "callback_seconds")
DEFAULTS: dict[str, Any] = {
    "stk_confirms_c2b": False,
    "forbidden_url_words": True,
    "msisdn_style": "masked",
    "query_in_flight": "500",
    "prompt_seconds": "60",
    "token_seconds": "3599",
    "validation_seconds": "8",
    "callback_seconds": "20",
}


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


def _checked(name: str, value: object) -> Any:
    if name not in DEFAULTS:
        raise ControlError("UNKNOWN_SWITCH", name, f"one of: {', '.join(DEFAULTS)}")
    if name in CHOICES:
        if str(value) not in CHOICES[name]:
            raise ControlError("INVALID", name, f"one of: {', '.join(CHOICES[name])}")
        return str(value)
    if name in SECONDS:
        text = str(value)
        if isinstance(value, bool) or not text.replace(".", "", 1).isdecimal() or len(text) > 12:
            raise ControlError("INVALID", name, "seconds, for example 8 or 0.5")
        return text
    if not isinstance(value, bool):
        raise ControlError("INVALID", name, "true or false")
    return value
