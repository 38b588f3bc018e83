"""A crowd that only holds connections keeps nobody out: not from elsewhere, not from its own address."""

from __future__ import annotations

import sys

import httpx
import pytest

from config.limits import Limits, limits_from_environment
from config.places import Place, Places, Waits
from tests.processes import wait_until
from tests.serving import GET, App, served

HALF = b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"
WAIT = b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"
#: Other addresses of this machine; only Linux has them without being told.
ELSEWHERE = "127.0.0.9" if sys.platform == "linux" else "127.0.0.1"


@pytest.fixture
def app() -> App:
    return App()


@pytest.mark.parametrize("beginning", [b"", b"POST /read HTT", HALF], ids=["nothing", "head", "body"])
@pytest.mark.parametrize("source", ["127.0.0.1", ELSEWHERE], ids=["the crowd's address", "elsewhere"])
def test_a_crowd_of_the_slow_keeps_nobody_out(app: App, beginning: bytes, source: str):
    with served(app, connections=60, per_address=50) as server:
        crowd = [server.call(beginning) for _ in range(300)]
        answer = server.call(b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", source=source)
        assert answer.hear(until=b"/read").startswith(b"HTTP/1.1 200")
        assert server.door.places.held <= 60
        for caller in (*crowd, answer):
            caller.close()
        wait_until(lambda: server.door.places.held == 0)
    assert b"hi" in app.bodies


def test_who_is_being_answered_is_never_ended_and_the_next_is_refused(app: App):
    with served(app, connections=10, per_address=3) as server:
        busy = [server.call(WAIT) for _ in range(3)]
        wait_until(lambda: len(app.seen) == 3)
        refused = server.call(GET)
        assert refused.statuses() in ([503], [])  # [] when the reset overtakes the answer
        if ELSEWHERE != "127.0.0.1":
            assert server.call(GET, source=ELSEWHERE).hear(until=b"\r\n\r\n/").startswith(b"HTTP/1.1 200")
        app.go.set()
        for caller in busy:
            assert caller.hear(until=b"/wait").startswith(b"HTTP/1.1 200")


def test_the_house_is_full_for_everybody(app: App):
    with served(app, connections=2, per_address=0) as server:
        busy = [server.call(WAIT) for _ in range(2)]
        wait_until(lambda: len(app.seen) == 2)
        assert server.call(GET, source=ELSEWHERE).statuses() in ([503], [])
        app.go.set()
        for caller in busy:
            assert caller.hear(until=b"/wait")
        assert httpx.get(server.url, trust_env=False).status_code == 200


def test_places_are_taken_back_in_order():
    ended: list[str] = []
    places = Places(Limits(connections=4, per_address=3))

    def take(name: str, address: str = "a") -> Place | None:
        return places.take(address, lambda: ended.append(name))

    idle, body, head = take("idle"), take("body"), take("head")
    assert idle and body and head
    places.wait(idle, Waits.IDLE)
    places.wait(body, Waits.BODY)
    fourth = take("fourth")
    assert fourth and ended == ["head"]
    places.wait(fourth, None)
    fifth = take("fifth")
    assert fifth and ended == ["head", "idle"]
    places.wait(fifth, None)
    sixth = take("sixth")
    assert sixth and ended == ["head", "idle", "body"]
    places.wait(sixth, None)
    assert take("seventh") is None and places.held == 3
    other = take("other", "b")
    assert other and places.held == 4
    assert take("another", "c") is not None and ended[-1] == "other"  # the house is full
    for place in (fourth, fifth, sixth):
        places.leave(place)
    assert places.held == 1


def test_behind_a_proxy_addresses_are_not_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TRUSTED_PROXIES", raising=False)
    assert limits_from_environment().per_address == 500
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    assert limits_from_environment().per_address == 0
    monkeypatch.setenv("WEB_MAX_CONNECTIONS_PER_ADDRESS", "7")
    monkeypatch.setenv("WEB_HEAD_SECONDS", "3")
    assert (limits_from_environment().per_address, limits_from_environment().head_seconds) == (7, 3)
