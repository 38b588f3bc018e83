"""A secret that is given in the wrong shape comes back in no answer and stands in no log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from graphql import get_named_type

from core.machine.logs import MaskedFormatter
from graphql_api.gates.secrets import SECRET_MUTATIONS
from tests.graphql_api.conftest import Browser, House
from tests.graphql_api.walk.asking import root_fields
from users.models import AuditEntry, Role

SECRET = "hunter2-582913"
#: What somebody may send by mistake in the place of a text, as a variable and as a literal.
WRONG = {
    "a list of it": [SECRET],
    "inside of an object": {"is": SECRET},
    "deep inside": {"is": [{"it": [SECRET]}]},
    "as a name of a field": {"secret": SECRET, "of": {"no": "use"}},
}
NUMBER = 58291377


def literal(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {literal(part)}" for name, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value)


def texts_of(name: str) -> tuple[str, list[str]]:
    """The type of a mutation's input and the names of its texts."""
    type_ = get_named_type(root_fields("mutation")[name].args["input"].type)
    fields = type_.fields.items()
    return type_.name, [key for key, field in fields if get_named_type(field.type).name == "String"]


def inputs(name: str) -> Iterator[object]:
    """Inputs that hold the secret where the schema will not have it."""
    _, texts = texts_of(name)
    whole = dict.fromkeys(texts, SECRET)
    yield from (SECRET, [SECRET], [[SECRET]], NUMBER)
    yield dict.fromkeys(texts[:1], SECRET)
    yield whole | {"sekret": SECRET}
    yield whole | {"input": whole}
    for text in texts:
        for wrong in (*WRONG.values(), NUMBER, NUMBER / 7, None):
            yield whole | {text: wrong}
    for key in get_named_type(root_fields("mutation")[name].args["input"].type).fields:
        if key not in texts:
            yield whole | {key: SECRET}
            yield whole | {key: [SECRET]}


def converted() -> list[str]:
    fields = root_fields("mutation")
    return sorted(name for name in SECRET_MUTATIONS if "Payload" in str(fields[name].type))


@pytest.mark.parametrize("name", converted())
def test_a_secret_in_the_wrong_shape_is_told_to_nobody(house: House, name: str, caplog):
    browser = house.browser(Role.CASHIER)
    type_, _ = texts_of(name)
    refused = 0
    with caplog.at_level(logging.DEBUG):
        for given in inputs(name):
            by_variable = f"mutation ($input: {type_}!) {{ {name}(input: $input) {{ problems {{ code }} }} }}"
            by_literal = f"mutation {{ {name}(input: {literal(given)}) {{ problems {{ code }} }} }}"
            for answer in (browser.ask(by_variable, input=given), browser.ask(by_literal)):
                said = json.dumps(answer)
                assert SECRET not in said and str(NUMBER)[:7] not in said, said
                refused += "errors" in answer
                for error in answer.get("errors", ()):
                    assert error["extensions"]["code"] == "BAD_QUERY", said
                    assert error["message"], said
    assert refused > 10
    shown = "".join(f"{record.getMessage()}{record.exc_text or ''}" for record in caplog.records)
    assert SECRET not in shown and str(NUMBER) not in shown


@pytest.mark.parametrize(
    "broken",
    [
        'mutation { signIn(input: {secret: "x"SECRET"}) { problems { code } } }',
        'mutation { signIn(input: {secret: x"SECRET"}) { problems { code } } }',
        'mutation { signIn(input: {secret: "x" "SECRET"}) { problems { code } } }',
        'mutation { signIn(input: {secret: """x""""SECRET"}) { problems { code } } }',
        "mutation { signIn(input: {secret: 'SECRET'}) { problems { code } } }",
        "mutation { signIn(input: {secret: hunter2_582913 582913}) { problems { code } } }",
        'mutation { signIn(input: {secret: $x, a: "SECRET" }) { problems { code } } ',
        '"SECRET"',
        'mutation "SECRET"',
        'mutation ($x: String = ["SECRET"]) { signIn(input: {secret: $x}) { problems { code } } }',
        'mutation ($x: Int = "SECRET") { signIn(input: {secret: $x}) { problems { code } } }',
        'mutation @skip(if: "SECRET") { signOut { __typename } }',
        'mutation { signOut { __typename @include(if: "SECRET") } }',
        'query { approvals(allMine: true, filter: {states: ["SECRET"]}) { totalCount } }',
        'query { approvals(allMine: true, first: "SECRET") { totalCount } }',
        'query { approvals(allMine: true, after: 1, orderBy: "SECRET") { totalCount } }',
        'query { node(id: ["SECRET"]) { id } }',
    ],
)
def test_an_operation_that_cannot_be_read_is_not_read_back(browser: Browser, broken: str):
    answer = browser.ask(broken.replace("SECRET", SECRET))
    said = json.dumps(answer)
    assert "hunter2" not in said and "582913" not in said, said
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_QUERY"}, said
    assert all(error["message"] for error in answer["errors"]), said


def test_what_is_wrong_is_still_said(browser: Browser):
    def said(given: object) -> list[str]:
        query = "mutation ($input: SignInInput!) { signIn(input: $input) { problems { code } } }"
        return [error["message"] for error in browser.ask(query, input=given)["errors"]]

    start = "Variable '$input' has invalid value"
    assert said({"identifier": "owner"}) == [
        f"{start}: Expected value of type 'SignInInput' to include required field 'secret'."
    ]
    assert said({"identifier": "owner", "secret": SECRET, "sekret": SECRET}) == [
        f"{start}: Expected value of type 'SignInInput' not to include unknown field 'sekret'."
        " Did you mean 'secret'?"
    ]
    assert said({"identifier": "owner", "secret": NUMBER}) == [
        f"{start} at .secret: String cannot represent a non string value."
    ]
    odd = browser.ask("{ accounts(allMine: true, orderBy: {field: SECRET}) { totalCount } }")
    assert odd["errors"][0]["message"].startswith("The value does not exist in 'AccountOrderField' enum.")


def test_a_crash_while_a_secret_is_tried_tells_nobody_the_secret(
    browser: Browser, house: House, monkeypatch, caplog
):
    def crash(**given: object) -> None:
        raise RuntimeError(f"tried with {given}")

    monkeypatch.setattr("graphql_api.users.signing_in.sign_in", crash)
    with caplog.at_level(logging.DEBUG):
        answer = browser.ask(
            "mutation ($input: SignInInput!) { signIn(input: $input) { problems { code } } }",
            input={"identifier": "owner.maji", "secret": SECRET},
        )
    assert answer["errors"][0]["extensions"] == {"code": "INTERNAL", "field": []}
    assert SECRET not in json.dumps(answer)
    written = [MaskedFormatter("%(message)s").format(record) for record in caplog.records]
    assert any("tried with" in line for line in written) and SECRET not in "".join(written)
    assert not AuditEntry.objects.filter(action__startswith="sign_in").exists()
