"""One operation tries one secret: what is counted per try cannot be multiplied by aliases."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    ValidationRule,
)
from strawberry.extensions import SchemaExtension

#: Mutations that check a secret, or send one. A test finds those that are missing.
SECRET_MUTATIONS = frozenset(
    {
        *("signIn", "signUp", "resetPin", "requestCode", "acceptInvite"),
        *("changePassword", "requestPasswordReset", "resetPassword"),
        *("setRecoveryContact", "confirmRecoveryContact"),
        *("startTotp", "confirmTotp", "removeTotp", "approveRequest"),
    }
)


class OneSecret(SchemaExtension):
    """Refuses operations that try more than one secret, before anything of them runs."""

    def on_operation(self) -> Iterator[None]:
        context = self.execution_context
        context.validation_rules = (*context.validation_rules, OneSecretRule)
        yield


class OneSecretRule(ValidationRule):
    def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
        if node.operation is not OperationType.MUTATION:
            return
        fragments = {
            each.name.value: each
            for each in self.context.document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        tried = set(_tried(node.selection_set, fragments, set()))
        if len(tried) > 1:
            self.report_error(GraphQLError("An operation tries one secret; send the next by itself.", node))


def _tried(
    selections: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode], seen: set[str]
) -> Iterator[str]:
    """The names under which results of such mutations would be answered."""
    for node in selections.selections:
        if isinstance(node, FieldNode) and node.name.value in SECRET_MUTATIONS:
            yield (node.alias or node.name).value
        elif isinstance(node, InlineFragmentNode):
            yield from _tried(node.selection_set, fragments, seen)
        elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
            seen.add(node.name.value)
            if node.name.value in fragments:
                yield from _tried(fragments[node.name.value].selection_set, fragments, seen)
