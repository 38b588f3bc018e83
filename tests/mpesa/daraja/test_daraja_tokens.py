"""Access tokens: shared, early, one refresh at a time, and never stuck."""

from __future__ import annotations

import base64
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from mpesa.daraja import tokens
from mpesa.daraja.errors import DarajaRefused, DarajaUnreachable
from mpesa.daraja.token_store import MemoryTokenStore, RedisTokenStore, Release, StoredToken
from mpesa.daraja.tokens import cache_key, drop_token, get_token, token_life
from mpesa.daraja.transport import Timeouts, Transport, new_session
from tests.processes import wait_until

OAUTH = "/oauth/v1/generate"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def transport(daraja: Any) -> Transport:
    return Transport(daraja.url, new_session(), Timeouts(1.0, 0.5, 2.0))


@pytest.fixture(params=["memory", "redis", "redis-text"])
def any_store(request: pytest.FixtureRequest) -> Any:
    if request.param == "memory":
        return MemoryTokenStore()
    path = request.getfixturevalue("valkey_socket")
    connection = redis.Redis(unix_socket_path=path, decode_responses=request.param == "redis-text")
    connection.flushall()
    return RedisTokenStore(connection, "test:")


def test_a_token_is_fetched_once_and_shared(app, transport, any_store, clock, daraja):
    assert [get_token(app, transport, any_store, clock) for _ in range(3)] == ["token-1"] * 3
    (asked,) = daraja.calls(OAUTH)
    assert asked.path == "/oauth/v1/generate?grant_type=client_credentials"
    assert base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")) == (
        b"key-of-the-app:secret-of-the-app"
    )


def test_it_is_refreshed_five_minutes_before_its_end(app, transport, any_store, clock, daraja):
    get_token(app, transport, any_store, clock)
    clock.now += 3599 - 301
    assert get_token(app, transport, any_store, clock) == "token-1"
    clock.now += 2
    assert get_token(app, transport, any_store, clock) == "token-2"


def test_apps_and_hosts_do_not_share(app, transport, any_store, clock, daraja):
    other = tokens.AppCredentials("another-key", "secret")
    assert get_token(app, transport, any_store, clock) == "token-1"
    assert get_token(other, transport, any_store, clock) == "token-2"
    assert cache_key(app, "https://a.example") != cache_key(app, "https://b.example")


def test_redis_holds_no_consumer_key_and_an_expiry(app, transport, valkey, clock):
    get_token(app, transport, RedisTokenStore(valkey, "test:"), clock)
    (key,) = valkey.keys("*")  # the lock is gone
    assert key.decode() == "test:token:" + cache_key(app, transport.base_url)
    assert b"key-of-the-app" not in key + valkey.get(key)
    assert 3590_000 < valkey.pttl(key) <= 3599_000


def test_another_process_uses_the_same_token(app, transport, valkey, clock, daraja):
    get_token(app, transport, RedisTokenStore(valkey, "test:"), clock)
    assert get_token(app, transport, RedisTokenStore(valkey, "test:"), clock) == "token-1"
    assert len(daraja.calls(OAUTH)) == 1


def test_rubbish_in_redis_is_no_token(app, transport, valkey, clock):
    valkey.set("test:token:" + cache_key(app, transport.base_url), b"\xff[1")
    assert get_token(app, transport, RedisTokenStore(valkey, "test:"), clock) == "token-1"


def test_many_threads_make_one_request(app, transport, any_store, clock, daraja):
    start = threading.Barrier(12)

    def ask(_: int) -> str:
        start.wait()
        return get_token(app, transport, any_store, clock)

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(ask, range(12))) == {"token-1"}
    assert len(daraja.calls(OAUTH)) == 1


def test_who_gets_the_lock_looks_again_first(app, transport, clock, daraja):
    class Overtaken(MemoryTokenStore):
        """Between our look and our lock somebody else has finished."""

        def try_lock(self, key: str) -> Release | None:
            self.save(key, StoredToken("theirs", clock.now + 3000, clock.now + 3600), clock.now)
            return super().try_lock(key)

    assert get_token(app, transport, Overtaken(), clock) == "theirs"
    assert daraja.calls(OAUTH) == []


