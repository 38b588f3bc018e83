"""Where access tokens are kept: Redis for all processes, process memory where there is none or it is down."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol, TypeAlias

import redis
from redis.exceptions import LockError, RedisError
from redis.lock import Lock

LOCK_SECONDS: Final = 10.0
#: How long Redis is left alone after an error, so that its time-outs are not paid on every call.
REST_SECONDS: Final = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token and two moments in epoch seconds: when to look for a new one, and when it ends."""

    value: str = field(repr=False)
    refresh_at: float
    expires_at: float


#: Gives a lock back; when it has ended meanwhile and is somebody else's, nothing happens.
Release: TypeAlias = Callable[[], None]


class TokenStore(Protocol):
    """Never raises. `now` is the caller's clock, which also made the token's moments."""

    def load(self, key: str) -> StoredToken | None: ...

    def save(self, key: str, token: StoredToken, now: float) -> None: ...

    def drop(self, key: str, value: str) -> None:
        """Forget the token of `key` if it is still `value`."""

    def try_lock(self, key: str) -> Release | None:
        """Takes the lock for the refresh of `key`; None while another caller holds it. It ends by itself."""


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    ends_at: float


class MemoryTokenStore:
    """Tokens of one process, shared by its threads."""

    def __init__(self, lock_seconds: float = LOCK_SECONDS) -> None:
        self._lock_seconds = lock_seconds
        self._guard = threading.Lock()
        self._tokens: dict[str, StoredToken] = {}
        self._locks: dict[str, _Held] = {}

    def load(self, key: str) -> StoredToken | None:
        with self._guard:
            return self._tokens.get(key)

    def save(self, key: str, token: StoredToken, now: float) -> None:
        with self._guard:
            self._tokens[key] = token

    def drop(self, key: str, value: str) -> None:
        with self._guard:
            held = self._tokens.get(key)
            if held is not None and held.value == value:
                del self._tokens[key]

    def try_lock(self, key: str) -> Release | None:
        with self._guard:
            held = self._locks.get(key)
            if held is not None and time.monotonic() < held.ends_at:
                return None
            mine = self._locks[key] = _Held(time.monotonic() + self._lock_seconds)
            return partial(self._release, key, mine)

    def _release(self, key: str, lock: _Held) -> None:
        with self._guard:
            if self._locks.get(key) is lock:
                del self._locks[key]


class RedisTokenStore:
    """Tokens of all processes, as JSON that ends with the token. Redis errors lead to process memory.

    Give it a client with short socket time-outs and `retry=Retry(NoBackoff(), 0)`: by default redis-py 8
    tries again for seconds while Redis is down. Its answers may be bytes or text.
    """

    #: Deletes a key only while it still holds what was seen: a newer token stays.
    _DELETE_IF: Final = (
        "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"
    )

    def __init__(
        self, redis_client: redis.Redis, prefix: str = "daraja:", lock_seconds: float = LOCK_SECONDS
    ) -> None:
        self._redis = redis_client
        self._prefix = prefix
        self._lock_seconds = lock_seconds
        self._memory = MemoryTokenStore(lock_seconds)
        self._resting_until = 0.0

    def load(self, key: str) -> StoredToken | None:
        raw: object = None
        try:
            self._wake()
            raw = self._redis.get(self._token_key(key))
        except (RedisError, OSError) as error:
            self._rest(error)
            return self._memory.load(key)
        return _decode(raw)

    def save(self, key: str, token: StoredToken, now: float) -> None:
        self._memory.save(key, token, now)
        milliseconds = int((token.expires_at - now) * 1000)
        if milliseconds <= 0:
            return
        try:
            self._wake()
            self._redis.set(self._token_key(key), _encode(token), px=milliseconds)
        except (RedisError, OSError) as error:
            self._rest(error)

    def drop(self, key: str, value: str) -> None:
        self._memory.drop(key, value)
        try:
            self._wake()
            raw: object = self._redis.get(self._token_key(key))
            held = _decode(raw)
            if isinstance(raw, bytes | str) and (held is None or held.value == value):
                self._redis.eval(self._DELETE_IF, 1, self._token_key(key), raw)
        except (RedisError, OSError) as error:
            self._rest(error)

    def try_lock(self, key: str) -> Release | None:
        lock = self._redis.lock(
            f"{self._prefix}lock:{key}", timeout=self._lock_seconds, blocking=False, thread_local=False
        )
        try:
            self._wake()
            return partial(self._release, lock) if lock.acquire() else None
        except (RedisError, OSError) as error:
            self._rest(error)
            return self._memory.try_lock(key)

    def _release(self, lock: Lock) -> None:
        try:
            self._wake()
            lock.release()
        except LockError:
            pass  # it ended before we were done
        except (RedisError, OSError) as error:
            self._rest(error)

    def _token_key(self, key: str) -> str:
        return f"{self._prefix}token:{key}"

    def _wake(self) -> None:
        if time.monotonic() < self._resting_until:
            raise redis.exceptions.ConnectionError("resting after an error")

    def _rest(self, error: Exception) -> None:
        if time.monotonic() >= self._resting_until:
            self._resting_until = time.monotonic() + REST_SECONDS
            _log.warning(
                "Redis is not usable for Daraja tokens (%s); using process memory", type(error).__name__
            )


def _encode(token: StoredToken) -> str:
    return json.dumps([token.value, repr(token.refresh_at), repr(token.expires_at)])


def _decode(raw: object) -> StoredToken | None:
    if not isinstance(raw, bytes | str):
        return None
    try:
        value, refresh_at, expires_at = json.loads(raw)
        return StoredToken(str(value), float(refresh_at), float(expires_at))
    except (ValueError, TypeError, RecursionError):
        return None
