"""The page cannot drift from the schema: its operations are validated, its rights are the server's."""

from __future__ import annotations

import json
import re

import pytest
from graphql import GraphQLSchema, OperationType, build_schema, get_operation_ast, parse, validate

from billing.models import InvoiceState
from core.rows.event_topics import TOPICS
from graphql_api.gates.limits import Measure, refusals
from graphql_api.management.commands.export_schema import printed_schema
from mpesa.daraja.answers import StkState
from mpesa.models import Channel, RequestState, StepCause
from reconciliation.models import RunState, StatementState
from reports.catalogue.contents import REPORTS
from tests.console.sources import FILES, OPERATIONS, SCRIPTS, documents
from users.access import RIGHTS, Right
from users.approvals.kinds import approval_kind, kinds_by_reader
from users.models import ApprovalState

DOCUMENTS = documents()
NAMES = [name for name, text in DOCUMENTS.items() if not text.strip().startswith("fragment")]


@pytest.fixture(scope="module")
def exported() -> GraphQLSchema:
    return build_schema(printed_schema())


def test_operations_live_in_one_file_a_page() -> None:
    assert len(NAMES) >= 10
    for script in SCRIPTS:
        if script not in OPERATIONS:
            assert not re.search(r"\b(?:query|mutation|subscription) \w+ *[({]", script.read_text("utf-8")), (
                script
            )


@pytest.mark.parametrize("name", NAMES)
def test_operation_fits_the_schema_and_its_limits(name: str, exported: GraphQLSchema) -> None:
    document = parse(DOCUMENTS[name])
    assert validate(exported, document) == []
    operation = get_operation_ast(document)
    assert operation is not None
    assert [list(refusals(size)) for size in Measure(exported, document, {}).sizes()] == [[]]
    if operation.operation is OperationType.MUTATION:
        assert re.search(r"\.\.\.Problem(?:Field)?s\b", DOCUMENTS[name]), "act() tells by these"


def test_rights_are_the_servers() -> None:
    source = (FILES / "frame" / "rights.js").read_text("utf-8")
    table = re.search(r"export const RIGHTS = (\{.*?\});", source, re.DOTALL)
    assert table is not None
    drawn = json.loads(re.sub(r",(\s*[}\]])", r"\1", table[1]))
    assert drawn
    for right, roles in drawn.items():
        assert set(roles) == set(RIGHTS[right]), right


def test_reports_that_pages_lead_to_have_the_rights_of_the_catalogue() -> None:
    source = (FILES / "pages" / "reports" / "link.js").read_text("utf-8")
    table = re.search(r"const RIGHTS = \{(.*?)\};", source, re.DOTALL)
    assert table is not None
    drawn = dict(re.findall(r'(\w+): "([\w.]+)"', table[1]))
    assert drawn == {key: REPORTS[key.lower()].right.value for key in drawn} and len(drawn) > 10
    led_to = {
        key for script in SCRIPTS for key in re.findall(r"""report="([A-Z_]+)\"""", script.read_text("utf-8"))
    }
    assert led_to == set(drawn)
    grouped = (FILES / "pages" / "reports" / "groups.js").read_text("utf-8")
    assert {key.lower() for key in re.findall(r'"([A-Z][A-Z_]+)"', grouped)} <= set(REPORTS)


def test_who_may_answer_a_request_is_as_the_server_has_it() -> None:
    source = (FILES / "pages" / "approval" / "answer.js").read_text("utf-8")
    table = re.search(r"const RIGHTS = (\{.*?\});", source)
    assert table is not None
    kinds = [approval_kind(kind) for each in kinds_by_reader().values() for kind in each]
    own = {kind.kind: kind.right for kind in kinds if kind.right != Right.APPROVAL_DECIDE}
    assert own and json.loads(table[1]) == own


def test_news_is_of_topics_that_there_are() -> None:
    listened = [
        pattern
        for script in SCRIPTS
        if "useNews" in (source := script.read_text("utf-8"))
        for pattern in re.findall(r"/(\^[^/\n]*)/[,;]", source)
    ]
    assert len(listened) >= 10
    for pattern in listened:
        for begin in re.findall(r"\w+", pattern.split("\\.")[0]):
            topics = [topic for topic in TOPICS if topic.startswith(f"{begin}.")]
            assert any(re.search(pattern, topic) for topic in topics), f"{pattern}: {begin}"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("requests", RequestState.values),
        ("receipt/trail", [kind.value for kind in StkState]),
        ("receipt/trail", [cause for cause in StepCause.values if cause != StepCause.PERSON]),
        ("invoices", InvoiceState.values),
        ("reconciliation", [*StatementState.values, *RunState.values]),
        ("collections", Channel.values),
        ("approvals", ApprovalState.values),
        ("approval", ApprovalState.values[1:]),
    ],
)
def test_every_state_has_its_word(page: str, words: list[str]) -> None:
    source = (FILES / "pages" / page / "texts.js").read_text("utf-8")
    for word in words:
        assert len(re.findall(rf"[{{,\s]{word}: \"", source)) == 2, f"{page}: {word} in two languages"


def test_the_players_link_of_any_business_is_read() -> None:
    """An id is base64 as addresses take it: almost every third one has a dash."""
    found = re.search(r"!/(\S+)/\.test\(given\)", (FILES / "play" / "who.js").read_text("utf-8"))
    assert found
    for given in ("biz_v4F62N-ls5K6rAQxPbKMAg", "biz_" + "-_" * 11):
        assert re.fullmatch(found[1], given)
    assert not re.fullmatch(found[1], "biz_1&x=2")
