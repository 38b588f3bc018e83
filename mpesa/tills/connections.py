"""Connections to Safaricom: which host a till talks to, with which credentials and token cache."""

from __future__ import annotations

from functools import lru_cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.machine.crypto import unseal
from mpesa.daraja.client import DarajaClient
from mpesa.daraja.token_store import RedisTokenStore
from mpesa.daraja.tokens import AppCredentials
from mpesa.daraja.watch import Watch
from mpesa.models import Environment, Till
from mpesa.tills.apps import AppNotes


def base_url(till: Till) -> str:
    """The Daraja host of a till."""
    return {
        Environment.LOCAL.value: settings.DARAJA_SANDBOX_URL,
        Environment.SANDBOX.value: "https://sandbox.safaricom.co.ke",
        Environment.PRODUCTION.value: "https://api.safaricom.co.ke",
    }[till.environment]


@lru_cache(maxsize=1)
def _token_store() -> RedisTokenStore:
    return RedisTokenStore(
        redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0)
        )
    )


def client_of(till: Till, credentials: AppCredentials, watch: Watch | None = None) -> DarajaClient:
    """A client for the host of a till, with credentials that may not be its own yet."""
    return DarajaClient(base_url(till), credentials, _token_store(), watch=watch)


def client_for(till: Till) -> DarajaClient:
    """A client with the till's own credentials; tokens are shared by all processes through Redis."""
    app = AppCredentials(
        consumer_key=unseal(till.data_key, till.consumer_key_sealed, purpose="till.consumer_key"),
        consumer_secret=unseal(till.data_key, till.consumer_secret_sealed, purpose="till.consumer_secret"),
    )
    return client_of(till, app, AppNotes(till.app_id))
