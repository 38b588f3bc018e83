"""The environment of a machine that is no trial machine; its services are never reached."""

from __future__ import annotations

import base64
from typing import Final

_KEY: Final = base64.urlsafe_b64encode(bytes(range(32))).decode()

PRODUCTION: Final[dict[str, str]] = {
    "DATABASE_URL": "postgresql://hesabu_app:x@database.invalid/hesabu",
    "DATABASE_OWNER_URL": "postgresql://hesabu_owner:x@database.invalid/hesabu",
    "REDIS_URL": "redis://cache.invalid/0",
    "SECRET_KEY": "s" * 40,
    "PIN_PEPPER": "p" * 40,
    "FIELD_ENCRYPTION_KEYS": _KEY,
    "BLIND_INDEX_KEYS": _KEY,
    "BASE_URL": "https://hesabu.invalid",
    "HESABU_ENV_FILE": "",
    "HESABU_EMBEDDED": "0",
}
