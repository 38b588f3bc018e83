"""How long the lists of introspection are: in a schema of some hundred types, one operation can ask for a
million fields without touching a row."""

from __future__ import annotations

from functools import lru_cache

from graphql import (
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_enum_type,
    is_input_object_type,
    is_interface_type,
    is_object_type,
)


@lru_cache(maxsize=4)
def average_lists(schema: GraphQLSchema) -> dict[tuple[str, str], float]:
    """(type, field) of a list of introspection -> its rows, on average over what it is asked of."""
    types = list(schema.type_map.values())
    fields = [
        field
        for type_ in types
        if is_object_type(type_) or is_interface_type(type_)
        for field in type_.fields.values()
    ]
    inputs = [field for type_ in types if is_input_object_type(type_) for field in type_.fields.values()]
    enums = [value for type_ in types if is_enum_type(type_) for value in type_.values]
    possible = [
        each for type_ in types if is_abstract_type(type_) for each in schema.get_possible_types(type_)
    ]
    arguments = [argument for field in fields for argument in field.args.values()]
    wrapped = sum(str(each.type) != str(get_named_type(each.type)) for each in (*fields, *inputs, *arguments))
    whole = float(len(types))
    return {
        ("__Schema", "types"): whole,
        ("__Schema", "directives"): float(len(schema.directives)),
        ("__Type", "fields"): len(fields) / whole,
        ("__Type", "inputFields"): len(inputs) / whole,
        ("__Type", "enumValues"): len(enums) / whole,
        ("__Type", "possibleTypes"): len(possible) / whole,
        ("__Field", "args"): len(arguments) / len(fields),
        ("__Type", "ofType"): wrapped / (len(fields) + len(inputs) + len(arguments)) / 2,
    }
