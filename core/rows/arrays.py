"""PostgreSQL arrays as text: the driver takes longer over a list than an insert takes over its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any


def array_literal(elements: Iterable[object]) -> str:
    """An array of elements that need no quotes, among them the word NULL."""
    return "{" + ",".join(map(str, elements)) + "}"


def quoted(text: str) -> str:
    """A text as an element of `array_literal`."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def array_of(values: Iterable[Any]) -> str:
    """An array of what a column holds: None, numbers, texts, bytes, days, moments, JSON objects, ids."""
    return array_literal(map(_element, values))


def _element(value: Any) -> object:
    if value is None:
        return "NULL"
    if isinstance(value, int):  # a bool as well
        return value
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bytes | memoryview):
        return f'"\\\\x{value.hex()}"'
    if isinstance(value, date):  # a moment as well
        return f'"{value.isoformat()}"'
    if isinstance(value, dict):
        return quoted(json.dumps(value))
    return quoted(str(value))
