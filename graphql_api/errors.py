"""How errors reach a GraphQL client. The one place that turns exceptions into answers.

Mutations give a payload with `problems` (graphql_api/payloads.py). Queries and subscriptions answer with a
GraphQL error whose extensions carry `code`, `field` and `detail` as a Problem does. A query that the schema
refuses has the code BAD_QUERY, and never repeats a value. Everything else is a fault of ours:
it is logged (masked) and the client sees no detail, only INTERNAL.
"""

from __future__ import annotations

import logging
import re
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types import ExecutionContext
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from core.machine.turns import is_gone
from graphql_api.gates.bodies import refused
from graphql_api.gates.clean import gated
from graphql_api.problems import extensions_of, refusal_of

logger = logging.getLogger(__name__)

_INPUT_PLACE = re.compile(r"^Variable '\$(?P<name>\w+)' has invalid value(?: at \.(?P<path>[\w.\[\]]+))?")

#: What graphql-core calls tokens that hold what somebody wrote.
_WRITTEN = frozenset({"Name", "String", "BlockString", "Int", "Float"})


class TellingSchema(strawberry.Schema):
    """A schema whose values pass a gate when they come in (graphql_api/gates/clean.py), and whose errors are
    presented before anybody sees them.

    `process_errors` is the one hook that every path runs through (parsing, validation, execution, streams,
    and the crash of an extension, which MaskErrors misses); it is handed the list that is sent.
    """

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        errors[:] = [present_error(error) for error in errors]

    def get_fields(self, type_definition: StrawberryObjectDefinition) -> list[StrawberryField]:
        return [gated(field) for field in super().get_fields(type_definition)]


def present_error(error: GraphQLError) -> GraphQLError:
    """The error as a client may see it."""
    cause = _first_cause(error)
    refusal = refusal_of(cause)
    if refusal is not None:
        return _told(error, refusal.message, extensions_of(refusal))
    if cause is None or isinstance(cause, StrawberryInputCoercionError):
        # Changed in place: of a syntax error the schema sends the object, not the list.
        error.extensions = {"code": "BAD_QUERY", "field": _input_field(error)}
        error.message = _without_values(error.message)
        return error
    if is_gone(cause):
        logger.error("the database cannot be reached: %s", type(cause).__name__)
        away = refused(503)
        return _told(error, away.message, {"code": away.code, "field": []})
    logger.error("an operation crashed", exc_info=cause)
    return _told(error, "Something went wrong on our side.", {"code": "INTERNAL", "field": []})


def _first_cause(error: GraphQLError) -> Exception | None:
    cause: Exception | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _input_field(error: GraphQLError) -> list[str]:
    """Where a refused variable is wrong: its name, and the steps inside of it."""
    place = _INPUT_PLACE.match(error.message)
    if place is None:
        return []
    return [place["name"], *(step for step in re.split(r"[.\[\]]+", place["path"] or "") if step)]


def _without_values(message: str) -> str:
    """What graphql-core says, without the value that it repeats: it may be a secret in the wrong shape.

    Who asks knows what it sent and is told the place; but programs of others keep and show errors. Linear in
    the length, which is the caller's.
    """
    for mark, end in ((", found: ", "."), ("? Found: ", "?")):
        kept, repeated, _ = message.partition(mark)
        message = f"{kept}{end}" if repeated else message
    kept, cannot, rest = message.partition(" cannot represent ")
    if cannot:
        message = f"{kept}{cannot}{rest.partition(': ')[0].removesuffix('.')}."
    start, end_at = message.find("Value '"), message.rfind("' does not exist")
    if -1 < start < end_at:
        message = f"{message[:start]}The value{message[end_at + 1 :]}"
    if message.startswith("Syntax Error: "):
        for mark in (", found ", "Unexpected "):
            kept, repeated, rest = message.partition(mark)
            kind = rest.partition(" ")[0]
            message = f"{kept}{repeated}{kind}." if repeated and kind in _WRITTEN else message
    return message


def _told(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
