"""Personal data at rest: a data key per person or per body, wrapped by the keys of the environment.

FIELD_ENCRYPTION_KEYS (newest first) wrap data keys; rotation re-wraps them; erasure deletes them.
BLIND_INDEX_KEYS make the index by which a phone number is found without being readable.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from core.digests import Facts, canonical_text
from core.models import DataKey

_NONCE = 12
_TAG = 16


class Unreadable(Exception):
    """Sealed data whose key is gone (erased) or was never ours."""


@lru_cache(maxsize=4)
def _wrapper(keys: tuple[bytes, ...]) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])


def _wrapping() -> MultiFernet:
    return _wrapper(tuple(settings.FIELD_ENCRYPTION_KEYS))


def fresh_data_key() -> DataKey:
    """A fresh wrapped key that is not stored yet."""
    return _fresh()[0]


def _fresh() -> tuple[DataKey, AESGCM]:
    key = AESGCM.generate_key(256)
    return DataKey(wrapped=_wrapping().encrypt(key)), AESGCM(key)


def seal_with_fresh_key(plain: bytes, *, purpose: str) -> tuple[DataKey, bytes]:
    """A key that is not stored yet, and what `seal` makes with it; spares unwrapping the key to use it."""
    key, cipher = _fresh()
    return key, _sealed(cipher, plain, purpose)


def new_data_key() -> DataKey:
    """A fresh wrapped key, stored in the running transaction."""
    key = fresh_data_key()
    key.save(force_insert=True)
    return key


def _cipher(key: DataKey) -> AESGCM:
    try:
        return AESGCM(_wrapping().decrypt(bytes(key.wrapped)))
    except InvalidToken:
        raise Unreadable("this data key was wrapped by a key that is not configured") from None


def seal(key: DataKey, plain: str | bytes, *, purpose: str) -> bytes:
    """AES-256-GCM of `plain`, bound to `purpose` so that a sealed value cannot be moved to another field."""
    return _sealed(_cipher(key), plain.encode() if isinstance(plain, str) else plain, purpose)


def _sealed(cipher: AESGCM, plain: bytes, purpose: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + cipher.encrypt(nonce, plain, purpose.encode())


def unseal_bytes(key: DataKey | None, sealed: bytes | memoryview, *, purpose: str) -> bytes:
    """The sealed bytes. Raises Unreadable."""
    if key is None:
        raise Unreadable("the data key was erased")
    data = bytes(sealed)
    if len(data) < _NONCE + _TAG:
        raise Unreadable("nothing was sealed here")
    try:
        return _cipher(key).decrypt(data[:_NONCE], data[_NONCE:], purpose.encode())
    except InvalidTag:
        raise Unreadable("sealed for another purpose, or damaged") from None


def unseal(key: DataKey | None, sealed: bytes | memoryview, *, purpose: str) -> str:
    """The sealed text. Raises Unreadable."""
    return unseal_bytes(key, sealed, purpose=purpose).decode()


def rewrap(key: DataKey) -> bool:
    """Wrap a data key anew under the newest environment key; False when it is so already, or was erased.

    One conditional UPDATE: a key that is erased meanwhile stays erased. Raises Unreadable.
    """
    wrapped = bytes(key.wrapped)
    if _is_wrapped_by_newest(wrapped):
        return False
    try:
        anew = _wrapping().rotate(wrapped)
    except InvalidToken:
        raise Unreadable("this data key was wrapped by a key that is not configured") from None
    return bool(DataKey.objects.filter(pk=key.pk, wrapped=wrapped).update(wrapped=anew))


def _is_wrapped_by_newest(wrapped: bytes) -> bool:
    try:
        _wrapper((settings.FIELD_ENCRYPTION_KEYS[0],)).decrypt(wrapped)
    except InvalidToken:
        return False
    return True


def _sha256_hex(value: str) -> str:
    text = value.strip()
    if len(text) == 64 and all(char in "0123456789abcdefABCDEF" for char in text):
        return text.lower()
    return hashlib.sha256(text.encode()).hexdigest()


def blind_indexes(value: str) -> list[bytes]:
    """The indexes under which a value may be stored, newest key first. Plain and SHA-256 forms agree."""
    digest = _sha256_hex(value).encode()
    return [hmac.new(key, digest, hashlib.sha256).digest() for key in settings.BLIND_INDEX_KEYS]


def blind_index(value: str) -> bytes:
    """The index under which a value is stored today."""
    return blind_indexes(value)[0]


def keyed_digests(facts: Facts) -> list[bytes]:
    """Digests of facts so few or so well known that a plain one would tell them; the newest key's first.

    Stored today is the first. Raises TypeError as canonical_text does.
    """
    return blind_indexes(canonical_text(facts))
