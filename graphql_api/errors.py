"""How errors reach a GraphQL client. The one place that turns exceptions into answers.

Mutations return their payload or a `Problem`. Queries and subscriptions answer with a GraphQL error whose
extensions carry `code` and `field`. A query that the schema refuses has the code BAD_QUERY. Everything
else is a fault of ours: it is logged (masked) and the client sees no detail, only INTERNAL.
"""

from __future__ import annotations

import logging
import re
from typing import TypeAlias

import strawberry
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.relay.types import InvalidGlobalIDError
from strawberry.types import ExecutionContext, Info
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from core.errors import Conflict, DomainError, NotAllowed, NotFound
from core.machine.turns import is_temporary
from graphql_api.gates.clean import gated

logger = logging.getLogger(__name__)

_INPUT_PLACE = re.compile(r"^Variable '\$(?P<name>\w+)' has invalid value(?: at \.(?P<path>[\w.]+))?")


@strawberry.type(description="Why a mutation did nothing: a stable code, the field it is about, what to do.")
class Problem:
    code: str
    field: str
    message: str


Caught: TypeAlias = DomainError | InvalidGlobalIDError | OperationalError


class TellProblem(strawberry.ExceptionHandler[Caught, Problem]):
    """Refusals of a mutation whose result union has a `Problem` become that Problem."""

    def handle(self, exception: Caught, *, field: StrawberryField, info: Info) -> Problem | None:
        error = _refusal_of(exception)
        if error is None:
            return None  # and it crashes on
        return Problem(code=error.code, field=to_camel_case(error.field), message=error.message)


def _refusal_of(error: Exception | None) -> DomainError | None:
    """What a person is told of an exception; None when it is a fault of ours.

    A wait for a lock that took too long, a deadlock and the like are refusals too: what others do just now.
    """
    if isinstance(error, DomainError):
        return error
    if isinstance(error, PermissionDenied):
        return NotAllowed()
    if isinstance(error, InvalidGlobalIDError):
        return NotFound("thing")
    if isinstance(error, OperationalError) and is_temporary(error):
        return Conflict("TRY_AGAIN", "", "Others were at work on the same. Nothing was done; try again.")
    return None


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
    refusal = _refusal_of(cause)
    if refusal is not None:
        return _told(
            error, refusal.message, refusal.code, _input_field(error) or to_camel_case(refusal.field)
        )
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
