"""A crowd that only holds connections keeps nobody out: not from elsewhere, not from its own address."""

from __future__ import annotations

import socket
import sys

import pytest

from config.web.limits import Limits, limits_from_environment
from config.web.places import Place, Places, Waits
from demo.http import Site
from tests.processes import wait_until
from tests.serving import GET, PATIENCE, App, Caller, served

HALF = b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf"
CLOSING = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
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


def test_one_address_holds_no_more_waiting_than_it_may(app: App):
    with served(app, connections=1000, per_address=50, grace_seconds=0) as server:
        crowd = [server.call(beginning) for beginning in (b"", b"GET / HT", HALF) for _ in range(100)]
        assert server.call(CLOSING).statuses() == [200]
        assert server.door.places.held <= 51
        for caller in crowd:
            caller.close()


def test_what_queued_while_nobody_listened_is_all_answered(app: App):
    """A restart: hundreds of callbacks wait in the socket's queue, all from Safaricom's address."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
    place = listener.getsockname()
    queued = [Caller(socket.create_connection(place, PATIENCE * 3)) for _ in range(400)]
    for number, caller in enumerate(queued):
        caller.say(CLOSING.replace(b"GET /", b"GET /%d" % number))
    with served(app, listener, connections=500, per_address=5, grace_seconds=0):
        assert [caller.statuses() for caller in queued] == [[200]] * len(queued)


def test_who_is_being_answered_is_never_ended_and_the_next_is_refused(app: App):
    with served(app, connections=3, per_address=1, grace_seconds=0) as server:
        busy = [server.call(WAIT) for _ in range(3)]
        wait_until(lambda: len(app.seen) == 3)
        for source in ("127.0.0.1", ELSEWHERE):
            # [] when the reset overtakes the answer
            assert server.call(GET, source=source).statuses() in ([503], [])
        app.go.set()
        for caller in busy:
            assert caller.hear(until=b"/wait").startswith(b"HTTP/1.1 200")
        assert Site(server.url).get("/").status_code == 200


class Guests:
    """Places with a clock of the test's own; who was ended, and who has something unread."""

    def __init__(self, **limits: float) -> None:
        self.now = 0.0
        self.ended: list[str] = []
        self.unread: set[str] = set()
        self.places = Places(Limits(**limits), lambda: self.now)  # type: ignore[arg-type]

    def come(self, name: str, address: str = "a", waits: Waits | None = Waits.HEAD) -> Place | None:
        self.now += 1
        place = self.places.take(address, lambda: self.ended.append(name), lambda: name in self.unread)
        if place is not None:
            self.places.wait(place, waits)
        return place


def test_places_are_taken_back_in_order():
    guests = Guests(connections=100, per_address=3, grace_seconds=0)
    for name, waits in (("idle", Waits.IDLE), ("body", Waits.BODY), ("head", Waits.HEAD)):
        guests.come(name, waits=waits)
    for name in ("busy", "busy too", "and busy"):
        guests.come(name, waits=None)
    assert guests.ended == ["head"]  # then two waited, fewer than three
    guests.come("another")
    guests.come("elsewhere", "b")
    for name in ("1", "2", "3"):
        guests.come(name, waits=Waits.BODY)
    assert guests.ended == ["head", "another", "idle", "body"]


def test_a_request_on_its_way_or_unread_is_not_ended():
    guests = Guests(connections=4, per_address=1, grace_seconds=5)
    for name in ("1", "2", "3"):
        guests.come(name)
    assert guests.ended == []  # more than one waits, but not for five seconds
    guests.now += 5
    guests.unread = {"1", "2"}
    guests.come("4")
    assert guests.ended == ["3"]
    guests.come("5", waits=None)
    assert guests.ended == ["3"] and guests.places.held == 4
    guests.unread = {"1", "2", "4"}
    assert guests.come("6") is None  # the house is full
    guests.unread = {"1", "4"}
    assert guests.come("7") is not None and guests.ended == ["3", "2"]


def test_places_that_are_left_are_free():
    guests = Guests(connections=2, per_address=1, grace_seconds=0)
    first, second = guests.come("1", waits=None), guests.come("2", "b", waits=None)
    assert first and second and guests.come("3") is None
    assert guests.places.become_socket(first)
    for _ in range(2):
        guests.places.leave(first)
    assert guests.places.held == 1
    again = guests.come("4", waits=None)
    assert again and guests.places.become_socket(again)
    guests.places.leave(second)
    other = guests.come("5", waits=None)
    assert other and not guests.places.become_socket(other)


def test_behind_a_proxy_addresses_are_not_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("TRUSTED_PROXIES", raising=False)
    assert limits_from_environment().per_address == 500
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    assert limits_from_environment().per_address == 0
    monkeypatch.setenv("WEB_MAX_CONNECTIONS_PER_ADDRESS", "7")
    monkeypatch.setenv("WEB_HEAD_SECONDS", "3")
    assert (limits_from_environment().per_address, limits_from_environment().head_seconds) == (7, 3)
