"""What one operation may ask for: tokens, depth, aliases and cost.

Cost counts the fields that would be resolved, page sizes multiplied down the tree. Everything is computed
once per fragment: the limiters of Strawberry walk each spread anew, so that a few dozen fragments that
spread each other twice keep them busy for ever.
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
    IntValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_object_type,
)
from strawberry.extensions import SchemaExtension

from graphql_api.pages import DEFAULT_PAGE, MAX_PAGE

MAX_TOKENS = 2_000
MAX_DEPTH = 12
MAX_ALIASES = 30
MAX_COST = 50_000
#: Arguments that say how many rows a field gives.
PAGE_ARGUMENTS = ("first", "last", "limit", "pagination")


@dataclass(frozen=True)
class Size:
    """What a part of a document adds up to, for one row of its parent."""

    cost: int = 0
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
    class LimitsRule(ValidationRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            measure = Measure(context.schema, context.document, variables)
            for operation in context.document.definitions:
                if isinstance(operation, OperationDefinitionNode):
                    for reason in refusals(measure.operation(operation)):
                        self.report_error(GraphQLError(reason, operation))

    return LimitsRule


def refusals(size: Size) -> Iterator[str]:
    if size.depth > MAX_DEPTH:
        yield f"The operation is {size.depth} levels deep; {MAX_DEPTH} are allowed."
    if size.aliases > MAX_ALIASES:
        yield f"The operation has more than {MAX_ALIASES} aliases."
    if size.cost > MAX_COST:
        yield f"The operation could resolve more than {MAX_COST} fields: ask for smaller pages."


class Measure:
    """Sizes of the operations of one document; each fragment is measured once."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self.schema = schema
        self.variables = variables
        self.fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.measured: dict[str, Size] = {}

    def operation(self, node: OperationDefinitionNode) -> Size:
        return self._selections(node.selection_set, self.schema.get_root_type(node.operation))

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
        if node.name.value.startswith("__"):  # graphql-core limits introspection by a rule of its own
            return Size(1, 0, aliases)
        field: GraphQLField | None = getattr(parent, "fields", {}).get(node.name.value)
        if field is None or node.selection_set is None:
            return Size(1, 1, aliases)
        inner = get_named_type(field.type)
        below = self._selections(node.selection_set, inner)
        rows = self._rows(node, field, inner, parent)
        return Size(1 + rows * below.cost, 1 + below.depth, aliases + below.aliases)

    def _rows(self, node: FieldNode, field: GraphQLField, inner: Any, parent: Any) -> int:
        """How many rows a field can give: what is asked for, at most MAX_PAGE. `edges` count as one."""
        connection = is_object_type(inner) and "pageInfo" in inner.fields
        listed = is_list_type(get_nullable_type(field.type)) and "pageInfo" not in getattr(
            parent, "fields", {}
        )
        if not connection and not listed:
            return 1
        asked = [self._asked(argument.name.value, argument.value) for argument in node.arguments or ()]
        numbers = [number for number in asked if number is not None]
        return min(max(min(numbers), 1), MAX_PAGE) if numbers else (DEFAULT_PAGE if connection else MAX_PAGE)

    def _asked(self, name: str, value: Any) -> int | None:
        """The rows that an argument asks for: `first`, `last`, `limit`, or the limit inside `pagination`."""
        if isinstance(value, VariableNode):
            given = self.variables.get(value.name.value)
            if name == "pagination":
                given = given.get("limit") if isinstance(given, dict) else None
            return given if name in PAGE_ARGUMENTS and isinstance(given, int) else None
        if name == "pagination" and isinstance(value, ObjectValueNode):
            limits = [field.value for field in value.fields if field.name.value == "limit"]
            return self._asked("limit", limits[0]) if limits else None
        return int(value.value) if name in PAGE_ARGUMENTS and isinstance(value, IntValueNode) else None
