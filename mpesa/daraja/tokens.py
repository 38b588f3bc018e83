"""Access tokens: one per app, shared by all processes, refreshed early and by one caller at a time.

A token lives an hour, and a newer one may invalidate an older one (operators' reports), so callers share it.
Failing to get one is never an unknown outcome: the payment request was not sent yet.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from core import days
from core.digests import digest
from core.machine.scrub import scrub
from mpesa.daraja.errors import DarajaRefused, DarajaUnknown, DarajaUnreachable
from mpesa.daraja.token_store import StoredToken, TokenStore
from mpesa.daraja.transport import HeaderAuth, Timeouts, Transport
from mpesa.daraja.watch import NoWatch, Watch, note_pace

Clock: TypeAlias = Callable[[], float]

OAUTH_PATH: Final = "/oauth/v1/generate?grant_type=client_credentials"
EARLY_SECONDS: Final = 300.0
LONGEST_LIFE: Final = 3600.0
#: Assumed when `expires_in` is missing or rubbish.
DOUBTFUL_LIFE: Final = 600.0
#: A token this close to its end is not handed out.
LAST_SECONDS: Final = 10.0
RETRY_SECONDS: Final = 15.0
#: Longer than the store's lock lives: when its holder died, one caller takes the lock over, and not all.
WAIT_SECONDS: Final = 12.0
POLL_SECONDS: Final = 0.05
SPOILT: Final = "ended-before-its-time"
_OAUTH_TIMEOUTS: Final = Timeouts(connect=4.0, read=5.0, total=8.0)
_UNWATCHED: Final = NoWatch()
_TOKEN = re.compile(r"[!-~]{1,4096}")


@dataclass(frozen=True, slots=True)
class AppCredentials:
    """Consumer key and secret of a Daraja app."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)


def cache_key(app: AppCredentials, base_url: str) -> str:
    """SHA-256 over base URL and consumer key: the key itself is not shown in Redis."""
    return digest([base_url, app.consumer_key]).hex()


def epoch_seconds() -> float:
    return days.now().timestamp()


def get_token(
    app: AppCredentials,
    http: Transport,
    store: TokenStore,
    clock: Clock = epoch_seconds,
    watch: Watch = _UNWATCHED,
) -> str:
    """A token good for at least some seconds.

    Refreshed five minutes before its end (one that lives six minutes or less: at half of its life) by the one
    caller that gets the lock; the others keep using the old one, or wait for the new one when there is none.
    A lock that nobody releases ends by itself. When a refresh fails the old token serves to its end.
    Raises DarajaRefused (wrong key or secret) or DarajaUnreachable; in both cases nothing was sent to M-PESA.
    """
    key = cache_key(app, http.base_url)
    give_up = time.monotonic() + WAIT_SECONDS
    while True:
        token, now = store.load(key), clock()
        if token is not None and now < token.refresh_at:
            return token.value
        usable = token is not None and now < token.expires_at - LAST_SECONDS
        release = store.try_lock(key)
        if release is None and token is not None and usable:
            return token.value
        if release is not None or time.monotonic() >= give_up:
            break
        time.sleep(POLL_SECONDS)
    try:
        return _refresh(key, app, http, store, clock, watch)
    finally:
        if release is not None:
            release()


def drop_token(app: AppCredentials, http: Transport, store: TokenStore, value: str) -> None:
    """Forget a token that Daraja refused, unless another caller has replaced it already."""
    store.drop(cache_key(app, http.base_url), value)


def spoil_token(app: AppCredentials, http: Transport, store: TokenStore, clock: Clock) -> None:
    """Put a bad token in the place of the stored one, as when Daraja ends it early; a test of operators."""
    key = cache_key(app, http.base_url)
    held = store.load(key)
    if held is not None:
        store.save(key, replace(held, value=SPOILT), clock())


def is_spoilt(app: AppCredentials, http: Transport, store: TokenStore) -> bool:
    """Whether the stored token is still the bad one."""
    held = store.load(cache_key(app, http.base_url))
    return held is not None and held.value == SPOILT


def renew_token(
    app: AppCredentials, http: Transport, store: TokenStore, clock: Clock, watch: Watch = _UNWATCHED
) -> None:
    """Ask for a new token whatever is stored, and store it: shows that key and secret are right now.

    Raises as get_token; what is stored stays then.
    """
    store.save(cache_key(app, http.base_url), _fetch(app, http, clock, watch), clock())


def _refresh(
    key: str, app: AppCredentials, http: Transport, store: TokenStore, clock: Clock, watch: Watch
) -> str:
    held, now = store.load(key), clock()
    if held is not None and now < held.refresh_at:
        return held.value
    try:
        fresh = _fetch(app, http, clock, watch)
    except (DarajaRefused, DarajaUnreachable):
        if held is None or clock() >= held.expires_at - LAST_SECONDS:
            raise
        store.save(key, replace(held, refresh_at=clock() + RETRY_SECONDS), clock())
        return held.value
    store.save(key, fresh, clock())
    return fresh.value


def _fetch(app: AppCredentials, http: Transport, clock: Clock, watch: Watch) -> StoredToken:
    try:
        fresh = _ask_for_token(app, http, clock, watch)
    except (DarajaRefused, DarajaUnreachable) as error:
        watch.token_failed(error.code)
        raise
    watch.token_got()
    return fresh


def _ask_for_token(app: AppCredentials, http: Transport, clock: Clock, watch: Watch) -> StoredToken:
    asked_at = clock()
    auth = HeaderAuth.basic(app.consumer_key, app.consumer_secret)
    lost = ""
    try:
        answer = http.get(OAUTH_PATH, auth=auth, timeouts=_shorter(http.timeouts))
    except DarajaUnknown as error:
        lost = error.code
    if lost:
        raise DarajaUnreachable("DARAJA_NO_TOKEN", f"No access token: {lost}.")
    note_pace(answer, watch)
    value = (answer.payload or {}).get("access_token")
    if answer.status == 200 and isinstance(value, str) and _TOKEN.fullmatch(value):
        life = token_life((answer.payload or {}).get("expires_in"))
        early = EARLY_SECONDS if life > EARLY_SECONDS + 60 else life / 2
        return StoredToken(value, refresh_at=asked_at + life - early, expires_at=asked_at + life)
    code, message = answer.error or ("", "")
    if answer.status in (400, 401) and (answer.trouble in ("", "empty")):
        message = scrub(message, app.consumer_key, app.consumer_secret)
        raise DarajaRefused("DARAJA_BAD_CREDENTIALS", message, answer.status, error_code=code)
    raise DarajaUnreachable(
        "DARAJA_NO_TOKEN", f"No access token: HTTP {answer.status} {code or answer.trouble}."
    )


def _shorter(timeouts: Timeouts) -> Timeouts:
    ours = _OAUTH_TIMEOUTS
    return Timeouts(
        min(ours.connect, timeouts.connect), min(ours.read, timeouts.read), min(ours.total, timeouts.total)
    )


def token_life(expires_in: object) -> float:
    """Seconds of `expires_in`, text or number, within an hour; ten minutes when it says nothing usable."""
    try:
        life = Decimal(str(expires_in).strip()) if not isinstance(expires_in, bool) else Decimal("NaN")
    except InvalidOperation:
        return DOUBTFUL_LIFE
    if not life.is_finite() or life <= 0:
        return DOUBTFUL_LIFE
    return float(min(life, Decimal(LONGEST_LIFE)))
