"""What is asked for below a field, fragments and directives taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from graphql import FieldNode, GraphQLObjectType, GraphQLResolveInfo, get_named_type
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.values import VariableValues
from strawberry.types.nodes import get_variable_values


def selected(info: GraphQLResolveInfo) -> dict[str, list[FieldNode]]:
    """Name of a field below the one that is resolved -> where it is asked for."""
    return _below(info, cast("GraphQLObjectType", get_named_type(info.return_type)), info.field_nodes)


def _below(
    info: GraphQLResolveInfo, type_: GraphQLObjectType, nodes: Sequence[FieldNode]
) -> dict[str, list[FieldNode]]:
    found = defaultdict(list)
    collected = collect_subfields(
        info.schema,
        {name: FragmentDetails(fragment) for name, fragment in info.fragments.items()},
        VariableValues(sources={}, coerced=get_variable_values(info)),
        info.operation,
        type_,
        [FieldDetails(node=node, defer_usage=None) for node in nodes],
    )
    for details in collected.grouped_field_set.values():
        for each in details:
            found[each.node.name.value].append(each.node)
    return found


def of_rows(info: GraphQLResolveInfo) -> GraphQLResolveInfo | None:
    """As if the rows of a connection were the field: what `nodes` and `edges { node }` ask of them.

    None when they ask nothing.
    """
    connection = cast("GraphQLObjectType", get_named_type(info.return_type))
    asked = selected(info)
    edge = cast("GraphQLObjectType", get_named_type(connection.fields["edges"].type))
    nodes = [*asked.get("nodes", ()), *_below(info, edge, asked.get("edges", ())).get("node", ())]
    if not nodes:
        return None
    return info._replace(
        field_name="nodes",
        field_nodes=nodes,
        return_type=connection.fields["nodes"].type,
        parent_type=connection,
        path=info.path.add_key("nodes", connection.name),
    )
