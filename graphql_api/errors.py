"""How errors reach a GraphQL client. The one place that turns exceptions into answers.

Mutations return their payload or a `Problem`. Queries and subscriptions answer with a GraphQL error whose
extensions carry `code` and `field`. A query that the schema refuses has the code BAD_QUERY. Everything
else is a fault of ours: it is logged (masked) and the client sees no detail, only INTERNAL.
"""

from __future__ import annotations

import logging
import re

import strawberry
from django.core.exceptions import PermissionDenied
from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.relay.types import InvalidGlobalIDError
from strawberry.types import ExecutionContext, Info
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from core.errors import DomainError, NotAllowed, NotFound
from graphql_api.gates.clean import gated

logger = logging.getLogger(__name__)

_INPUT_PLACE = re.compile(r"^Variable '\$(?P<name>\w+)' has invalid value(?: at \.(?P<path>[\w.]+))?")


@strawberry.type(description="Why a mutation did nothing: a stable code, the field it is about, what to do.")
class Problem:
    code: str
    field: str
    message: str


class TellProblem(strawberry.ExceptionHandler[DomainError | InvalidGlobalIDError, Problem]):
    """Refusals of a mutation whose result union has a `Problem` become that Problem."""

    def handle(
        self, exception: DomainError | InvalidGlobalIDError, *, field: StrawberryField, info: Info
    ) -> Problem:
        error = NotFound("thing") if isinstance(exception, InvalidGlobalIDError) else exception
        return Problem(code=error.code, field=to_camel_case(error.field), message=error.message)


class TellingSchema(strawberry.Schema):
    """A schema whose texts pass a gate when they come in (graphql_api/gates/clean.py), and whose errors are
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
    if isinstance(cause, PermissionDenied):
        cause = NotAllowed()
    if isinstance(cause, InvalidGlobalIDError):
        cause = NotFound("thing")
    if isinstance(cause, DomainError):
        return _told(error, cause.message, cause.code, _input_field(error) or to_camel_case(cause.field))
    if cause is None or isinstance(cause, StrawberryInputCoercionError):
        # Changed in place: of a syntax error the schema sends the object, not the list.
        error.extensions = {"code": "BAD_QUERY", "field": _input_field(error)}
        return error
    logger.error("an operation crashed", exc_info=cause)
    return _told(error, "Something went wrong on our side.", "INTERNAL", "")


def _first_cause(error: GraphQLError) -> Exception | None:
    cause: Exception | None = error
    while isinstance(cause, GraphQLError) and not isinstance(cause, InvalidGlobalIDError):
        cause = cause.original_error
    return cause


def _input_field(error: GraphQLError) -> str:
    """The input field that a refused variable is about: the last name of its path."""
    place = _INPUT_PLACE.match(error.message)
    return (place["path"] or place["name"]).split(".")[-1] if place else ""


def _told(error: GraphQLError, message: str, code: str, field: str) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions={"code": code, "field": field},
    )
