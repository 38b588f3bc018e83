"""A text that was asked before and is right is not parsed and validated again: that takes a third of the time
of an answer. What depends on the variables of a request is judged each time.

The newest KEPT texts are kept; one is a megabyte at most (MAX_TOKENS).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import TypeAlias

from graphql import ASTValidationRule, DocumentNode, GraphQLError, GraphQLSchema, validate
from strawberry.extensions import ParserCache
from strawberry.schema.schema import validate_document

KEPT = 128
Rules: TypeAlias = tuple[type[ASTValidationRule], ...]


class OfVariables:
    """A validation rule that is of one request: its variables decide."""


class Known(ParserCache):
    """Stands behind the extensions that add rules."""

    def __init__(self) -> None:
        super().__init__(maxsize=KEPT)

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        with suppress(GraphQLError):  # what cannot be parsed is told as ever
            context.graphql_document = self.cached_parse_document(context.query, **context.parse_options)
        yield

    def on_validate(self) -> Iterator[None]:
        context = self.execution_context
        assert context.graphql_document is not None
        rules: Rules = context.validation_rules
        asked = (context.schema._schema, context.graphql_document)
        own = tuple(rule for rule in rules if issubclass(rule, OfVariables))
        try:
            _require_right(*asked, tuple(rule for rule in rules if rule not in own))
        except _Faulty:
            return (yield)  # all of it is told, as ever
        context.pre_execution_errors = validate(*asked, own)
        yield


class _Faulty(Exception):
    """Not kept: the faults of a text are told anew."""


@lru_cache(maxsize=KEPT)
def _require_right(schema: GraphQLSchema, document: DocumentNode, rules: Rules) -> None:
    if validate_document(schema, document, rules):
        raise _Faulty
