"""JSON that anybody may have written, read exactly: bounded, fractions as Decimal, no key given twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from functools import partial
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


def read_json(body: bytes | str, *, max_depth: int, unreadable: object = None) -> object:
    """The value in UTF-8 with or without byte order mark. Raises BadJson, and nothing else, whatever it is.

    Texts may still hold NUL and halves of characters (core.text.is_text). With `unreadable`, that stands
    where a number is out of range, NaN, or a key is given twice with different values, so that it spoils
    nothing beside it; and texts may hold controls as they are.
    """
    try:
        text = body.decode("utf-8-sig") if isinstance(body, bytes) else body
        _check_depth(text, max_depth)
        strict = unreadable is None
        value: object = json.loads(
            text,
            strict=strict,
            parse_float=_fraction if strict else _or(unreadable, _fraction),
            parse_int=_whole if strict else _or(unreadable, _whole),
            parse_constant=_constant if strict else _or(unreadable, _constant),
            object_pairs_hook=_object if strict else partial(_object_beside, unreadable),
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


def _or(unreadable: object, read: Callable[[str], object]) -> Callable[[str], object]:
    def attempt(text: str) -> object:
        try:
            return read(text)
        except BadJson:
            return unreadable

    return attempt


def _object_beside(unreadable: object, pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        firsts: dict[str, object] = {}
        for key, value in pairs:
            if firsts.setdefault(key, value) != value or type(firsts[key]) is not type(value):
                fields[key] = unreadable
    return fields


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadJson("A key is given twice.")
    return fields
