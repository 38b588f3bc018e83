"""One gate for all that comes in as an argument: values that their scalars can be, clean text of a bounded
length.

It stands in front of every resolver that takes arguments, so that literals, variables and defaults pass it
alike. What a value may mean is judged behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from typing import Any, Final

from strawberry.extensions import FieldExtension
from strawberry.relay import GlobalID
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from core.errors import InvalidInput
from core.text import is_text
from graphql_api.scalars import BadValue

#: No text that people or programs give in one argument is longer.
MAX_TEXT: Final = 2_000


class Gate(FieldExtension):
    """What looks at the arguments of a field before its resolver is asked."""


class CleanValues(Gate):
    """Refuses the first value that is wrong."""

    def resolve(self, next_: Any, source: Any, info: Any, **arguments: Any) -> Any:
        check_values(arguments)
        return next_(source, info, **arguments)

    async def resolve_async(self, next_: Any, source: Any, info: Any, **arguments: Any) -> Any:
        check_values(arguments)
        return await next_(source, info, **arguments)


_gate: Final = CleanValues()


def gated(field: StrawberryField) -> StrawberryField:
    """The field with a gate in front, once, when arguments can come in by it or by its extensions."""
    if (field.arguments or field.extensions) and not any(isinstance(each, Gate) for each in field.extensions):
        field.extensions.append(_gate)
    return field


def check_values(arguments: Mapping[str, Any]) -> None:
    """Raises InvalidInput with its place, for the first value that is wrong."""
    for error in wrong_values(arguments):
        raise error


def wrong_values(arguments: Mapping[str, Any]) -> Iterator[InvalidInput]:
    """Every value inside arguments that its scalar cannot be or that is no clean text, with its place.

    Ids are judged where they are used: whatever is in them, they are absent (graphql_api/nodes.py).
    """
    for name, value in arguments.items():
        for error in _wrong_in(value):
            yield error.under(to_camel_case(name))


def _wrong_in(value: object) -> Iterator[InvalidInput]:
    if isinstance(value, BadValue):
        yield value.error()
    elif isinstance(value, str):
        if not is_text(value):
            yield InvalidInput("BAD_TEXT", "", "The text holds characters that are not text.")
        elif len(value) > MAX_TEXT:
            yield InvalidInput("BAD_TEXT", "", f"The text is longer than {MAX_TEXT} characters.")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            for error in _wrong_in(item):
                yield error.under(place)
    elif is_dataclass(value) and not isinstance(value, type | GlobalID):
        definition = get_object_definition(value)
        for field in definition.fields if definition and definition.is_input else ():
            for error in _wrong_in(getattr(value, field.python_name)):
                yield error.under(field.graphql_name or to_camel_case(field.python_name))
