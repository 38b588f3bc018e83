from __future__ import annotations

import hashlib
import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from core.machine import crypto
from core.machine.crypto import (
    Unreadable,
    blind_index,
    blind_indexes,
    new_data_key,
    rewrap,
    seal,
    unseal,
    unseal_bytes,
)
from core.machine.rotation import Progress, rewrap_all
from core.models import DataKey

OLD, NEW = b"o" * 32, b"n" * 32
PHONE = "254712345678"


@pytest.fixture
def key(db: None, settings) -> DataKey:
    settings.FIELD_ENCRYPTION_KEYS = (OLD,)
    return new_data_key()


def test_what_is_sealed_can_be_read_again_and_is_not_there_in_plain(key):
    sealed = seal(key, PHONE, purpose="phone")
    assert PHONE.encode() not in sealed and sealed != seal(key, PHONE, purpose="phone")
    stored = DataKey.objects.get()
    assert unseal(stored, memoryview(sealed), purpose="phone") == PHONE
    assert unseal_bytes(stored, seal(key, b"\x00\xff", purpose="body"), purpose="body") == b"\x00\xff"


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_bytes_come_back(data, purpose):
    key = DataKey(wrapped=crypto._wrapping().encrypt(os.urandom(32)))
    assert unseal_bytes(key, seal(key, data, purpose=purpose), purpose=purpose) == data


@pytest.mark.parametrize(
    "damage",
    [lambda sealed: b"", lambda sealed: sealed[:20], lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1])],
)
def test_damaged_and_empty_values_are_unreadable(key, damage):
    with pytest.raises(Unreadable):
        unseal(key, damage(seal(key, PHONE, purpose="phone")), purpose="phone")


def test_a_value_cannot_be_moved_to_another_field_or_person(key):
    sealed = seal(key, PHONE, purpose="phone")
    with pytest.raises(Unreadable):
        unseal(key, sealed, purpose="name")
    with pytest.raises(Unreadable):
        unseal(new_data_key(), sealed, purpose="phone")


def test_an_erased_key_and_a_foreign_key_are_unreadable(key, settings):
    sealed = seal(key, PHONE, purpose="phone")
    with pytest.raises(Unreadable):
        unseal(None, sealed, purpose="phone")
    settings.FIELD_ENCRYPTION_KEYS = (NEW,)
    with pytest.raises(Unreadable):
        unseal(key, sealed, purpose="phone")
    with pytest.raises(Unreadable):
        rewrap(key)


def test_rotation_rewraps_and_the_old_key_can_go(key, settings):
    sealed, before = seal(key, PHONE, purpose="phone"), bytes(key.wrapped)
    settings.FIELD_ENCRYPTION_KEYS = (NEW, OLD)
    assert rewrap(key) is True
    settings.FIELD_ENCRYPTION_KEYS = (NEW,)
    key.refresh_from_db()
    assert bytes(key.wrapped) != before
    assert unseal(key, sealed, purpose="phone") == PHONE
    assert rewrap(key) is False


def test_rotation_does_not_bring_an_erased_key_back(key, settings):
    settings.FIELD_ENCRYPTION_KEYS = (NEW, OLD)
    DataKey.objects.all().delete()
    assert rewrap(key) is False
    assert not DataKey.objects.exists()


def test_rotating_everything_can_stop_and_go_on_and_run_twice(key, settings):
    for _ in range(6):
        new_data_key()
    settings.FIELD_ENCRYPTION_KEYS = (NEW, OLD)
    stopped = rewrap_all(batch=3)
    assert next(stopped) == Progress(seen=3, rewrapped=3)
    stopped.close()
    assert list(rewrap_all(batch=3))[-1] == Progress(seen=7, rewrapped=4)
    assert list(rewrap_all(batch=3)) == [Progress(3), Progress(6), Progress(7)]


def test_the_command_shows_progress_and_fails_on_what_it_cannot_read(key, settings):
    new_data_key()
    settings.FIELD_ENCRYPTION_KEYS = (NEW, OLD)
    shown = StringIO()
    call_command("rotate_keys", batch=1, stdout=shown)
    assert shown.getvalue().splitlines() == [
        "1 of 2 data keys, 1 wrapped anew",
        "2 of 2 data keys, 2 wrapped anew",
        "done: 2 wrapped anew, 0 were already",
    ]
    settings.FIELD_ENCRYPTION_KEYS = (b"x" * 32,)
    with pytest.raises(CommandError, match="2 data keys were wrapped by a key that is not configured"):
        call_command("rotate_keys", stdout=StringIO())


def test_plain_and_hashed_numbers_meet_in_the_index(settings):
    settings.BLIND_INDEX_KEYS = (NEW, OLD)
    digest = hashlib.sha256(PHONE.encode()).hexdigest()
    assert (
        blind_index(PHONE)
        == blind_index(digest)
        == blind_index(f" {digest.upper()} ")
        == blind_indexes(PHONE)[0]
    )
    assert len(set(blind_indexes(PHONE))) == 2 and len(blind_index(PHONE)) == 32
    assert blind_index(PHONE) != blind_index("254712345679")
    old = blind_indexes(PHONE)[1]
    settings.BLIND_INDEX_KEYS = (OLD,)
    assert blind_index(PHONE) == old
