"""JSON that anybody may have written, read exactly: bounded, fractions as Decimal, no key given twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

MAX_DIGITS: Final = 32
#: A bracket, or a text with the brackets in it; one that does not end goes to the end.
_BRACKETS: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


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
        text = body.decode("utf-8-sig") if isinstance(body, bytes) else body
        _check_depth(text, max_depth)
        value: object = json.loads(
            text,
            parse_float=_fraction,
            parse_int=_whole,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except BadJson:
        raise
    except ValueError:
        raise BadJson("The body is not JSON.") from None
    return value


def _check_depth(text: str, max_depth: int) -> None:
    """Before anything is parsed: the parser of the standard library goes as deep as the stack allows."""
    if text.count("[") + text.count("{") <= max_depth:
        return
    depth = 0
    for match in _BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > max_depth:
            raise BadJson("The body is nested too deeply.")


def texts_in(value: object) -> Iterator[str]:
    """Every text inside a value, keys of objects too."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting.extend(part for pair in item.items() for part in pair)
        elif isinstance(item, list):
            waiting.extend(item)


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
