"""Operations that the schema takes, and some that it nearly takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_object_type,
)

from tests.graphql_api.fuzz.values import Name, Values, literal

#: They change who is signed in, or how: asked less often, and the browser begins anew after them.
SESSION_FIELDS = {
    "signIn",
    "signOut",
    "signUp",
    "acceptInvite",
    "endSessions",
    "endSession",
    "changePassword",
}
SESSION_FIELDS |= {"resetPin", "resetPassword", "leaveBusiness"}


@dataclass
class Operation:
    text: str
    variables: dict[str, Any]
    fields: list[str]


@dataclass
class Builder:
    schema: GraphQLSchema
    rng: Random
    values: Values
    declared: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)

    def operation(self) -> Operation:
        self.declared, self.variables, self.fragments = [], {}, []
        self.values.oddness = self.rng.choice((0, 0, 0, 0.02, 0.1, 0.4))
        kind = "mutation" if self.rng.random() < 0.55 else "query"
        root = self.schema.mutation_type if kind == "mutation" else self.schema.query_type
        names = [name for name in root.fields if name not in SESSION_FIELDS or self.rng.random() < 0.15]
        chosen = [self.rng.choice(names) for _ in range(self.rng.choice((1, 1, 1, 2, 3)))]
        parts = []
        for count, name in enumerate(chosen):
            alias = f"r{count}: " if chosen.count(name) > 1 or self.rng.random() < 0.1 else ""
            parts.append(
                alias + self._field(name, root.fields[name], depth=self.rng.choice((1, 2, 3, 4, 5, 6)))
            )
        head = f"{kind} {self._name()}({', '.join(self.declared)})" if self.declared else kind
        text = f"{head} {{ {' '.join(parts)} }} {' '.join(self.fragments)}"
        return Operation(self._spoiled(text), self.variables, chosen)

    def _name(self) -> str:
        return self.rng.choice(("", "", "one", "_", "query", "x" * 300))

    def _spoiled(self, text: str) -> str:
        """Now and then a text that is not quite an operation."""
        if self.rng.random() > 0.02:
            return text
        place = self.rng.randrange(len(text))
        cut = text[place + self.rng.randrange(4) :]
        return (
            text[:place]
            + self.rng.choice(("", "{", "}", "(", "$x", "...", '"', "\x00", "\ud800", "#", "@skip"))
            + cut
        )

    def _field(self, name: str, known: GraphQLField, depth: int) -> str:
        return f"{name}{self._arguments(known)}{self._directive()}{self._selection(known, depth)}"

    def _arguments(self, known: GraphQLField) -> str:
        given = []
        for name, argument in known.args.items():
            needed = isinstance(argument.type, GraphQLNonNull) and argument.default is None
            if self.rng.random() < (0.995 if needed else 0.35):
                given.append(f"{name}: {self._given(argument.type, name)}")
        return f"({', '.join(given)})" if given else ""

    def _given(self, type_: Any, name: str) -> str:
        value = self.values.of(type_, name)
        if self.rng.random() < 0.4:
            return literal(value)
        if isinstance(value, dict) and value and self.rng.random() < 0.4:  # a variable inside of an object
            key = self.rng.choice([*value])
            inner = getattr(get_named_type(type_), "fields", {}).get(key)
            if inner is not None:
                return literal(value | {key: Name(self._variable(inner.type, value[key]))})
        return self._variable(type_, value)

    def _variable(self, type_: Any, value: Any) -> str:
        name = f"v{len(self.declared)}"
        how = self.rng.random() if self.values.oddness else self.rng.uniform(0.05, 0.97)
        if how < 0.25:  # by default
            self.declared.append(f"${name}: {type_} = {literal(value)}")
            if how < 0.05:
                self.variables[name] = None
        else:
            self.declared.append(f"${name}: {type_}")
            if how < 0.97:
                self.variables[name] = plain(value)
        return f"${name}"

    def _directive(self) -> str:
        if self.rng.random() > 0.03:
            return ""
        return self.rng.choice(
            (
                " @include(if: true)",
                " @skip(if: false)",
                " @skip(if: true)",
                " @include(if: true) ",
                " @include(if: null)",
                " @no",
            )[: 4 + 2 * (self.values.oddness > 0)]
        )

    def _selection(self, known: GraphQLField, depth: int) -> str:
        type_ = get_named_type(known.type)
        if not is_composite_type(type_):
            return ""
        return f" {{ {self._parts(type_, depth)} }}"

    def _parts(self, type_: Any, depth: int) -> str:
        parts = ["__typename"]
        if is_abstract_type(type_):
            possible = self.schema.get_possible_types(type_)
            if len(possible) > 4:  # fields of one name may be of several types there
                possible = [self.rng.choice(possible)]
            parts += [self._spread(each, depth) for each in possible]
        if is_object_type(type_):
            parts += [
                self._alias() + self._field(name, inner, depth - 1)
                for name, inner in type_.fields.items()
                if self.rng.random() < 0.6
                and (depth > 0 or not is_composite_type(get_named_type(inner.type)))
            ]
        if type_.name == "Problem":
            parts.append("code")
        return " ".join(parts)

    def _spread(self, type_: Any, depth: int) -> str:
        inside = f"{{ {self._parts(type_, depth)} }}"
        if self.rng.random() < 0.7:
            return f"... on {type_.name}{self._directive()} {inside}"
        name = f"f{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {type_.name} {inside}")
        return f"...{name}"

    def _alias(self) -> str:
        return f"a{self.rng.randrange(10**6)}: " if self.rng.random() < 0.03 else ""


def plain(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return str(value) if isinstance(value, Name) else value
