"""The page cannot drift from the schema: its operations are validated, its rights are the server's."""

from __future__ import annotations

import json
import re

import pytest
from graphql import GraphQLSchema, OperationType, build_schema, get_operation_ast, parse, validate

from core.rows.event_topics import TOPICS
from graphql_api.gates.limits import Measure, refusals
from graphql_api.management.commands.export_schema import printed_schema
from tests.console.sources import CONSOLE, OPERATIONS, SCRIPTS, documents
from users.access import RIGHTS

DOCUMENTS = documents()
NAMES = [name for name, text in DOCUMENTS.items() if not text.strip().startswith("fragment")]


@pytest.fixture(scope="module")
def exported() -> GraphQLSchema:
    return build_schema(printed_schema())


def test_operations_live_in_one_file_a_page() -> None:
    assert len(NAMES) >= 10
    for script in SCRIPTS:
        if script not in OPERATIONS:
            assert not re.search(
                r"gql|\b(?:query|mutation|subscription) \w+ *[({]", script.read_text("utf-8")
            ), script


@pytest.mark.parametrize("name", NAMES)
def test_operation_fits_the_schema_and_its_limits(name: str, exported: GraphQLSchema) -> None:
    document = parse(DOCUMENTS[name])
    assert validate(exported, document) == []
    operation = get_operation_ast(document)
    assert operation is not None
    assert [list(refusals(size)) for size in Measure(exported, document, {}).sizes()] == [[]]
    if operation.operation is OperationType.MUTATION:
        assert re.search(r"\.\.\.Problem(?:Field)?s\b", DOCUMENTS[name]), "act() tells by these"


@pytest.mark.parametrize("file", ["rights.js", "frame/rights.js"])
def test_rights_are_the_servers(file: str) -> None:
    source = (CONSOLE / "static" / "console" / file).read_text("utf-8")
    table = re.search(r"export const RIGHTS = (\{.*?\});", source, re.DOTALL)
    assert table is not None
    drawn = json.loads(re.sub(r",(\s*[}\]])", r"\1", table[1]))
    assert drawn
    for right, roles in drawn.items():
        assert set(roles) == set(RIGHTS[right]), right


def test_news_is_of_topics_that_there_are() -> None:
    source = (CONSOLE / "static" / "console" / "app.js").read_text("utf-8")
    news = re.findall(r'"([a-z_.]+)": \{ name: "(\w+)", query: \w+, right: "([a-z.]+)" \}', source)
    assert len(news) >= 4
    for topic, name, right in news:
        assert (name in TOPICS[topic].ids, right) == (True, TOPICS[topic].right), topic
    others = re.findall(r'topic(?:\.startsWith\(| === )"([a-z_.]+)"', source)
    assert others and all(any(topic.startswith(begin) for topic in TOPICS) for begin in others)


def test_every_state_has_its_word() -> None:
    from billing.models import InvoiceState
    from mpesa.models import Channel, MpesaAccount, RequestState
    from reconciliation.models import StatementState

    for file, states in (
        ("requests.js", RequestState.values),
        ("invoices.js", InvoiceState.values),
        ("day.js", [*StatementState.values, *MpesaAccount.names]),
        ("feed.js", Channel.values),
    ):
        source = (CONSOLE / "static" / "console" / file).read_text("utf-8")
        for state in states:
            assert re.search(rf"^  {state}: |[{{,] {state}: ", source, re.MULTILINE), f"{file}: {state}"
