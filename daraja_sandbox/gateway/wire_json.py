"""JSON as Safaricom writes it: amounts are JSON fractions (10.00) without ever being a float here."""

import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

from daraja_sandbox.world.money import Cents, plain

# Drawn per process, so that no text from outside can look like an amount.
_MARK = secrets.token_hex(8)
_MARKED = re.compile(rf'"{_MARK}(-?[0-9.]+)"')


def number(cents: Cents) -> str:
    """A stand-in that `to_json` writes as a JSON number with two decimals."""
    return f"{_MARK}{plain(cents)}"


def short_number(cents: Cents) -> str:
    """As `number`, but whole shillings without decimals: 10, 9000.50."""
    return f"{_MARK}{cents // 100}" if cents % 100 == 0 else number(cents)


def to_json(body: Mapping[str, Any]) -> str:
    return _MARKED.sub(r"\1", json.dumps(body))
