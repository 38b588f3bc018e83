"""One gate for all text that comes in as an argument: clean and of a bounded length, or BAD_TEXT.

It stands in front of every resolver that takes arguments, so that literals, variables and defaults pass it
alike, and a mutation answers with its Problem. What a text may mean is judged behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final

from strawberry.extensions import FieldExtension
from strawberry.relay import GlobalID
from strawberry.types.field import StrawberryField

from core.errors import InvalidInput
from core.text import is_text

#: No text that people or programs give in one argument is longer.
MAX_TEXT: Final = 2_000


class CleanTexts(FieldExtension):
    def resolve(self, next_: Any, source: Any, info: Any, **arguments: Any) -> Any:
        check_texts(arguments)
        return next_(source, info, **arguments)

    async def resolve_async(self, next_: Any, source: Any, info: Any, **arguments: Any) -> Any:
        check_texts(arguments)
        return await next_(source, info, **arguments)


_gate: Final = CleanTexts()


def gated(field: StrawberryField) -> StrawberryField:
    """The field with the gate in front, once, when arguments can come in by it or by its extensions."""
    if (field.arguments or field.extensions) and _gate not in field.extensions:
        field.extensions.append(_gate)
    return field


def check_texts(arguments: dict[str, Any]) -> None:
    """Raises InvalidInput BAD_TEXT with the field, for the first text that is none or too long."""
    for name, text in texts_of(arguments.items()):
        if not is_text(text):
            raise InvalidInput("BAD_TEXT", name, "The text holds characters that are not text.")
        if len(text) > MAX_TEXT:
            raise InvalidInput("BAD_TEXT", name, f"The text is longer than {MAX_TEXT} characters.")


def texts_of(named: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """Every text inside arguments as (field, text), inputs and lists walked through.

    Ids are judged where they are used: whatever is in them, they are absent (graphql_api/nodes.py).
    """
    for name, value in named:
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, list):
            yield from texts_of((name, item) for item in value)
        elif is_dataclass(value) and not isinstance(value, type | GlobalID):
            yield from texts_of((each.name, getattr(value, each.name)) for each in fields(value))
