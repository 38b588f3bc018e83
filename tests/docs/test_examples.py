"""Every example of the documents is run as it is printed, on the demo data, and answers without a problem."""

from __future__ import annotations

import json
import re

from graphql import GraphQLObjectType, build_schema

from billing.models import Invoice
from graphql_api.management.commands.export_schema import printed_schema
from tests.docs.blocks import DOCUMENTS, Block, blocks_of
from tests.docs.reader import Reader
from tests.environment import ROOT

#: Who runs the examples below a heading; elsewhere it is the demo's owner.
READERS = {
    "A second person": "approver",
    "Passwords": "accountant",
    "Players sign up, members are invited": "",
}
#: The documents that are followed from top to bottom; the others have no example that runs.
FOLLOWED = ["docs/graphql.md", "docs/sign-in.md"]
#: Blocks in no language: figures and shell lines that are run elsewhere (tests/e2e, docs/operations.md); and
#: settings of Prometheus, whose metrics tests/config/test_scraping.py compares with ours.
DRAWN = {"", "sql", "yaml"}
#: Run by tests/e2e/test_operations_own_till.py and by tests/config/test_schema_changes.py.
ELSEWHERE = {"README.md", "docs/schema-changes.md"}


def who(block: Block) -> str:
    return READERS.get(block.heading, "owner")


def test_the_examples_of_graphql(reader: Reader):
    blocks = blocks_of(ROOT / "docs" / "graphql.md")
    reader.follow(blocks, who)
    answers = json.dumps(reader.answers)
    assert "Maji Safi Water" in reader.answers[0], "the shell sees the tills"
    assert '"state": "PAID", "paid": "250.00", "due": "0.00"' in answers
    assert Invoice.objects.filter(state="PAID").count() == 1


def test_the_examples_of_signing_in(reader: Reader):
    reader.follow(blocks_of(ROOT / "docs" / "sign-in.md"), who)
    assert len(reader.answers[-1]["confirmTotp"]["recoveryCodes"]) == 10


def test_no_example_is_left_out():
    for path in DOCUMENTS:
        others = {block.language for block in blocks_of(path)} - DRAWN
        name = str(path.relative_to(ROOT))
        if name in ELSEWHERE:
            assert others == {"sh"}
        elif name not in FOLLOWED:
            assert others == set(), f"who runs the examples of {name}?"


def test_fields_that_are_named_exist():
    """`field(argument, ...)` in the text of a document is a root field with these arguments."""
    schema = build_schema(printed_schema())
    roots: dict[str, set[str]] = {}
    for root in (schema.query_type, schema.mutation_type, schema.subscription_type):
        assert isinstance(root, GraphQLObjectType)
        roots |= {name: arguments_of(found) for name, found in root.fields.items()}
    named = 0
    for path in DOCUMENTS:
        text = path.read_text("utf-8")
        for name, given in re.findall(r"`([a-z]+[A-Z]\w*|events|approvals)\(([^`()]*)\)`", text):
            assert name in roots, f"{path.name}: {name}"
            arguments = {part.partition(":")[0].strip() for part in given.split(",")} - {"", "..."}
            assert arguments <= roots[name], f"{path.name}: {name}({given})"
            named += 1
    assert named >= 10


def arguments_of(found) -> set[str]:
    """Of a field; those of its input are counted as its own."""
    names = set(found.args)
    for argument in found.args.values():
        kind = getattr(argument.type, "of_type", argument.type)
        names |= set(getattr(kind, "fields", {}))
    return names
