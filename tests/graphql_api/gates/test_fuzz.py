"""Random operations by everybody: no fault of ours, only documented codes, and books that hold afterwards."""

from __future__ import annotations

import json
import logging
import os
import random
import re
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import parse

from graphql_api.gates.limits import Measure
from graphql_api.ids import write_id
from graphql_api.nodes import finders
from graphql_api.schema import schema
from ledger.integrity.verifying import verify_ledger
from tests.environment import ROOT
from tests.graphql_api.conftest import Browser, House
from tests.graphql_api.fuzz.bodies import FILES, spoiled
from tests.graphql_api.fuzz.operations import SESSION_FIELDS, Builder, Operation
from tests.graphql_api.fuzz.values import Values
from tests.graphql_api.gates.test_cursors import cursors
from tests.graphql_api.seeds import fill
from users.models import Role, User

#: One operation asks the database at most so often, whatever is asked: lists do not ask once a row.
MAX_QUERIES = 200
CODES = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", (ROOT / "docs/errors.md").read_text("utf-8"), re.MULTILINE))
STATUSES = {200, 400, 405, 413, 415}


class Fuzz:
    """One run: the people of two houses and nobody, and operations out of one seed."""

    def __init__(self, seed: int, houses: tuple[House, House], ids: dict[str, list[str]]) -> None:
        self.rng = random.Random(seed)
        self.builder = Builder(schema._schema, self.rng, Values(self.rng, ids, [], cursors()))
        root = User.objects.create_superuser("root", "correct horse battery")
        self.people: list[tuple[User | None, str]] = [(None, "maji"), (root, "maji")]
        for house in houses:
            self.people += [(user, house.code) for user in house.people.values()]
            self.people += [(house.people[role], house.code) for role in (Role.OWNER, Role.ACCOUNTANT) * 3]
        self.browsers: dict[int, Browser] = {}
        self.answers: Counter[str] = Counter()
        self.most_queries = 0

    def step(self) -> None:
        who = self.rng.randrange(len(self.people))
        if self.builder.values.paths and self.rng.random() < 0.05:
            self._send_file(self._browser(who), self.rng.choice(self.builder.values.paths))
        self.builder.values.home = self.people[who][1]
        operation = self.builder.operation()
        body, content_type = spoiled(self.rng, {"query": operation.text, "variables": operation.variables})
        browser = self._browser(who)
        with CaptureQueriesContext(connection) as queries:
            answer = browser.client.generic(
                "POST",
                "/graphql",
                body,
                headers={"X-CSRFToken": browser.client.cookies["csrftoken"].value},
                CONTENT_TYPE=content_type,
            )
        self.most_queries = max(self.most_queries, len(queries))
        assert len(queries) <= MAX_QUERIES, (len(queries), operation)
        self._check(operation, answer)
        if SESSION_FIELDS & set(operation.fields):
            del self.browsers[self._key(who)]

    def _send_file(self, browser: Browser, path: str) -> None:
        if self.rng.random() < 0.2:
            place = self.rng.randrange(len(path))
            path = path[:place] + self.rng.choice(("%00", "x", "%ff", "", ":")) + path[place + 1 :]
        method = "GET" if path.startswith("/files/") else "POST"
        headers = {"X-CSRFToken": browser.client.cookies["csrftoken"].value}
        answer = browser.client.generic(method, path, self.rng.choice(FILES), headers=headers)
        assert answer.status_code < 500, (path, answer.content[:300])
        self.answers.update([f"{method} {answer.status_code}"])

    def _key(self, who: int) -> int:
        person = self.people[who][0]
        return person.pk if person else 0

    def _browser(self, who: int) -> Browser:
        if self._key(who) not in self.browsers:
            browser = Browser()
            browser.client.raise_request_exception = False
            person, _ = self.people[who]
            if person is not None and User.objects.filter(pk=person.pk, is_active=True).exists():
                browser.client.force_login(User.objects.get(pk=person.pk))
            browser.client.get("/graphql")
            self.browsers[self._key(who)] = browser
        return self.browsers[self._key(who)]

    def _check(self, operation: Operation, answer: Any) -> None:
        assert answer.status_code in STATUSES, (answer.status_code, answer.content[:300], operation)
        assert answer.headers["content-type"] == "application/json", operation
        found = json.loads(answer.content)
        told = [error["extensions"]["code"] for error in found.get("errors", ())]
        told += problems(found.get("data"))
        assert set(told) <= CODES, (set(told) - CODES, operation, found)
        data = found.get("data")
        if data:
            measure = Measure(schema._schema, parse(operation.text), operation.variables)
            assert fields_in(data) <= sum(size.cost for size in measure.sizes()), operation
        self.builder.values.learn(data)
        self.answers.update(told or ["answered"])


def fields_in(data: Any) -> int:
    """How many fields an answer has: no more than the operation was reckoned to cost."""
    if isinstance(data, list):
        return sum(map(fields_in, data))
    return sum(1 + fields_in(part) for part in data.values()) if isinstance(data, dict) else 0


def problems(data: Any) -> list[str]:
    """Codes of the Problems in an answer."""
    if isinstance(data, list):
        return [code for part in data for code in problems(part)]
    if not isinstance(data, dict):
        return []
    if data.get("__typename") == "Problem":
        return [data["code"]] if "code" in data else []
    return [code for part in data.values() for code in problems(part)]


def ids_of(seeds: list[Any]) -> dict[str, list[str]]:
    found = {name: [write_id(name, each.nodes[name].pk) for each in seeds] for name in finders}
    return {name: [*ids, write_id(name, 999_999_999)] for name, ids in found.items()}


def fuzz(
    count: int, seed: int, houses: tuple[House, House], caplog: pytest.LogCaptureFixture, monkeypatch, drain
) -> None:
    seed = int(os.environ.get("FUZZ_SEED") or seed)
    print(f"FUZZ_SEED={seed} makes the same operations again")
    # Whatever environment a till is of, nobody is called.
    monkeypatch.setattr("mpesa.tills.connections.base_url", lambda till: "http://127.0.0.1:9")
    seeds = [fill(house, shortcode=f"60{n}00") for n, house in enumerate(houses, start=1001)]
    run = Fuzz(seed, houses, ids_of(seeds))
    with caplog.at_level(logging.WARNING):
        for number in range(count):
            caplog.clear()
            run.step()
            assert not [record for record in caplog.records if record.exc_info], (number, caplog.text)
            if number % 500 == 499:
                drain()
                assert not [record for record in caplog.records if record.exc_info], (number, caplog.text)
    drain()
    print(f"{run.most_queries} queries at most; {run.answers.most_common()}")
    assert verify_ledger() == []
    assert run.answers["answered"] > count / 20


def test_a_hundred_and_fifty_random_operations(house, other_house, caplog, monkeypatch, drain):
    fuzz(150, 10, (house, other_house), caplog, monkeypatch, drain)


@pytest.mark.slow
def test_five_thousand_random_operations(house, other_house, caplog, monkeypatch, drain):
    fuzz(5000, random.SystemRandom().randrange(2**32), (house, other_house), caplog, monkeypatch, drain)
