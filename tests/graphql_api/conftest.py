"""Two businesses with a person in every role, a stranger and a superuser who is no member; a client that
speaks to /graphql as a browser does, CSRF check included."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from graphql_api import websocket
from graphql_api.events import alarm
from graphql_api.ids import write_id
from tests.databases import Snapshot
from tests.graphql_api.seeds import fill
from tests.graphql_api.walk.rows import Seeds
from users.models import Business, Role, User
from users.people import add_member, create_business, create_staff

PASSWORD = "correct horse battery"


@dataclass
class Browser:
    """A client with cookies. Every answer is checked to be a GraphQL answer."""

    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer: data and errors."""
        answer = self.post({"query": query, "variables": variables})
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def data(self, query: str, **variables: Any) -> dict[str, Any]:
        answer = self.ask(query, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    def refusal(self, query: str, **variables: Any) -> str:
        """The code of the one error."""
        answer = self.ask(query, **variables)
        assert len(answer.get("errors", ())) == 1, answer
        return answer["errors"][0]["extensions"]["code"]

    def post(self, body: Any, **headers: str) -> Any:
        if "csrftoken" not in self.client.cookies:
            self.client.get("/graphql")
        token = self.client.cookies["csrftoken"].value
        return self.client.post(
            "/graphql", body, content_type="application/json", headers={"X-CSRFToken": token, **headers}
        )

    def act(self, verb: str, shown: str = "", **input: Any) -> dict[str, Any]:
        """What a mutation's payload shows beside its problems, or the first of its problems."""
        head = f"{verb[0].upper()}{verb[1:]}Input!"
        payload = self.data(
            f"mutation ($input: {head}) {{ done: {verb}(input: $input)"
            f" {{ {shown} problems {{ code field message }} }} }}",
            input=input,
        )["done"]
        (*_, problems) = payload.values()
        return problems[0] if problems else payload

    def sign_in(self, username: str, secret: str = PASSWORD, **more: str) -> dict[str, Any]:
        """{"me": ...}, or what is wrong."""
        found = self.act("signIn", "me { username }", identifier=username, secret=secret, **more)
        return {key: value for key, value in found.items() if key != "problems"}


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.client.force_login(user)
    return browser


@pytest.fixture
def browser(db: None) -> Browser:
    return Browser()


@dataclass
class House:
    """One business and its people, by role."""

    business: Business
    people: dict[str, User]

    @property
    def code(self) -> str:
        return self.business.code

    @property
    def id(self) -> str:
        """Of the business, as the API writes it."""
        return write_id("Business", self.business.pk)

    def browser(self, role: str = Role.OWNER) -> Browser:
        return signed_in(self.people[role])


def build_house(code: str) -> House:
    people = {
        role: create_staff(
            username=f"{role.lower()}.{code}", password=PASSWORD, display_name=f"{role} of {code}"
        )
        for role in Role.values
    }
    business = create_business(code=code, name=f"House {code}", owner=people[Role.OWNER])
    for role, user in people.items():
        add_member(business=business, user=user, role=role, actor=people[Role.OWNER])
    return House(business, people)


@pytest.fixture(scope="session")
def seeds_snapshot(house_snapshot: Snapshot, other_house_snapshot: Snapshot) -> Snapshot:
    maji, duka = house_snapshot.made, other_house_snapshot.made
    return other_house_snapshot.take(
        lambda: {"maji": fill(maji, shortcode="600100"), "duka": fill(duka, shortcode="600200")}
    )


@pytest.fixture
def seeds(seeds_snapshot: Snapshot, db: None) -> dict[str, Seeds]:
    """Both houses, with rows of every kind."""
    return seeds_snapshot.made


@pytest.fixture
def walkers(house: House, other_house: House) -> dict[str, tuple[Browser, set[str]]]:
    """Name -> (browser, roles in the house `duka`)."""
    found = {f"{role} of duka": (signed_in(user), {role}) for role, user in other_house.people.items()}
    found |= {f"{role} of maji": (signed_in(user), set[str]()) for role, user in house.people.items()}
    outsider = create_staff(username="outsider", password="correct horse battery")
    root = User.objects.create_superuser("root", "correct horse battery")
    return found | {"stranger": (signed_in(outsider), set()), "superuser": (signed_in(root), set())}


@pytest.fixture
def prompt_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tick that does not keep a test waiting."""
    monkeypatch.setattr(alarm, "TICK_SECONDS", 0.05)


@pytest.fixture
def slow_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tick that never comes: what arrives was brought by Redis."""
    monkeypatch.setattr(alarm, "TICK_SECONDS", 3600.0)
    monkeypatch.setattr(websocket, "SESSION_CHECK_SECONDS", 3600.0)


@pytest.fixture
def redis_away(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        async def new_channel(self) -> str:
            raise ConnectionError("Redis is away")

        async def group_send(self, *_: object) -> None:
            raise ConnectionError("Redis is away")

    monkeypatch.setattr(alarm, "get_channel_layer", Away)
    monkeypatch.setattr(alarm, "_resting_until", 0.0)  # afterwards it is asked again at once
