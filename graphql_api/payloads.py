"""Mutations: one `input`, one payload with the thing or with everything that is wrong.

    @mutation(description="Adds somebody to bill.")
    def create_customer(self, info: Info, input: CreateCustomerInput) -> Customer: ...

gives `createCustomer(input: CreateCustomerInput!): CreateCustomerPayload!` with `customer: Customer` and
`problems: [Problem!]!`. The resolver says what is wrong by raising DomainError. With `facts` it gives a type
whose fields become nullable fields of the payload; what gives None has a payload of problems alone. What
wants nothing (signOut) takes nothing: GraphQL has no empty input.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, Final, Optional, TypeVar, get_type_hints

import strawberry
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from core.errors import DomainError, Findings, InvalidInput
from graphql_api.gates.clean import Gate, wrong_values
from graphql_api.problems import Problem, problems_of, refusal_of
from graphql_api.scalars import BadValue

Value = TypeVar("Value")

#: What a mutation's input has to say besides its values: notes what else is wrong, when some value is none.
Look = Callable[[Any, Findings], None]
#: What every idempotency key says of itself.
KEY_SAYS: Final = (
    "A text of 1 to 100 characters, a new one for each thing that is wanted: the same one again gives what"
    " the first made, however often it is sent."
)
#: What begins the keys of rows that the system makes by itself: no client's key meets one.
_OURS: Final = re.compile(r"(deposit|market|subscription|dunning|shift|sale|import|system):")
_NO_PROBLEMS: Final = "Why nothing was done, all of it at once; empty when it was done."


def mutation(
    *, description: str, gives: str = "", facts: bool = False, look: Look | None = None
) -> Callable[[Callable[..., Any]], Any]:
    """A root field of the grammar's shape. `gives` names the thing where its type's name does not.

    `look(input, findings)` is asked only when values of the input are none (BadValue stands in their place):
    it notes what else is wrong, so that everything is told at once.
    """

    def make(resolver: Callable[..., Any]) -> Any:
        if list(inspect.signature(resolver).parameters) not in (["self", "info", "input"], ["self", "info"]):
            raise TypeError(f"{resolver.__name__} takes self, info and input")
        hints = get_type_hints(resolver, include_extras=True)
        answer = _Answer(resolver.__name__, hints["return"], gives, facts)
        fields: set[str] = set()
        if "input" in hints:
            definition = get_object_definition(hints["input"], strict=True)
            fields = {each.graphql_name or to_camel_case(each.python_name) for each in definition.fields}
        field: StrawberryField = strawberry.mutation(
            resolver=resolver,
            description=description,
            graphql_type=answer.payload,
            extensions=[_Answering(answer, fields, look)],
        )
        return field

    return make


def good(value: Value) -> Value | None:
    """The value, for `look`; None where none was given or it is a BadValue."""
    return None if isinstance(value, BadValue) else value


class _Answer:
    """How what a resolver gives becomes its payload."""

    def __init__(self, verb: str, thing: Any, gives: str, facts: bool) -> None:
        self.names: list[str] = []
        self.facts = facts
        fields: dict[str, tuple[Any, str]] = {}
        if facts:
            hints = get_type_hints(thing, include_extras=True)
            for each in get_object_definition(thing, strict=True).fields:
                says = f"{each.description or ''} Null when there are problems.".strip()
                fields[each.python_name] = (hints[each.python_name], says)
        elif thing is not type(None):
            name = gives or _snake(get_object_definition(thing, strict=True).name)
            fields[name] = (thing, "What was made or changed; null exactly when there are problems.")
        self.names = [*fields]
        self.payload = _payload_type(verb, fields)

    def of(self, given: Any) -> Any:
        if self.facts:
            return self.payload(problems=[], **{name: getattr(given, name) for name in self.names})
        return self.payload(problems=[], **dict.fromkeys(self.names, given))


def _snake(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).lstrip("_")


def _payload_type(verb: str, fields: dict[str, tuple[Any, str]]) -> Any:
    camel = to_camel_case(verb)
    space: dict[str, Any] = {
        name: strawberry.field(default=None, description=says) for name, (_, says) in fields.items()
    }
    space["problems"] = strawberry.field(description=_NO_PROBLEMS, default_factory=list)
    # Optional[...] at run time: a thing may be a text that names a type of another file.
    space["__annotations__"] = {name: Optional[type_] for name, (type_, _) in fields.items()} | {  # noqa: UP045
        "problems": list[Problem]
    }
    name = f"{camel[0].upper()}{camel[1:]}Payload"
    return strawberry.type(type(name, (), space), name=name, description=f"What `{camel}` gives.")


class _Answering(Gate):
    """Gives the payload, whatever becomes of the mutation; faults of ours pass through."""

    def __init__(self, answer: _Answer, fields: set[str], look: Look | None) -> None:
        self.answer, self.fields, self.look = answer, fields, look

    def apply(self, field: StrawberryField) -> None:
        for argument in field.arguments:
            argument.description = "What is wanted, all of it."

    def resolve(self, next_: Any, source: Any, info: Any, **arguments: Any) -> Any:
        try:
            if "input" in arguments:
                self._check(arguments["input"])
            return self.answer.of(next_(source, info, **arguments))
        except (DomainError, PermissionDenied, OperationalError) as error:
            refusal = refusal_of(error)
            if refusal is None:
                raise
            return self.answer.payload(problems=problems_of(refusal, self.fields))

    def _check(self, input: Any) -> None:
        found = Findings()
        found.errors.extend(wrong_values({"input": input}))
        key = getattr(input, "idempotency_key", None)
        if isinstance(key, str) and _OURS.match(key):
            text = f"Keys that begin with {key.partition(':')[0]}: are the system's own: choose another."
            found.errors.append(InvalidInput("BAD_KEY", "idempotency_key", text))
        if found.errors and self.look is not None:
            self.look(input, found)
        found.settle()
