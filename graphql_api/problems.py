"""What a person is told when something is not done: codes, places in what was asked, typed facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import strawberry
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from strawberry import relay
from strawberry.utils.str_converters import to_camel_case

from core.errors import CODES, Conflict, Detail, DomainError, NotAllowed
from core.machine.turns import is_temporary
from core.money import to_shillings
from graphql_api.ids import PREFIXES
from graphql_api.scalars import Money, money_or_none

if TYPE_CHECKING:

    class ProblemCode(Enum):
        INTERNAL = "INTERNAL"
else:
    _codes = {code: strawberry.enum_value(code, description=says) for code, says in CODES.items()}
    ProblemCode = strawberry.enum(
        Enum("ProblemCode", _codes),
        description="Why something was not done. Codes are stable; new ones may be added.",
    )

_KEY: Final = "idempotencyKey"


@strawberry.type(description="Facts of a problem that a program can act on; null where they do not apply.")
class ProblemDetail:
    limit: Money | None = strawberry.field(default=None, description="The most that is allowed.")
    count: int | None = strawberry.field(default=None, description="How many are allowed at most.")
    retry_at: datetime | None = strawberry.field(
        default=None, description="From when it may be tried again, in UTC."
    )
    other: relay.GlobalID | None = strawberry.field(
        default=None, description="The other thing that it is about, like the one that has the same key."
    )

    @classmethod
    def of(cls, detail: Detail) -> ProblemDetail:
        name, number = detail.other or ("", 0)
        return cls(
            limit=money_or_none(detail.limit),
            count=detail.count,
            retry_at=detail.retry_at,
            other=relay.GlobalID(name, str(number)) if name in PREFIXES else None,
        )


@strawberry.type(description="One reason why a mutation did nothing.")
class Problem:
    code: ProblemCode = strawberry.field(description="What a program goes by.")
    field: list[str] = strawberry.field(
        description='Where it is in the input, step by step: ["lines", "1", "unitPrice"]. Empty: the whole.'
    )
    message: str = strawberry.field(description="What to do, in words for people.")
    detail: ProblemDetail | None = strawberry.field(
        description="Facts that a program can act on, where there are some."
    )

    @classmethod
    def of(cls, error: DomainError) -> Problem:
        return cls(
            code=ProblemCode(error.code),
            field=place_of(error),
            message=error.message,
            detail=ProblemDetail.of(error.detail) if error.detail else None,
        )


def place_of(error: DomainError) -> list[str]:
    """The path of what an error is about, in the API's spelling; inside of a mutation's input."""
    path = error.path[1:] if error.path[:1] == ("input",) else error.path
    return [to_camel_case(step) for step in path]


def problems_of(error: DomainError, fields: Iterable[str]) -> list[Problem]:
    """All that an error says, of each field the first; about the whole where it names none of the input's.

    What the apps call `key` is the input's `idempotencyKey`.
    """
    known = set(fields)
    told: dict[object, Problem] = {}
    for each in error.each:
        problem = Problem.of(each)
        if problem.field == ["key"] and _KEY in known:
            problem.field = [_KEY]
        elif problem.field and problem.field[0] not in known:
            problem.field = []
        told.setdefault(tuple(problem.field) or problem.code, problem)
    return list(told.values())


def refusal_of(error: Exception | None) -> DomainError | None:
    """What a person is told of an exception; None when it is a fault of ours.

    A wait for a lock that took too long, a deadlock and the like are refusals too: what others do just now.
    """
    if isinstance(error, DomainError):
        return error
    if isinstance(error, PermissionDenied):
        return NotAllowed()
    if isinstance(error, OperationalError) and is_temporary(error):
        return Conflict("TRY_AGAIN", "", "Others were at work on the same. Nothing was done; try again.")
    return None


def extensions_of(error: DomainError) -> dict[str, Any]:
    """What goes with a GraphQL error: the same facts as a Problem has."""
    detail = ProblemDetail.of(error.detail) if error.detail else None
    told: dict[str, Any] = {"code": error.code, "field": place_of(error)}
    if detail is not None:
        told["detail"] = {
            "limit": None if detail.limit is None else to_shillings(detail.limit),
            "count": detail.count,
            "retryAt": detail.retry_at and detail.retry_at.isoformat(),
            "other": detail.other and str(detail.other),
        }
    return told
