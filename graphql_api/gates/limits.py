"""What one operation may ask for: tokens, depth, aliases and cost.

Cost counts the fields that would be resolved, page sizes multiplied down the tree. Page sizes are those that
the executor will see: variables, their defaults and those of arguments are filled in first. Everything is
computed once per fragment: the limiters of Strawberry walk each spread anew, so that a few dozen fragments
that spread each other twice keep them busy for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    ValidationContext,
    ValidationRule,
    get_argument_values,
    get_named_type,
    get_nullable_type,
    get_variable_values,
    is_list_type,
    is_object_type,
)
from strawberry.extensions import SchemaExtension

from core.errors import InvalidInput
from graphql_api.gates.introspection import average_lists
from graphql_api.gates.known import OfVariables
from graphql_api.pages import DEFAULT_PAGE, MAX_PAGE, asked_rows

MAX_TOKENS = 2_000
MAX_DEPTH = 12
MAX_ALIASES = 30
MAX_COST = 80_000
_META_FIELDS = {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}


@dataclass(frozen=True)
class Size:
    """What a part of a document adds up to, for one row of its parent."""

    cost: float = 0
    depth: int = 0
    aliases: int = 0

    def beside(self, other: Size) -> Size:
        return Size(self.cost + other.cost, max(self.depth, other.depth), self.aliases + other.aliases)


class Limits(SchemaExtension):
    """Refuses operations that are too long, too deep, too wide or too dear."""

    def on_operation(self) -> Iterator[None]:
        context = self.execution_context
        context.parse_options["max_tokens"] = MAX_TOKENS
        context.validation_rules = (*context.validation_rules, _rule(context.variables or {}))
        yield


def _rule(variables: Mapping[str, Any]) -> type[ValidationRule]:
    class LimitsRule(ValidationRule, OfVariables):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            measure = Measure(context.schema, context.document, variables)
            for size in measure.sizes():
                for reason in refusals(size):
                    self.report_error(GraphQLError(reason, measure.operation))
            for error, node in measure.bad_pages:
                self.report_error(GraphQLError(error.message, node, original_error=error))

    return LimitsRule


def refusals(size: Size) -> Iterator[str]:
    if size.depth > MAX_DEPTH:
        yield f"The operation is {size.depth} levels deep; {MAX_DEPTH} are allowed."
    if size.aliases > MAX_ALIASES:
        yield f"The operation has more than {MAX_ALIASES} aliases."
    if size.cost > MAX_COST:
        yield f"The operation could resolve more than {MAX_COST} fields: ask for smaller pages."


class Measure:
    """Sizes of the operations of one document; within an operation each fragment is measured once."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self.schema = schema
        self.given = dict(variables)
        self.document = document
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        #: Pages that nobody is given, with where they are asked for.
        self.bad_pages: list[tuple[InvalidInput, FieldNode]] = []

    def sizes(self) -> Iterator[Size]:
        for node in self.document.definitions:
            if isinstance(node, OperationDefinitionNode):
                self.operation = node
                self.measured: dict[str, Size] = {}
                values = get_variable_values(self.schema, node.variable_definitions or (), self.given)
                #: None when they are refused: the operation will not run.
                self.variables = None if isinstance(values, list) else values
                yield self._selections(node.selection_set, self.schema.get_root_type(node.operation))

    def _selections(self, selections: SelectionSetNode, parent: Any) -> Size:
        size = Size()
        for node in selections.selections:
            if isinstance(node, FieldNode):
                size = size.beside(self._field(node, parent))
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                inner = self.schema.get_type(condition.name.value) if condition else parent
                size = size.beside(self._selections(node.selection_set, inner))
            elif isinstance(node, FragmentSpreadNode):
                size = size.beside(self._fragment(node.name.value))
        return size

    def _fragment(self, name: str) -> Size:
        if name not in self.measured:
            self.measured[name] = Size()  # ends cycles, which another rule reports
            fragment = self.fragments.get(name)
            if fragment is not None:
                inner = self.schema.get_type(fragment.type_condition.name.value)
                self.measured[name] = self._selections(fragment.selection_set, inner)
        return self.measured[name]

    def _field(self, node: FieldNode, parent: Any) -> Size:
        aliases = 1 if node.alias else 0
        name = node.name.value
        field: GraphQLField | None = _META_FIELDS.get(name) or getattr(parent, "fields", {}).get(name)
        if field is None:
            return Size(1, 1, aliases)
        rows = self._rows(node, field, parent)
        if node.selection_set is None:
            return Size(1, 1, aliases)
        below = self._selections(node.selection_set, get_named_type(field.type))
        if name in _META_FIELDS:  # its depth has a rule of its own in graphql-core
            below = Size(below.cost, 0, below.aliases)
        return Size(1 + rows * below.cost, 1 + below.depth, aliases + below.aliases)

    def _rows(self, node: FieldNode, field: GraphQLField, parent: Any) -> float:
        """How many rows a field can give: what is asked for, or what it gives unasked. `edges` are one."""
        parent_name = getattr(parent, "name", "")
        if parent_name.startswith("__"):
            return average_lists(self.schema).get((parent_name, node.name.value), 1.0)
        inner = get_named_type(field.type)
        connection = is_object_type(inner) and "pageInfo" in inner.fields
        unasked = DEFAULT_PAGE if connection else MAX_PAGE
        asked: int | None = None
        if field.args:
            try:
                asked = asked_rows(field.args, get_argument_values(field, node, self.variables))
            except InvalidInput as error:
                self.bad_pages.append((error, node))
            except GraphQLError:  # arguments that the field does not take: reported by other rules
                pass
        rows = unasked if asked is None else max(asked, 1)  # a page of nothing still has its own fields
        if connection:
            return rows
        listed = is_list_type(get_nullable_type(field.type)) and "pageInfo" not in getattr(
            parent, "fields", {}
        )
        return rows if listed else 1