def test_while_one_refreshes_the_others_keep_the_old_token(
    app, transport, any_store, clock, daraja, monkeypatch
):
    get_token(app, transport, any_store, clock)
    clock.now += 3400
    asked, answered = threading.Event(), threading.Event()

    def slow(connection: Any) -> None:
        asked.set()
        answered.wait(5)
        body = b'{"access_token": "token-new", "expires_in": 3599}'
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    daraja.says(OAUTH, slow)
    patient = Transport(daraja.url, new_session(), Timeouts(1.0, 4.0, 4.0))
    with ThreadPoolExecutor(1) as pool:
        refreshing = pool.submit(get_token, app, patient, any_store, clock)
        assert asked.wait(5)
        assert [get_token(app, transport, any_store, clock) for _ in range(3)] == ["token-1"] * 3
        answered.set()
        assert refreshing.result(5) == "token-new"
    assert get_token(app, transport, any_store, clock) == "token-new"
    assert len(daraja.calls(OAUTH)) == 2


@pytest.mark.parametrize("kind", ["memory", "redis"])
def test_a_forgotten_lock_ends_by_itself(app, transport, valkey, clock, daraja, kind):
    any_store: Any = MemoryTokenStore(0.2) if kind == "memory" else RedisTokenStore(valkey, "t:", 0.2)
    assert any_store.try_lock(cache_key(app, transport.base_url))
    assert get_token(app, transport, any_store, clock) == "token-1"


def test_a_lock_without_an_end_blocks_nobody_for_long(app, transport, valkey, clock, monkeypatch):
    monkeypatch.setattr(tokens, "WAIT_SECONDS", 0.2)
    valkey.set("test:lock:" + cache_key(app, transport.base_url), "forgotten")
    assert get_token(app, transport, RedisTokenStore(valkey, "test:"), clock) == "token-1"
    assert valkey.get("test:lock:" + cache_key(app, transport.base_url)) == b"forgotten"


def test_who_comes_late_does_not_open_a_newer_lock(any_store, monkeypatch):
    monkeypatch.setattr(any_store, "_lock_seconds", 0.001)
    late = any_store.try_lock("k")
    monkeypatch.setattr(any_store, "_lock_seconds", 10.0)
    newer = []
    wait_until(lambda: newer.append(any_store.try_lock("k")) or newer[-1] is not None)
    late()
    assert any_store.try_lock("k") is None
    newer[-1]()
    assert any_store.try_lock("k")


def test_a_lock_is_given_back_where_it_was_taken(valkey, monkeypatch):
    """Redis goes away while one is held, and comes back: it ends there by itself, and blocks nobody here."""
    store = RedisTokenStore(valkey, "test:")
    release = store.try_lock("k")
    monkeypatch.setattr(store, "_resting_until", time.monotonic() + 3600)
    in_memory = store.try_lock("k")
    assert in_memory and store.try_lock("k") is None
    release()
    assert store.try_lock("k") is None
    in_memory()
    monkeypatch.setattr(store, "_resting_until", 0.0)
    assert store.try_lock("k") is None
    assert 0 < valkey.pttl("test:lock:k") <= 10_000


def test_a_refused_token_is_dropped_unless_replaced(app, transport, any_store, clock, daraja):
    old = get_token(app, transport, any_store, clock)
    drop_token(app, transport, any_store, old)
    assert get_token(app, transport, any_store, clock) == "token-2"
    drop_token(app, transport, any_store, old)
    assert get_token(app, transport, any_store, clock) == "token-2"


def test_redis_down_means_process_memory(app, transport, clock, daraja, caplog):
    down = redis.Redis(unix_socket_path="/nonexistent/socket", retry=Retry(NoBackoff(), 0))
    store = RedisTokenStore(down, "test:")
    assert [get_token(app, transport, store, clock) for _ in range(3)] == ["token-1"] * 3
    drop_token(app, transport, store, "token-1")
    assert get_token(app, transport, store, clock) == "token-2"
    assert len([r for r in caplog.records if "Redis" in r.message]) == 1


