"""Somebody who follows a document: runs each example as it is printed, and fills in what stands in <...>."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import FieldNode, NameNode, OperationType, Visitor, get_operation_ast, parse, print_ast, visit
from graphql.language import SelectionSetNode

from tests.docs.blocks import Block
from tests.graphql_api.conftest import Browser
from tests.graphql_api.events.sockets import OWN, opened, run, session_of


class _TellTypes(Visitor):
    """Asks every selection for its type, so that a Problem is seen whatever the example selects of it."""

    def enter_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
        return SelectionSetNode(
            selections=(
                FieldNode(name=NameNode(value="__typename"), arguments=(), directives=()),
                *node.selections,
            )
        )


@dataclass
class Reader:
    """`browsers` by the names of those who sign in; `known` are the words in <...> that no answer holds;
    `settle` is what goes on by itself after each step: queues and callbacks."""

    browsers: Callable[[str], Browser]
    known: dict[str, Callable[[], str]]
    settle: Callable[[], None]
    addresses: dict[str, str]
    folder: Path
    seen: dict[str, str] = field(default_factory=dict)
    answers: list[Any] = field(default_factory=list)

    def follow(self, blocks: Iterable[Block], who: Callable[[Block], str]) -> None:
        """Run the blocks in order; a `json` block holds the variables of the operation before it."""
        blocks = list(blocks)
        for block, after in zip(blocks, [*blocks[1:], None], strict=True):
            if block.language == "graphql":
                given = after.text if after is not None and after.language == "json" else "{}"
                self._ask(block.text, json.loads(given), self.browsers(who(block)))
            elif block.language == "sh":
                self._type(block.text)
            self.settle()

    def _ask(self, text: str, variables: dict[str, Any], browser: Browser) -> None:
        document = parse(text)
        operation = get_operation_ast(document)
        assert operation is not None, f"one operation an example, so that it can be sent as it is:\n{text}"
        filled = {name: self._filled(value) for name, value in variables.items()}
        if operation.operation is OperationType.SUBSCRIPTION:
            self._remember(first_event(browser, text, filled))
            return
        full = print_ast(visit(document, _TellTypes()))
        answer = browser.ask(full, **filled)
        assert "errors" not in answer, f"{answer['errors']}\n{text}"
        assert "Problem" not in types_in(answer["data"]), f"{answer['data']}\n{text}"
        self._remember(answer["data"])

    def _type(self, script: str) -> None:
        for printed, ours in self.addresses.items():
            script = script.replace(printed, ours)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{script}"
        assert not re.search(r'"errors"|"problems": ?\[\{', done.stdout), done.stdout
        self.answers.append(done.stdout)

    def _filled(self, value: Any) -> Any:
        word = re.fullmatch(r"<(.+)>", value) if isinstance(value, str) else None
        if word is None:
            return value
        return self.known[word[1]]() if word[1] in self.known else self.seen[word[1]]

    def _remember(self, answer: Any) -> None:
        """The last id of each type and the last text of each field are what <...> stands for."""
        self.answers.append(answer)
        for node in _objects(answer):
            if "id" in node and "__typename" in node:
                self.seen[node["__typename"]] = node["id"]
            self.seen |= {name: value for name, value in node.items() if isinstance(value, str)}


def first_event(browser: Browser, text: str, variables: dict[str, Any]) -> dict[str, Any]:
    heard: list[dict[str, Any]] = []

    async def story() -> None:
        async with opened(session=session_of(browser), origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.send(text, variables)
            message = await socket.hear()
            assert message["type"] == "next" and "errors" not in message["payload"], message
            heard.extend(message["payload"]["data"].values())

    run(story)
    return heard[0]


def types_in(answer: Any) -> set[str]:
    return {node["__typename"] for node in _objects(answer) if "__typename" in node}


def _objects(answer: Any) -> Iterable[dict[str, Any]]:
    if isinstance(answer, dict):
        yield answer
        for value in answer.values():
            yield from _objects(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from _objects(value)
