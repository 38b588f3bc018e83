"""What a client of the API would trip over: schema.graphql against the last one that was agreed on.

    python3 scripts/schema_changes.py               names what breaks and what is dangerous; 1 for a break
    python3 scripts/schema_changes.py agree WHY     the schema as it is now is the one to compare with

Additions are free. What was @deprecated in the agreed schema may go, and types that only such members led to;
any other removal or narrowing is a break. A break on purpose is agreed on: a row in docs/schema-changes.md
with the blob that git knows the schema by. A row with `open` agrees to whatever comes until the next row.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from graphql import (
    DocumentNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    GraphQLSchema,
    InputValueDefinitionNode,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    Visitor,
    build_ast_schema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
    parse,
    visit,
)
from graphql.language import REMOVE

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = "schema.graphql"
TABLE = "docs/schema-changes.md"
OPEN = "open"
ROOTS = ("Query", "Mutation", "Subscription")
_ROW = re.compile(r"^\| (\d{4}-\d\d-\d\d) \| `([0-9a-f]{40}|open)` \| (.+) \|$", re.MULTILINE)


def main(words: list[str], root: Path = ROOT) -> int:
    if words[:1] == ["agree"] and len(words) > 1:
        return agree(root, " ".join(words[1:]))
    if words:
        print(__doc__, file=sys.stderr)
        return 2
    rows = _ROW.findall((root / TABLE).read_text("utf-8"))
    if not rows:
        print(f"changes: {TABLE} names no schema")
        return 1
    agreed = next((blob for _, blob, _ in reversed(rows) if blob != OPEN), "")
    before = _git(root, "cat-file", "blob", agreed)
    if before is None:
        print(f"changes: git has no schema {agreed[:12] or 'agreed on'} here: nothing to compare with")
        return 0
    return compare(before, (root / SCHEMA).read_text("utf-8"), is_open=rows[-1][1] == OPEN)


def compare(before: str, now: str, *, is_open: bool = False) -> int:
    """Print what changed for clients; 1 when it breaks them and nobody has agreed to it."""
    whole, new = build_schema(before), build_schema(now)
    kept = without_deprecated(before)
    broken = [change.description for change in find_breaking_changes(kept, new)]
    gone = [each.description for each in find_breaking_changes(whole, new) if each.description not in broken]
    for said, changes in (
        ("breaks clients", broken),
        ("was deprecated, now gone", gone),
        ("dangerous", [change.description for change in find_dangerous_changes(whole, new)]),
    ):
        for description in changes:
            print(f"changes: {said}: {description}")
    if broken and not is_open:
        print(f"changes: {len(broken)} breaks: deprecate first, or agree to them ({TABLE})")
        return 1
    print(f"changes: {len(broken)} breaks, agreed to in advance" if broken else "changes: nothing breaks")
    return 0


def without_deprecated(text: str) -> GraphQLSchema:
    """The schema that clients may rely on: no deprecated members, no types that only those lead to."""
    document: DocumentNode = visit(parse(text), _Prune())
    definitions = {
        each.name.value: each for each in document.definitions if isinstance(each, TypeDefinitionNode)
    }
    reached: set[str] = set()
    waiting = [name for name in ROOTS if name in definitions]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in definitions:
            continue
        reached.add(name)
        waiting += _names_in(definitions[name])
        waiting += [
            each.name.value
            for each in definitions.values()
            if isinstance(each, ObjectTypeDefinitionNode)
            and name in {i.name.value for i in each.interfaces or ()}
        ]
    relied_on = tuple(
        each
        for each in document.definitions
        if not isinstance(each, TypeDefinitionNode) or each.name.value in reached
    )
    return build_ast_schema(DocumentNode(definitions=relied_on), assume_valid=True)


class _Prune(Visitor):
    def enter(self, node: Node, *_: object) -> object:
        members = (FieldDefinitionNode, InputValueDefinitionNode, EnumValueDefinitionNode)
        if isinstance(node, members) and any(
            each.name.value == "deprecated" for each in node.directives or ()
        ):
            return REMOVE
        return None


def _names_in(node: Node) -> Iterator[str]:
    for key in node.keys:
        value = getattr(node, key, None)
        for each in value if isinstance(value, tuple | list) else (value,):
            if isinstance(each, NamedTypeNode):
                yield each.name.value
            elif isinstance(each, Node):
                yield from _names_in(each)


def agree(root: Path, why: str) -> int:
    blob = _git(root, "hash-object", SCHEMA)
    if blob is None:
        print("changes: git is not there, and agreements name a schema by its blob")
        return 1
    table = root / TABLE
    day = datetime.now(UTC).date().isoformat()
    table.write_text(f"{table.read_text('utf-8').rstrip()}\n| {day} | `{blob.strip()}` | {why} |\n", "utf-8")
    return 0


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *words],  # noqa: S607 - whichever git the machine has
            cwd=root,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
