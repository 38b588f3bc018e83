"""Advisory locks: no two uses share a name, or a thing, by accident."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from hypothesis import given
from hypothesis import strategies as st

from core.rows.locks import AdvisoryLock
from tests.core.threads import run_together
from tests.environment import ROOT

ROOMS = ("core", "users", "messaging", "ledger", "mpesa", "billing", "reconciliation")
ONE, OTHER = AdvisoryLock("tests.one"), AdvisoryLock("tests.other")
texts = st.text(':.,"1a[]', max_size=4)


def test_a_name_is_given_once():
    for name in ("tests.one", "ledger.seal:5", "", "ledger"):
        with pytest.raises(ValueError, match="name"):
            AdvisoryLock(name)


@given(st.lists(texts | st.integers(), max_size=3), st.lists(texts | st.integers(), max_size=3))
def test_different_things_have_different_keys(things, others):
    assert (ONE.key(*things) == ONE.key(*others)) == (list(map(repr, things)) == list(map(repr, others)))
    assert ONE.key(*things) != OTHER.key(*others)


def test_what_sql_locks_has_a_name_here_and_nobody_goes_around_the_names():
    for room in ROOMS:
        for module in pkgutil.walk_packages([str(ROOT / room)], f"{room}."):
            if ".migrations" not in module.name and not module.name.endswith("offline_verifier"):
                import_module(module.name)
    known = {name for name in AdvisoryLock.names if not name.startswith("tests.")}
    in_sql, around = set(), set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            if path.suffix not in (".py", ".sql"):
                continue
            text = path.read_text()
            in_sql |= set(re.findall(r"advisory\w*\(hashtextextended\('([^':]+):'", text))
            if path.suffix == ".py" and "migrations" not in path.parts and "pg_advisory" in text:
                around.add(path.name)
    assert in_sql and in_sql <= known
    assert around == {"locks.py"}
    assert "ledger.period" in known and ONE.key(5) == "tests.one:5"  # as SQL joins it


def test_a_lock_is_held_until_the_transaction_ends(db):
    with pytest.raises(TransactionManagementError):
        ONE.take(1)
    with transaction.atomic():
        ONE.take(1, "a")

        def free(*things: int | str) -> bool:
            with transaction.atomic():
                return ONE.try_take(*things)

        assert run_together([lambda: free(1, "a"), lambda: free(1, "b"), lambda: free("1", "a")]) == [
            False,
            True,
            True,
        ]
    assert run_together([lambda: free(1, "a")]) == [True]
