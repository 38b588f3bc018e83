"""JSON that anybody may have written, read exactly: bounded, fractions as Decimal, no key given twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

MAX_DIGITS: Final = 32


class BadJson(ValueError):
    """Not JSON that we read; `too_large` when a number in it is. Never repeats what was sent."""

    def __init__(self, message: str, *, too_large: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.too_large = too_large


def read_json(body: bytes | str, *, max_depth: int) -> object:
    """The value in UTF-8 with or without byte order mark. Raises BadJson, and nothing else, whatever it is.

    Texts may still hold NUL and halves of characters (core.text.is_text).
    """
    try:
        value: object = json.loads(
            body.decode("utf-8-sig") if isinstance(body, bytes) else body,
            parse_float=_fraction,
            parse_int=_whole,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except BadJson:
        raise
    except (ValueError, RecursionError):
        raise BadJson("The body is not JSON.") from None
    for _, depth in parts_of(value):
        if depth > max_depth:
            raise BadJson("The body is nested too deeply.")
    return value


def parts_of(value: object) -> Iterator[tuple[object, int]]:
    """Everything inside a value, keys of objects too, each with its depth; the value itself at depth 0."""
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        yield item, depth
        if isinstance(item, dict):
            waiting.extend((part, depth + 1) for pair in item.items() for part in pair)
        elif isinstance(item, list):
            waiting.extend((part, depth + 1) for part in item)


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise BadJson("A number has too many digits.", too_large=True)
    return int(digits)


def _fraction(digits: str) -> Decimal:
    if len(digits) > 2 * MAX_DIGITS:
        raise BadJson("A number has too many digits.", too_large=True)
    try:
        value = Decimal(digits)
    except InvalidOperation:
        value = Decimal("Infinity")
    if not value.is_finite() or not -MAX_DIGITS <= value.adjusted() <= MAX_DIGITS:
        raise BadJson("A number is out of range.", too_large=True)
    return value


def _constant(name: str) -> object:
    raise BadJson("NaN and Infinity are not JSON.")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadJson("A key is given twice.")
    return fields
