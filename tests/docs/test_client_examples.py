"""The operations of docs/examples fit the schema. They are run by tests/e2e/test_graphql_examples.py."""

from __future__ import annotations

import re

from graphql import OperationDefinitionNode, build_schema, parse, validate

from tests.environment import ROOT

EXAMPLES = ROOT / "docs" / "examples"


def test_every_operation_fits_the_schema_and_is_used() -> None:
    schema = build_schema((ROOT / "schema.graphql").read_text("utf-8"))
    programs = {
        path.name: path.read_text("utf-8")
        for path in EXAMPLES.glob("*.*")
        if path.suffix in (".py", ".mjs", ".sh")
    }
    names = set()
    for path in EXAMPLES.glob("*.graphql"):
        text = path.read_text("utf-8")
        assert validate(schema, parse(text)) == [], path.name
        assert '"' not in text and "#" not in text, "the shell sends the file as it is, in one line"
        names |= {
            each.name.value
            for each in parse(text).definitions
            if isinstance(each, OperationDefinitionNode) and each.name
        }
    for name in names:
        where = {file.rsplit(".", 1)[1] for file, text in programs.items() if re.search(rf"\b{name}\b", text)}
        expected = {"sh"} if name == "Invoice" else {"py", "mjs"}
        assert expected <= where, (name, where)


def test_an_example_in_every_language() -> None:
    stories = {path.stem for path in EXAMPLES.glob("*.py")}
    assert (
        stories
        == {path.stem for path in EXAMPLES.glob("*.mjs")}
        == {path.stem for path in EXAMPLES.glob("*.sh")}
    )
    printed = (ROOT / "docs/graphql.md").read_text("utf-8")
    assert all(f"examples/{story}." in printed for story in stories - {"hesabu"})