def test_redis_going_down_keeps_the_token_in_hand(app, transport, valkey, clock, daraja, monkeypatch):
    store = RedisTokenStore(valkey, "test:")
    get_token(app, transport, store, clock)
    monkeypatch.setattr(
        store, "_redis", redis.Redis(unix_socket_path="/nonexistent/socket", retry=Retry(NoBackoff(), 0))
    )
    assert get_token(app, transport, store, clock) == "token-1"
    assert len(daraja.calls(OAUTH)) == 1


def test_a_failed_refresh_leaves_the_old_token_to_its_end(app, transport, any_store, clock, daraja, wire):
    get_token(app, transport, any_store, clock)
    daraja.says(OAUTH, wire.page)
    clock.now += 3400
    assert [get_token(app, transport, any_store, clock) for _ in range(5)] == ["token-1"] * 5
    assert len(daraja.calls(OAUTH)) == 2  # one refresh tried, the next one a little later
    clock.now += 195
    with pytest.raises(DarajaUnreachable):
        get_token(app, transport, any_store, clock)


@pytest.mark.parametrize(
    ("expires_in", "life"),
    [
        ("3599", 3599), (3599, 3599), (" 3600 ", 3600), ("1e3", 1000), (120, 120), ("99999999", 3600),
        ("soon", 600), ("", 600), (None, 600), (True, 600), (-5, 600), ("0", 600), ("NaN", 600),
        ("Infinity", 600), ([1], 600), ({}, 600), ("1e999999999999999999999", 600),
    ],
)  # fmt: skip
def test_lives_in_any_form(expires_in, life):
    assert token_life(expires_in) == life


def test_a_short_life_is_refreshed_at_half(app, transport, any_store, clock, daraja, wire):
    daraja.says(OAUTH, wire.http(200, {"access_token": "short", "expires_in": 60}))
    get_token(app, transport, any_store, clock)
    clock.now += 29
    get_token(app, transport, any_store, clock)
    assert len(daraja.calls(OAUTH)) == 1
    clock.now += 2
    get_token(app, transport, any_store, clock)
    assert len(daraja.calls(OAUTH)) == 2


@pytest.mark.parametrize(
    ("status", "body", "error", "code"),
    [
        (400, b"", DarajaRefused, "DARAJA_BAD_CREDENTIALS"),
        (400, {"errorCode": "400.008.01", "errorMessage": "Invalid Authentication passed"},
         DarajaRefused, "DARAJA_BAD_CREDENTIALS"),
        (503, b"<html>", DarajaUnreachable, "DARAJA_NO_TOKEN"),
        (400, b"<html>", DarajaUnreachable, "DARAJA_NO_TOKEN"),
        (500, {"errorCode": "500.003.02", "errorMessage": "Spike arrest violation"},
         DarajaUnreachable, "DARAJA_NO_TOKEN"),
        (200, {"access_token": "with\r\nX: newline", "expires_in": 1}, DarajaUnreachable, "DARAJA_NO_TOKEN"),
        (200, {"access_token": None}, DarajaUnreachable, "DARAJA_NO_TOKEN"),
        (200, b"[]", DarajaUnreachable, "DARAJA_NO_TOKEN"),
        (302, b"", DarajaUnreachable, "DARAJA_NO_TOKEN"),
    ],
)  # fmt: skip
def test_no_token_means_nothing_was_sent(
    app, transport, any_store, clock, daraja, wire, status, body, error, code
):
    daraja.says(OAUTH, wire.http(status, body))
    with pytest.raises(error) as caught:
        get_token(app, transport, any_store, clock)
    assert caught.value.code == code
    assert any_store.try_lock(cache_key(app, transport.base_url))  # given back


def test_a_silent_or_broken_oauth_is_unreachable(app, transport, store, clock, daraja, wire):
    daraja.says(OAUTH, wire.silence, wire.reset)
    for _ in range(2):
        with pytest.raises(DarajaUnreachable) as caught:
            get_token(app, transport, store, clock)
        assert caught.value.code == "DARAJA_NO_TOKEN"


def test_tokens_and_credentials_hide_in_repr(app):
    shown = repr(app) + repr(StoredToken("abc-token", 1.0, 2.0))
    assert not any(secret in shown for secret in ("key-of", "secret-of", "abc-token"))
