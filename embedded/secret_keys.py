"""The four secrets: from the environment, or made once for a trial machine.

A trial machine is one without DATABASE_URL, whose database is embedded. Its secrets live in `secrets.json` of
the local directory (mode 0600). Deleting that file makes everything encrypted in the trial database
unreadable. With a DATABASE_URL every secret must be given: a secret that appears by itself is a secret nobody
backed up.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets as randomness
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.files.atomic_files import PRIVATE, write_whole
from embedded import env, localdir

KEY_BYTES: Final = 32
MINIMUM_LENGTH: Final = 32
FILE_NAME: Final = "secrets.json"
HOW_TO_MAKE: Final = {
    "SECRET_KEY": "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
    "FIELD_ENCRYPTION_KEYS": "openssl rand -base64 32 | tr +/ -_",
    "BLIND_INDEX_KEYS": "openssl rand -base64 32 | tr +/ -_",
    "PIN_PEPPER": "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'",
}


@dataclass(frozen=True, repr=False)
class Secrets:
    """Keys are decoded and newest first: encrypt and index with the first, read with all."""

    secret_key: str
    field_encryption_keys: tuple[bytes, ...]
    blind_index_keys: tuple[bytes, ...]
    pin_pepper: str


def load_secrets() -> Secrets:
    """The secrets of this process. Raises ConfigurationError naming all that are missing, or the
    one that is malformed."""
    values = {name: env.text(name, "") for name in HOW_TO_MAKE}
    missing = [name for name, value in values.items() if not value]
    if missing:
        if not localdir.is_trial():
            verb = "is" if len(missing) == 1 else "are"
            how = "; ".join(f"{name}: {HOW_TO_MAKE[name]}" for name in missing)
            raise env.ConfigurationError(
                f"{', '.join(missing)} {verb} missing; with DATABASE_URL all four must be given. Try {how}"
            )
        local = local_secrets(localdir.prepare_local_dir())
        values.update({name: local[name] for name in missing})
    return Secrets(
        secret_key=_long_enough("SECRET_KEY", values),
        field_encryption_keys=_decode_keys("FIELD_ENCRYPTION_KEYS", values),
        blind_index_keys=_decode_keys("BLIND_INDEX_KEYS", values),
        pin_pepper=_long_enough("PIN_PEPPER", values),
    )


def local_secrets(local_dir: Path) -> dict[str, str]:
    """Secrets of the trial machine by variable name, made once; two processes at once get the same."""
    path = local_dir / FILE_NAME
    if not path.exists():
        _create_once(path)
    try:
        values = json.loads(path.read_text("utf-8"))
        return {name: str(values[name]) for name in HOW_TO_MAKE}
    except (OSError, ValueError, KeyError, TypeError):
        raise env.ConfigurationError(
            f"{path} cannot be used: restore it, or remove {local_dir} to start an empty trial machine."
        ) from None


def _create_once(path: Path) -> None:
    """Made by whoever is first; theirs stays."""
    values = {
        "SECRET_KEY": randomness.token_urlsafe(50),
        "FIELD_ENCRYPTION_KEYS": base64.urlsafe_b64encode(randomness.token_bytes(KEY_BYTES)).decode(),
        "BLIND_INDEX_KEYS": base64.urlsafe_b64encode(randomness.token_bytes(KEY_BYTES)).decode(),
        "PIN_PEPPER": randomness.token_urlsafe(32),
    }
    write_whole(path, json.dumps(values, indent=2), mode=PRIVATE, replace=False)


def _long_enough(name: str, values: dict[str, str]) -> str:
    if len(values[name]) < MINIMUM_LENGTH:
        raise env.ConfigurationError(
            f"{name} is too short: at least {MINIMUM_LENGTH} characters. Make one: {HOW_TO_MAKE[name]}"
        )
    return values[name]


def _decode_keys(name: str, values: dict[str, str]) -> tuple[bytes, ...]:
    keys = []
    for position, part in enumerate(
        filter(None, (part.strip() for part in values[name].split(","))), start=1
    ):
        try:
            key = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise env.ConfigurationError(
                f"{name}: key {position} is not {KEY_BYTES} bytes in urlsafe base64. Try: {HOW_TO_MAKE[name]}"
            )
        keys.append(key)
    return tuple(keys)
